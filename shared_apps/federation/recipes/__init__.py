"""Wording and other data that comes with Coopbox, and that a national co-op may replace by its own."""
