"""What a circle pays for its home: noted from a day on, never edited."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kernel.actors import Actor, require
from kernel.errors import NotAllowed, RuleBroken
from kernel.time import now
from shared_apps.console.hats import CIRCLES
from shared_apps.console.models import PlanChange
from shared_apps.federation.actors import officer_may
from shared_apps.federation.services.facts import slipped


@transaction.atomic
def note(circle_id: UUID, plan: str, *, from_on: date, by: Actor) -> PlanChange:
    """Write down which plan a circle is on from a day on."""
    if not officer_may(require(by), CIRCLES):
        raise NotAllowed(_("Only the national co-op writes this down."))
    if no := slipped(from_on):
        raise RuleBroken(code="year", errors={"from_on": [no]})
    change = PlanChange(circle_id=circle_id, plan=plan, from_on=from_on).noted(now(), by)
    change.full_clean()
    change.save(force_insert=True)
    return change


def history(circle_id: UUID) -> list[PlanChange]:
    """Every plan the circle was on, the latest first."""
    return list(PlanChange.objects.filter(circle_id=circle_id))
