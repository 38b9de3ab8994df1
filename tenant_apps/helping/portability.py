"""Authorities and their evidence go with the circle; a yes for a day does not."""

from tenants.portability import EXPORT, LEAVE

PORTABILITY = {
    "Authority": EXPORT,
    "Evidence": EXPORT,
    "Capacity": EXPORT,
    "Wish": LEAVE("It is asked again where the circle arrives: its codes and addresses are known again here only."),
    "Yes": LEAVE("It is good for a day, and said again where the circle arrives."),
}
