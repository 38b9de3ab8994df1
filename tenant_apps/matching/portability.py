"""How each table travels when a circle is exported, cloned or moved."""

from tenants.portability import EXPORT

PORTABILITY = {"Ask": EXPORT, "Offer": EXPORT, "Exclusion": EXPORT}
