"""Teams, the places in them, and what a team does together."""

from tenant_apps.teams.models.agreements import (
    Agreement,
    AgreementVersion,
    AgreementYes,
    Review,
    ReviewWords,
    Session,
)
from tenant_apps.teams.models.hats import HatWord, TeamHat, TeamHatQuerySet
from tenant_apps.teams.models.life import (
    Attendance,
    CheckIn,
    Decision,
    Document,
    Meeting,
    TeamTask,
    TeamTaskQuerySet,
)
from tenant_apps.teams.models.team import Place, PlaceQuerySet, Team, TeamQuerySet

__all__ = [
    "Agreement",
    "AgreementVersion",
    "AgreementYes",
    "Attendance",
    "CheckIn",
    "Decision",
    "Document",
    "HatWord",
    "Meeting",
    "Place",
    "PlaceQuerySet",
    "Review",
    "ReviewWords",
    "Session",
    "Team",
    "TeamHat",
    "TeamHatQuerySet",
    "TeamQuerySet",
    "TeamTask",
    "TeamTaskQuerySet",
]
