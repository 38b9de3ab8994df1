"""People, the hats they wear or are asked to wear, and how they come, pause, go and come back."""

from tenant_apps.people.models.comings import Parting, Suspension
from tenant_apps.people.models.offers import HatOffer, HatOfferQuerySet
from tenant_apps.people.models.person import LONGEST_NAME, Hat, HatQuerySet, Person, PersonQuerySet, first_gap, today
from tenant_apps.people.models.removals import HatRemoval, HatRemovalQuerySet

__all__ = [
    "LONGEST_NAME",
    "Hat",
    "HatOffer",
    "HatOfferQuerySet",
    "HatQuerySet",
    "HatRemoval",
    "HatRemovalQuerySet",
    "Parting",
    "Person",
    "PersonQuerySet",
    "Suspension",
    "first_gap",
    "today",
]
