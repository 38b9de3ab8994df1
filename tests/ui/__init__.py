"""How pages look and speak, without a browser."""
