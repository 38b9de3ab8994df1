"""The rooms everybody passes through: the circle's public front door, a member's home, and the steward's list of people.

Nothing is kept here; it shows what the other rooms know.
"""
