"""What is kept locked for one person: each has a key of their own, and whoever destroys it has forgotten them."""
