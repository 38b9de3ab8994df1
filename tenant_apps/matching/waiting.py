"""For whose word an introduction waits, and what it waits for."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from kernel.time import now
from tenant_apps.matching.models import Contact, Introduction, Stage, Step
from tenant_apps.matching.services.coming_in import waits_for_team
from tenant_apps.people.models import Person

What = Step.What
_YES: Final = {Stage.ASKED: What.INTEREST, Stage.MUTUAL: What.TALK, Stage.REVIEWED: What.CONFIRM}


def waits_for(found: Introduction, at: datetime | None = None) -> list[Person]:
    """Those of the two whose word it waits for. While the first visit is still to come, or the team has its time,
    nobody's."""
    moment = at or now()
    two = [found.asker, found.giver]
    if found.stage == Stage.JOINED:
        return []
    if found.stage == Stage.TEAM:
        return [] if waits_for_team(found, moment) else [found.asker]
    if found.stage == Stage.TRIAL:
        if found.trial_at is None or found.trial_at > moment:
            return []
        spoke = set(found.reviews.values_list("person", flat=True))
    elif found.stage == Stage.TALKING:
        if not found.trial_number:
            return two
        spoke = {
            each.person_id for each in found.steps.all() if (each.what, each.number) == (What.TRIAL, found.trial_number)
        }
    else:
        spoke = {step.person_id for step in found.steps.all() if step.what == _YES[Stage(found.stage)]}
    return [each for each in two if each.pk not in spoke]


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait for somebody's word: whom they may get to know, whom they know by now, and of other circles."""

    new: int
    known: int
    afar: int

    @property
    def any(self) -> bool:
        return bool(self.new or self.known or self.afar)


def how_many_wait(person: Person) -> Waiting:
    """How many wait for somebody's word just now, as far as they can tell."""
    rows = Introduction.objects.seeming().of(person).select_related("ask", "asker", "giver").prefetch_related("steps")
    stages = [each.stage for each in rows[:50] if is_waiting_for(each, person)]
    new = stages.count(Stage.ASKED)
    afar = Contact.objects.living().filter(person=person, we_said_yes_at=None).count()
    return Waiting(new, len(stages) - new, afar)


def visits_off(person: Person) -> list[Introduction]:
    """Those of their first visits to come that were called off, the next first."""
    return list(Introduction.objects.of(person).called_off().exclude(told_at=None, closed_at__isnull=False))


def to_hear() -> list[tuple[Introduction, Person]]:
    """For whoever looks after people: whose word is waited for that does not sign in, so that somebody asks them."""
    nobody_signs_in = Q(asker__account_id=None) | Q(giver__account_id=None)
    rows = Introduction.objects.seeming().filter(nobody_signs_in).select_related("ask", "asker", "giver")
    return [
        (row, each)
        for row in rows.prefetch_related("steps").order_by("stage_at")[:200]
        for each in (row.asker, row.giver)
        if each.account_id is None and each.may_come_in and is_waiting_for(row, each)
    ]


# So long it stands there that somebody who does not sign in is still to be told that it is over.
TELLS_FOR: Final = timedelta(days=28)


def to_be_told() -> list[tuple[Introduction, Person]]:
    """Who does not sign in, said something themselves, and has not heard yet that it is over."""
    since = now() - TELLS_FOR
    nobody_signs_in = Q(asker__account_id=None) | Q(giver__account_id=None)
    rows = Introduction.objects.filter(nobody_signs_in, told_at__gt=since, closed_at__isnull=False)
    return [
        (row, each)
        for row in rows.select_related("ask", "asker", "giver").prefetch_related("steps").order_by("told_at")[:200]
        for each in (row.asker, row.giver)
        if each.account_id is None and each.may_come_in and has_to_hear(row, each)
    ]


def has_to_hear(row: Introduction, person: Person) -> bool:
    """Whether somebody is still to be told that it is over."""
    if row.closed_at is None or not row.seems_closed():
        return False
    said = {step.what for step in row.steps.all() if step.person_id == person.pk}
    return bool(said) and said.isdisjoint({What.STOP, What.HEARD})


def is_waiting_for(found: Introduction, person: Person) -> bool:
    """Whether they are asked for a word, as far as they can tell: a no that is not told yet changes nothing in it."""
    if any(step.person_id == person.pk and step.what == What.STOP for step in found.steps.all()):
        return False
    if found.was_never_put and not any(step.person_id == person.pk for step in found.steps.all()):
        return False
    return any(each.pk == person.pk for each in waits_for(found))
