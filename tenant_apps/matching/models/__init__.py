"""Asks, offers, exclusions, and how far two people have come on the way to a team."""

from tenant_apps.matching.models.across import Afar, Contact, Detail, Opening, What
from tenant_apps.matching.models.asks import Ask, Exclusion, Offer, OpenQuerySet, Pay, State
from tenant_apps.matching.models.introductions import (
    BETWEEN,
    Introduction,
    IntroductionQuerySet,
    Review,
    Stage,
    Step,
    TeamWord,
)
from tenant_apps.matching.models.plans import Plan
from tenant_apps.matching.models.shortlists import Exposure, Quiet, Shortlist

__all__ = [
    "BETWEEN",
    "Afar",
    "Ask",
    "Contact",
    "Detail",
    "Exclusion",
    "Exposure",
    "Introduction",
    "IntroductionQuerySet",
    "Offer",
    "OpenQuerySet",
    "Opening",
    "Pay",
    "Plan",
    "Quiet",
    "Review",
    "Shortlist",
    "Stage",
    "State",
    "Step",
    "TeamWord",
    "What",
]
