"""From a team that was found to the introductions with the people in it."""

from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, require
from kernel.errors import Conflict, NotAllowed, NotFound
from tenant_apps.matching import policies
from tenant_apps.matching.models import Introduction, Plan
from tenant_apps.matching.services.introductions import bring_up
from tenant_apps.matching.services.plans import faults_of
from tenant_apps.people.models import Person

# What speaks against one of them alone: the others are asked all the same.
OF_ONE: Final = ("asked", "rests", "teammates", "own_word")


@transaction.atomic
def ask_a_team(plan: Plan, kind: str, *, by: Actor) -> list[Introduction]:
    """Everybody in one of the teams that were found is asked, one by one; none of them learns of the others, or that
    there was a team. Whoever is asked already is not asked again, so doing it twice is doing it once.

    Raises NotFound where there is no such team, and Conflict where it no longer holds or too many answers are open.
    """
    if not policies.can_write(require(by), plan.ask.person):
        raise NotAllowed(_("Only whoever asks, or who acts for them, can ask people."))
    options = plan.result.get("options", []) if plan.state == Plan.State.DONE else []
    place = next((number for number, each in enumerate(options) if each["kind"] == kind), None)
    if place is None:
        raise NotFound
    if plan.ask_number != plan.ask.number or place in faults_of(plan, plan.ask):
        raise Conflict(_("Something has changed since this team was found. Look again first."), code="changed")
    members = Person.objects.in_bulk([UUID(each) for each in options[place]["members"]])
    found, refused = [], None
    for person in members.values():
        try:
            with transaction.atomic():
                found.append(bring_up(plan.ask, person, by=by))
        except Conflict as conflict:
            if conflict.code not in OF_ONE:
                raise
            refused = conflict
    if refused is not None and not found:
        raise refused
    return found
