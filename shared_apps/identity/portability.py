"""Nothing here travels with a circle: accounts belong to people and to the federation."""

from tenants.portability import LEAVE, REBUILD

PORTABILITY = {
    "Account": LEAVE("A human's own, for every circle they are in."),
    "CircleLink": REBUILD("Made again from the people of the circle that have an account."),
    "Ticket": LEAVE("Lives one minute."),
}
