"""Nothing here travels with a circle: accounts belong to people and to the federation."""

from tenants.portability import LEAVE, REBUILD

PORTABILITY = {
    "Account": LEAVE("A human's own, for every circle they are in."),
    "CircleLink": REBUILD("Made again from the people of the circle that have an account."),
    "Ticket": LEAVE("Lives one minute."),
    "Browser": LEAVE("Where somebody is signed in: in this federation only."),
    "Office": REBUILD("Said again by the circle, from the hats that its people wear."),
    "AddressChange": LEAVE("The account's own, for some days."),
    "LostStep": LEAVE("The account's own."),
    "Vouch": LEAVE("Belongs to a lost second step."),
}
