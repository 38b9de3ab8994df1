"""Two entries of one person: what is locked is locked anew for the one that stays, with that one's own key."""

from kernel.together import stays_apart

stays_apart("vault.PersonKey.person", why="a key is bound to its entry; texts are locked anew instead")
