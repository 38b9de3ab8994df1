"""Which hats need a second step by now: offices worn for longer than the days of grace."""

from django.db.models import QuerySet

from shared_apps.identity.offices import grace
from tenant_apps.people.models import Hat, today


def needing_second_step() -> QuerySet[Hat]:
    """The hats for which a code alone no longer does."""
    day = today()
    return Hat.objects.worn(day).filter(kind__in=Hat.OFFICES, from_on__lte=day - grace())
