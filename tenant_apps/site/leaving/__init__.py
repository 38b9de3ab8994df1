"""Taking a copy along, and leaving the federation: a circle's right, said by its stewards."""
