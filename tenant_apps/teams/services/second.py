"""Somebody was written down twice, and each entry has a team: the owner asks those of the other over."""

from django.db import transaction

from kernel.actors import Actor, require
from kernel.errors import NotAllowed
from tenant_apps.teams import policies
from tenant_apps.teams.models import Place, Team
from tenant_apps.teams.services.places import ONLY_OWNER, bring_up, locked, open_to_newcomers


def second_team_of(team: Team) -> Team | None:
    """The team that rests around the entry of its owner that went, if there is one."""
    return Team.objects.living().filter(owner__same_as=team.owner_id).order_by("founded_at", "id").first()


@transaction.atomic
def ask_over(team: Team, *, by: Actor) -> list[Place]:
    """Ask everybody of the second team into this one: each says yes or no themselves. Twice is once.

    The second team is not touched: if the two entries turn out to be two people after all, it goes on as it was.
    """
    team = locked(team.pk)
    if not policies.can_decide(require(by), team):
        raise NotAllowed(ONLY_OWNER)
    open_to_newcomers(team)
    other = second_team_of(team)
    if other is None:
        return []
    here = team.places.filter(ended_at=None).values("person")
    theirs = other.places.held().filter(covers_until=None).exclude(person__in=here).exclude(person=team.owner_id)
    found = theirs.select_related("person").order_by("id")
    return [bring_up(team, each.person, each.kind, each.does, by=by) for each in found if each.person.may_come_in]
