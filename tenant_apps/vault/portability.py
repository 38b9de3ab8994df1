"""The circle's keys travel beside the tables, unlocked inside the locked archive, and are locked again on arrival."""

from tenants.portability import EXPORT, LEAVE

PORTABILITY = {
    "CircleKey": LEAVE("It is locked for this house. The archive carries it by itself, and locks it again on arrival."),
    "PersonKey": EXPORT,
    "Rotation": LEAVE("Keys that are being changed are changed where they are."),
}
