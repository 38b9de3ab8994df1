"""A room that exists only in tests: small tables to migrate, break and leak on purpose."""
