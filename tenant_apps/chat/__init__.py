"""Where the circle talks: in the built-in conversations, or in a chat server of its own."""
