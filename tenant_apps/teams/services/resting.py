"""A team rests while nobody can say who is in it: its owner died or left, or cannot decide and nobody decides for them.

What should be is worked out anew from what is known, whatever happened and in whatever order, and written down.
"""

from django.db import transaction

from kernel.actors import Actor
from kernel.sections import Scope
from kernel.time import now
from tenant_apps.helping.models import Authority
from tenant_apps.helping.services import can_decide
from tenant_apps.journal.events import Code
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Parting, Person
from tenant_apps.teams.events import TeamGoesOn, TeamRests
from tenant_apps.teams.models import Place, Team
from tenant_apps.teams.services.places import finish, locked

Why = Team.Frozen


@transaction.atomic
def look_again(team: Team, *, by: Actor) -> Team:
    """Let a team rest, or go on, as things are now. Where nothing changed, nothing happens."""
    team = locked(team.pk)
    if not team.is_living:
        return team
    why = why_it_rests(team.owner)
    if why == team.frozen_why:
        return team
    was_resting = team.is_frozen
    team.frozen_why, team.frozen_at = why, (team.frozen_at or now()) if why else None
    team.full_clean()
    team.save(update_fields=["frozen_why", "frozen_at"])
    if why in (Why.DIED, Why.LEFT):
        for place in team.places.filter(ended_at=None, covers_until__isnull=False).select_related("person"):
            finish(place, Place.Ended.COVER_OVER, by=by)
    if why and not was_resting:
        announce(TeamRests(team_id=team.pk, why=Code(why)), by=by)
    elif not why:
        announce(TeamGoesOn(team_id=team.pk), by=by)
    return team


def look_again_at_all(*, by: Actor) -> int:
    """The same for every team: authorities begin and end with a day. Returns how many changed."""
    changed = 0
    for team in Team.objects.living().select_related("owner"):
        if why_it_rests(team.owner) != team.frozen_why:
            look_again(team, by=by)
            changed += 1
    return changed


def why_it_rests(owner: Person) -> str:
    """Why nobody decides just now who is in somebody's team; nothing when somebody does."""
    if not owner.is_present:
        died = Parting.objects.filter(person=owner, returned_at=None).order_by("-at").first()
        return Why.DIED if died is not None and died.is_death else Why.LEFT
    if can_decide(owner) or _somebody_decides_for(owner):
        return ""
    return Why.CAPACITY


def _somebody_decides_for(owner: Person) -> bool:
    """Whether an authority that reaches to care is in force now."""
    found = Authority.objects.in_force().filter(person=owner)
    return found.filter(scopes__contains=[Scope.CARE]).exists()
