"""How the journal travels when a circle is cloned, exported or moved."""

from tenants.portability import EXPORT, LEAVE

PORTABILITY = {
    "Entry": EXPORT,
    "Delivery": LEAVE(
        "A circle that moves delivers what is waiting first; a copy must not tell anybody a second time."
    ),
}
