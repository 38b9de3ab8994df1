"""Who asked for something at the circle's front door, and how far that has come."""
