"""Talking: conversations of a circle, of a team, and of two who get to know each other."""
