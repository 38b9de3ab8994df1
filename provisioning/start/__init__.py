"""The pages on which a group starts its circle."""
