"""The vault holds keys. What they lock is in the sections of the rooms it belongs to."""

from kernel.sections import nobodys

nobodys("vault.CircleKey.*", "vault.PersonKey.*", "vault.Rotation.*", why="locked keys, which say nothing of anybody")
