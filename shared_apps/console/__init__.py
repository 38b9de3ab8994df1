"""The national co-op's desk: how the federation is, never who is in it."""
