"""Letters between circles: what was sent, what came, under which agreement."""
