"""The rooms everybody passes through: a circle's public front door, a member's home, the steward's list of people.

Nothing is kept here; it shows what the other rooms know.
"""
