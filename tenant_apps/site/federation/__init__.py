"""What a circle's stewards and the national co-op have to say to each other, on the circle's own site."""
