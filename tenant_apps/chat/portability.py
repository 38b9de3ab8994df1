"""How a circle's chat travels. The server is the same wherever the circle lives; what opens it is entered anew."""

from tenants.portability import EXPORT, LEAVE

PORTABILITY = {
    "Server": EXPORT,
    "Room": EXPORT,
    "Login": EXPORT,
    "Errand": LEAVE("A look at the server after the move finds what is still to be done."),
    "Drift": EXPORT,
    "Word": EXPORT,
}
