"""A real browser walks through a running federation."""
