"""The first page of those who look after the circle: what waits, what is to be set up, what the federation says."""
