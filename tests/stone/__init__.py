"""A room that only the tests have: what is inside a plum, locked for one person."""
