"""Other tools of a circle that people sign in to with their circle's name (OpenID Connect)."""
