"""How each table travels when a circle is exported, cloned or moved."""

from tenants.portability import EXPORT, LEAVE

PORTABILITY = {
    "Ask": EXPORT,
    "Offer": EXPORT,
    "Exclusion": EXPORT,
    "Introduction": EXPORT,
    "Step": EXPORT,
    "Review": EXPORT,
    "TeamWord": EXPORT,
    "Opening": LEAVE("Whom a circle has for neighbours is another question where it arrives: it is opened anew there."),
    "Afar": LEAVE("It belongs to people of other circles, who let this circle know and no other."),
    "Contact": LEAVE("It is between two circles of this deployment, and ends when one of them leaves it."),
    "Shortlist": LEAVE("It is made anew from the asks and offers where they arrive."),
    "Quiet": EXPORT,
    "Exposure": LEAVE("It counts lists of this place; where the people arrive, they are shown anew."),
    "Plan": LEAVE("Which people could make a team is gone after two weeks, and can be looked for again."),
}
