"""Asks, offers, exclusions, and how far two people have come on the way to a team."""

from tenant_apps.matching.models.across import Afar, Contact, Detail, Opening, What
from tenant_apps.matching.models.asks import Ask, Exclusion, Offer, OpenQuerySet, Pay, State
from tenant_apps.matching.models.plans import Plan

__all__ = [
    "Afar",
    "Ask",
    "Contact",
    "Detail",
    "Exclusion",
    "Offer",
    "OpenQuerySet",
    "Opening",
    "Pay",
    "Plan",
    "State",
    "What",
]
