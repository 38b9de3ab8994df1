"""What the federation keeps about its circles. All of it is in the shared schema, and none of it is about care."""

from shared_apps.federation.models.agreements import AgreementVersion, Signature
from shared_apps.federation.models.domains import DomainClaim
from shared_apps.federation.models.facts import CircleFact
from shared_apps.federation.models.figures import FigureChoice, FigureReport
from shared_apps.federation.models.news import Announcement, AnnouncementRead, FeatureChange, Incident, IncidentNote
from shared_apps.federation.models.standing import StageChange, Standing, Tick
from shared_apps.federation.models.support import SupportSession, SupportView

__all__ = [
    "AgreementVersion",
    "Announcement",
    "AnnouncementRead",
    "CircleFact",
    "DomainClaim",
    "FeatureChange",
    "FigureChoice",
    "FigureReport",
    "Incident",
    "IncidentNote",
    "Signature",
    "StageChange",
    "Standing",
    "SupportSession",
    "SupportView",
    "Tick",
]
