"""Two entries of one person: a tool goes on knowing the one it was let know."""

from kernel.together import stays_apart

stays_apart("tools.Consent.person", why="a tool knows a person under a number of its own; they sign in to it anew")
