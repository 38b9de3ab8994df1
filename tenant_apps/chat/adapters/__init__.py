"""What stands behind the port: the built-in conversations, and one adapter for each kind of server."""
