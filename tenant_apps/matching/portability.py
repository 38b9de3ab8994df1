"""How each table travels when a circle is exported, cloned or moved."""

from tenants.portability import EXPORT, LEAVE

PORTABILITY = {
    "Ask": EXPORT,
    "Offer": EXPORT,
    "Exclusion": EXPORT,
    "Plan": LEAVE("Which people could make a team is gone after two weeks, and can be looked for again."),
}
