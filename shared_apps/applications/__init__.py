"""Groups that want to start a circle: what they told us so far, and what became of it."""
