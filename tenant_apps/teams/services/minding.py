"""What is done by the clock for the hats of teams: reminded of, ended, and closed when nobody answered."""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from kernel.actors import Actor
from kernel.time import now
from tenant_apps.journal.events import Code
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Person, today
from tenant_apps.teams.events import TeamHatEndsSoon, TeamHatVacant
from tenant_apps.teams.models import Team, TeamHat
from tenant_apps.teams.policies_life import people_of
from tenant_apps.teams.services.hats import end_hat, vacant_kinds
from tenant_apps.teams.services.taking_part import held
from tenant_apps.teams.terms import HAT_QUESTION_LASTS, HAT_REMINDERS

Ended = TeamHat.Ended


def mind_hats(*, by: Actor) -> int:
    """Every night: remind before a term ends, end what is over, close what nobody answered. Safe to run twice."""
    teams = TeamHat.objects.living().order_by("team").values_list("team", flat=True).distinct()
    return sum(mind_hats_of(team, by=by) for team in Team.objects.filter(pk__in=list(teams)).order_by("pk"))


@transaction.atomic
def mind_hats_of(team: Team, *, by: Actor) -> int:
    """One team's hats. How many of them something was done about."""
    team, done, day = held(team), 0, today()
    here = set(people_of(team).values_list("pk", flat=True))
    for hat in TeamHat.objects.living().filter(team=team).select_for_update(of=["self"]):
        hat.team = team
        how = _why_it_ends(hat, here, day)
        if how is not None:
            end_hat(hat, how, by=by)
        elif _is_to_be_told(hat, day):
            hat.reminded_on = day
            hat.save(update_fields=["reminded_on"])
            assert hat.until_on is not None
            told = {"hat_id": hat.pk, "team_id": team.pk, "person_id": hat.person_id}
            announce(TeamHatEndsSoon(**told, until_on=hat.until_on), by=by)
        else:
            continue
        done += 1
    return done


def _why_it_ends(hat: TeamHat, here: set[UUID], day: date) -> TeamHat.Ended | None:
    if not hat.team.is_living:
        return Ended.TEAM_ENDED
    if hat.person_id not in here:
        return Ended.LEFT_TEAM
    if hat.from_on is None:
        return Ended.NOT_ANSWERED if hat.asked_at < now() - HAT_QUESTION_LASTS else None
    return Ended.RAN_OUT if hat.until_on is not None and hat.until_on <= day else None


def _is_to_be_told(hat: TeamHat, day: date) -> bool:
    """Whether one of the days before its end has come of which they were not told yet."""
    if hat.until_on is None:
        return False
    days = [hat.until_on - timedelta(days=before) for before in HAT_REMINDERS]
    return any(each <= day and (hat.reminded_on is None or hat.reminded_on < each) for each in days)


@transaction.atomic
def end_what_left(person: Person, *, by: Actor) -> int:
    """Somebody left the circle or a team: whatever they wear in teams they are not of any more, ends."""
    teams = TeamHat.objects.living().filter(person=person).order_by("team").values_list("team", flat=True).distinct()
    found = list(Team.objects.filter(pk__in=list(teams)).order_by("pk"))
    return sum(mind_hats_of(team, by=by) for team in found)


@transaction.atomic
def say_what_lacks_without(person: Person, *, by: Actor) -> int:
    """Somebody was suspended, and their hats rest: where a team needs one that nobody else wears, that is said."""
    lacking = 0
    begun = TeamHat.objects.living().filter(person=person, from_on__isnull=False, kind__in=TeamHat.ESSENTIAL)
    for hat in begun.filter(team__ended_at=None).select_related("team").order_by("team", "kind"):
        if hat.is_worn() and hat.kind in vacant_kinds(hat.team):
            announce(TeamHatVacant(team_id=hat.team_id, kind=Code(hat.kind)), by=by)
            lacking += 1
    return lacking
