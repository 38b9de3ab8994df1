"""How each table travels when a circle is exported, cloned or moved."""

from tenants.portability import EXPORT

PORTABILITY = {"Thread": EXPORT, "Seat": EXPORT, "Post": EXPORT, "Earlier": EXPORT, "Mention": EXPORT, "Nod": EXPORT}
