"""The national co-op's desk."""
