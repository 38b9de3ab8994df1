"""The national co-op's desk: what its officers see and do for the circles, and never anybody's personal data.

Every request here runs as a database role that no circle lets in (see `tenants.roles` and `grants`). Who works here is
an officer, by hats with a term; all that an officer does or looks at is written down, and that list only grows.
"""
