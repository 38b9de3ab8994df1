"""The front rooms of a circle."""
