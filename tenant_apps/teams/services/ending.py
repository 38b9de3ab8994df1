"""A team ends when the person it is for says so, or a coordinator once it cannot go on. What it did is kept."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import SYSTEM, Actor, hand_of, require
from kernel.errors import NotAllowed
from kernel.time import now
from kernel.words import tidy
from tenant_apps.journal.services import announce
from tenant_apps.teams import policies
from tenant_apps.teams.events import TeamEnded
from tenant_apps.teams.models import Place, Team
from tenant_apps.teams.services.places import ONLY_WHO_ACTS, finish, locked

# A coordinator closes a team for somebody who died or left; whoever only cannot decide just now keeps theirs.
CLOSED_BY_HOSTS: Final = (Team.Frozen.DIED, Team.Frozen.LEFT)


def can_end(by: Actor, team: Team) -> bool:
    """The owner, whoever acts for them, and a coordinator once the owner is not there any more."""
    return policies.can_decide(by, team) or (team.frozen_why in CLOSED_BY_HOSTS and policies.is_host(by))


def refuse_who_cannot_end(team: Team, *, by: Actor) -> None:
    """Raises NotAllowed. An owner who cannot decide just now is told who does."""
    if hand_of(require(by)) is SYSTEM or can_end(by, team):
        return
    is_theirs = policies.is_owners_word(by, team)
    raise NotAllowed(ONLY_WHO_ACTS if is_theirs else _("The person the team is for ends it, or whoever acts for them."))


@transaction.atomic
def end_team(team: Team, why: str = "", *, by: Actor) -> Team:
    """End a team, and every place in it. Twice is once."""
    team = locked(team.pk)
    refuse_who_cannot_end(team, by=by)
    if not team.is_living:
        return team
    places = Place.objects.select_for_update(of=["self"]).select_related("person").filter(team=team, ended_at=None)
    for place in places:
        finish(place, Place.Ended.TEAM_ENDED, by=by)
    team.ended_at, team.ended_by, team.ended_why = now(), policies.stands_for(by), tidy(why)
    team.full_clean()
    team.save(update_fields=["ended_at", "ended_by", "ended_why"])
    announce(TeamEnded(team_id=team.pk, person_id=team.owner_id), by=by)
    return team
