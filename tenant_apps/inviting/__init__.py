"""How people come into a circle: by e-mail, by a printed card, or with somebody beside them."""
