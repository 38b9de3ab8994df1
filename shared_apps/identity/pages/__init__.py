"""The pages of an account, one module for each thing that can be looked at or changed."""
