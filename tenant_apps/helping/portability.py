"""Authorities and their evidence go with the circle; a yes for a day does not."""

from tenants.portability import EXPORT, LEAVE

PORTABILITY = {
    "Authority": EXPORT,
    "Evidence": EXPORT,
    "Capacity": EXPORT,
    "Yes": LEAVE("It is good for a day, and said again where the circle arrives."),
}
