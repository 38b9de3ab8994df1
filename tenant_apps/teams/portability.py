"""How each table travels when a circle is exported, cloned or moved."""

from tenants.portability import EXPORT

PORTABILITY = {
    "Team": EXPORT,
    "Place": EXPORT,
    # What a team does together.
    "TeamHat": EXPORT,
    "HatWord": EXPORT,
    "TeamTask": EXPORT,
    "CheckIn": EXPORT,
    "Meeting": EXPORT,
    "Attendance": EXPORT,
    "Decision": EXPORT,
    "Document": EXPORT,
    "Agreement": EXPORT,
    "AgreementVersion": EXPORT,
    "AgreementYes": EXPORT,
    "Session": EXPORT,
    "Review": EXPORT,
    "ReviewWords": EXPORT,
}
