"""The life of a circle's home: made, opened, migrated, paused, closed."""
