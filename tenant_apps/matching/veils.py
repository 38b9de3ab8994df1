"""What stands for somebody on a list whose name may not be known: a number that says nothing of who they are.

Their own number would be the same on every list and in every other place, and tell when they came. This one is of one
ask alone, and only whoever was shown that list can use it.
"""

from uuid import UUID

from django.utils.crypto import salted_hmac

from tenant_apps.matching.models import Ask, Plan, Shortlist


def veiled(ask_id: UUID, person_id: UUID) -> UUID:
    """The number that stands for them beside this ask; the same as long as the ask is there."""
    return UUID(bytes=salted_hmac("matching.veil", f"{ask_id} {person_id}", algorithm="sha256").digest()[:16])


def behind(ask: Ask, number: UUID) -> UUID:
    """Who stands behind it, among those who were shown for this ask; else what was given: somebody known by name."""
    lists = Shortlist.objects.filter(ask=ask).values_list("found", flat=True)
    teams = [plan.result.get("people", []) for plan in Plan.objects.filter(ask=ask)]
    shown = {UUID(each) for some in (*lists, *teams) for each in some}
    return next((each for each in shown if veiled(ask.pk, each) == number), number)
