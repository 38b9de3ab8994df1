"""How this room's tables travel."""

from tenants.portability import EXPORT

PORTABILITY = {"Agreement": EXPORT, "Letter": EXPORT}
