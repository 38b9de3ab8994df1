"""Keys are nobody's section: what they open is in the sections of the rooms that hold it."""

from kernel.sections import nobodys

nobodys("vault.CircleKey.*", "vault.PersonKey.*", "vault.Rotation.*", why="keys, and how far changing them has come")
