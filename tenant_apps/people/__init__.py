"""Every person this circle knows, with or without an account, and the hats they wear."""
