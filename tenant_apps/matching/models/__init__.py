"""Asks, offers, exclusions, and how far two people have come on the way to a team."""

from tenant_apps.matching.models.across import Afar, Contact, Detail, Opening, What
from tenant_apps.matching.models.asks import Ask, Exclusion, Offer, OpenQuerySet, Pay, State
from tenant_apps.matching.models.shortlists import Exposure, Quiet, Shortlist

__all__ = [
    "Afar",
    "Ask",
    "Contact",
    "Detail",
    "Exclusion",
    "Exposure",
    "Offer",
    "OpenQuerySet",
    "Opening",
    "Pay",
    "Quiet",
    "Shortlist",
    "State",
    "What",
]
