"""Which hats need a second step by now: offices worn for longer than the days of grace."""

from datetime import date

from django.db.models import QuerySet

from shared_apps.identity.offices import grace
from tenant_apps.people.models import Hat, today
from tenants.questions import Slot


def needing_second_step() -> QuerySet[Hat]:
    """The hats for which a code alone no longer does."""
    day = today()
    return offices_since(day, day - grace())


def offices_since(day: date | Slot, since: date | Slot) -> QuerySet[Hat]:
    """The hats of an office that are worn on a day and were put on by another."""
    return Hat.objects.worn(day).filter(kind__in=Hat.OFFICES, from_on__lte=since)
