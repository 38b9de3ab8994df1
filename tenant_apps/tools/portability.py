"""Tools and consents travel; what opens a door does not."""

from tenants.portability import EXPORT, LEAVE

PORTABILITY = {
    "Tool": EXPORT,
    "Consent": EXPORT,
    "Code": LEAVE("It is good for a minute, and must not open two houses."),
    "OpenToken": LEAVE("People sign in to their tools again."),
    "SigningKey": LEAVE("Each house vouches with keys of its own."),
}
