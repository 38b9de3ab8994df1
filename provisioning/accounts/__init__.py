"""What is done to an account in every circle at once: closing it, and making two into one.

The sign-in host knows accounts and no people, each circle knows its people and no accounts; so the pages stand here,
above both, and what they ask for is a run of steps that can be repeated.
"""
