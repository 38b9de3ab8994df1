"""How people travel when a circle is cloned, exported or moved."""

from tenants.portability import EXPORT

PORTABILITY = {
    "Person": EXPORT,
    "Hat": EXPORT,
    "HatOffer": EXPORT,
    "HatRemoval": EXPORT,
    "Parting": EXPORT,
    "Suspension": EXPORT,
}
