"""The pages of this room: for everybody about themselves, and for whoever answers."""
