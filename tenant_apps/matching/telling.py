"""What follows for people who get to know each other: it ends when it must, and whoever it waits for hears of it.

A mail says that there is news, and neither what nor of whom.
"""

from uuid import UUID

from django.db.models import Q

from kernel.actors import SYSTEM
from tenant_apps.helping.models import Authority
from tenant_apps.journal.registry import Told, listens_to, sends_for
from tenant_apps.matching.events import (
    AskChanged,
    ExclusionChanged,
    IntroductionBegan,
    IntroductionClosed,
    IntroductionWaits,
    IntroductionWentOn,
    TrialSuggested,
)
from tenant_apps.matching.mail import write_to
from tenant_apps.matching.models import Exclusion, Introduction, Stage, State
from tenant_apps.matching.services import closing
from tenant_apps.matching.services.coming_in import team_of
from tenant_apps.matching.waiting import is_waiting_for
from tenant_apps.people.events import PersonDied, PersonLeft, PersonSuspended
from tenant_apps.people.models import Hat, Person
from tenants.context import current_circle, in_circle

HERE, HERE_FOR_HOSTS = "/match/introductions/", "/circle/matching/introductions/"


@listens_to(PersonLeft, PersonDied, PersonSuspended)
def end_what_somebody_had_begun(event: PersonLeft | PersonDied | PersonSuspended, told: Told) -> None:
    """Whoever is not here, or may not come in, gets to know nobody."""
    closing.close_all_of(event.person_id, by=SYSTEM)


@listens_to(AskChanged)
def end_what_was_asked_for(event: AskChanged, told: Told) -> None:
    """An ask that is closed brings nobody together any more."""
    if event.state == State.CLOSED:
        closing.close_all_for(event.ask_id, by=SYSTEM)


@listens_to(ExclusionChanged)
def part_those_who_would_rather_not(event: ExclusionChanged, told: Told) -> None:
    """Somebody would rather not be brought together with somebody: neither hears more than that it is over."""
    said = Exclusion.objects.filter(pk=event.exclusion_id).first()
    if said is not None:
        closing.part(said.person_id, said.other_id, by=SYSTEM)


@sends_for(IntroductionBegan, IntroductionWaits, IntroductionWentOn, TrialSuggested)
def say_that_it_waits(
    event: IntroductionBegan | IntroductionWaits | IntroductionWentOn | TrialSuggested, told: Told
) -> None:
    """Whoever has something to say, and whoever acts for them; and the team, when it is asked."""
    circle = current_circle()
    with in_circle(circle):
        found = _found(event.introduction_id)
        if found is None or found.seems_closed():
            return
        whom = _with_helpers([each for each in (found.asker, found.giver) if is_waiting_for(found, each)])
        if isinstance(event, IntroductionWentOn) and found.stage == Stage.TRIAL:
            whom = _with_helpers([found.asker, found.giver])  # it is arranged: nothing to say, and good to know
        letters = {each: _page(found, each) for each in whom if each.pk != told.actor_id}
        letters |= _to_hosts(found, whom, told)
        if isinstance(event, IntroductionWentOn) and found.stage == Stage.TEAM:
            letters |= dict.fromkeys(_team(found), f"{HERE}{found.pk}/team/")
        is_off = isinstance(event, TrialSuggested) and found.is_off()
    write_to(letters, circle, key=str(told.key), off_at=found.off_at if is_off else None)


@sends_for(IntroductionClosed)
def say_kindly_that_it_is_over(event: IntroductionClosed, told: Told) -> None:
    """Both, but for whoever said themselves that it is not for them. Of what was never asked nobody hears."""
    circle = current_circle()
    with in_circle(circle):
        found = _found(event.introduction_id)
        if found is None:
            return
        steps = found.steps.values_list("person", "what")
        spoke, stopped = {person for person, _what in steps}, {person for person, what in steps if what == "stop"}
        whom = [each for each in (found.asker, found.giver) if each.pk in spoke - stopped]
        letters = {each: _page(found, each) for each in _with_helpers(whom)} | _to_hosts(found, whom, told)
        off_at = found.off_at if found.is_off() else None
    write_to(letters, circle, key=str(told.key), off_at=off_at)


def _to_hosts(found: Introduction, whom: list[Person], told: Told) -> dict[Person, str]:
    """Whoever does not sign in is spoken with: the coordinators hear of it, or the stewards where there are none."""
    sides = {found.asker_id: "asker", found.giver_id: "giver"}
    to_hear = [sides[each.pk] for each in whom if each.pk in sides and each.account_id is None and each.may_come_in]
    if not to_hear:
        return {}
    by_hat = (Person.objects.able().wearing(kind) for kind in (Hat.Kind.COORDINATOR, Hat.Kind.STEWARD))
    hosts = next((list(people) for people in by_hat if people.exists()), [])
    at = f"{HERE_FOR_HOSTS}{found.pk}/{to_hear[0]}/"
    return {each: at for each in hosts if each.pk not in {*sides, told.actor_id}}


def _page(found: Introduction, reader: Person) -> str:
    """Where it stands; whoever acts for one of the two begins to act first."""
    return f"{HERE}{found.pk}/" if reader.pk in (found.asker_id, found.giver_id) else "/helping/"


def _found(introduction_id: UUID) -> Introduction | None:
    return Introduction.objects.select_related("ask", "asker", "giver").filter(pk=introduction_id).first()


def _with_helpers(whom: list[Person]) -> list[Person]:
    """And those who act for them now in matters of care."""
    helpers = Authority.objects.in_force().filter(person__in=whom, scopes__contains=["care"]).select_related("helper")
    return list(dict.fromkeys([*whom, *(each.helper for each in helpers)]))


def _team(found: Introduction) -> list[Person]:
    team = team_of(found.asker)
    if team is None:
        return []
    places = team.places.held().filter(covers_until=None).exclude(Q(person=found.giver) | Q(person=found.asker))
    return [each.person for each in places.select_related("person")]
