"""How choices and the log of looks travel when a circle is cloned, exported or moved."""

from tenants.portability import EXPORT

PORTABILITY = {
    "Stance": EXPORT,
    "Choice": EXPORT,
    "NamedReader": EXPORT,
    "AccessEvent": EXPORT,
    "AccessLink": EXPORT,
    "AccessWaiting": EXPORT,
    "BreakGlass": EXPORT,
    "Withholding": EXPORT,
    "Doubt": EXPORT,
}
