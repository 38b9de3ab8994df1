"""It is over between two people: because one said so, the time ran out, or something happened outside of it.

Why is written nowhere. While both are only asked, it is told at the time at which the question ends anyway.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from kernel.actors import SYSTEM, Actor
from kernel.time import now
from tenant_apps.journal.services import announce
from tenant_apps.matching import pace
from tenant_apps.matching.events import IntroductionClosed, IntroductionWaits
from tenant_apps.matching.models import Ask, Exclusion, Introduction, IntroductionQuerySet, Review, Stage, State, Step
from tenant_apps.people.models import Person
from tenants.context import current_circle

# Somebody is asked how it was when they are home again.
AFTER_THE_VISIT: Final = timedelta(hours=3)


def locked(introduction_id: UUID) -> Introduction | None:
    """The introduction, held until the transaction ends, after the ask that it is about: always in this order."""
    ask_id = Introduction.objects.filter(pk=introduction_id).values_list("ask", flat=True).first()
    ask = None if ask_id is None else Ask.objects.select_for_update(of=["self"]).filter(pk=ask_id).first()
    rows = Introduction.objects.select_for_update(of=["self"]).select_related("asker", "giver")
    found = rows.filter(pk=introduction_id).first()
    if found is not None and ask is not None and found.ask_id == ask.pk:
        found.ask = ask
    return found


def close(found: Introduction, at: datetime | None = None) -> None:
    """It is over. The caller holds the row. What either told the other goes with it."""
    moment = at or now()
    found.call_off(moment)
    found.closed_at = moment
    found.shows_at = max(moment, found.due_at) if found.stage == Stage.ASKED else moment
    found.trial_where = ""
    found.save()
    for step in found.steps.all():
        if step.words or step.ticked:
            step.words, step.ticked = "", []
            step.save()
    found.reviews.all().delete()
    found.team_words.all().delete()
    tell(found, moment)


def tell(found: Introduction, at: datetime) -> None:
    """Both may know that it is over, if the time has come; once."""
    if found.told_at is not None or not found.seems_closed(at):
        return
    found.told_at, found.asked, found.offered = at, {}, {}
    found.save(update_fields=["told_at", "asked", "offered"])
    announce(IntroductionClosed(introduction_id=found.pk), by=SYSTEM)


def may_not_meet(asker: Person, giver: Person) -> bool:
    """Whether one of them is not here, or would rather not be brought together with the other."""
    if not (asker.may_come_in and giver.may_come_in):
        return True
    apart = Q(person=asker, other=giver) | Q(person=giver, other=asker)
    return Exclusion.objects.filter(apart).exists()


def is_stale(found: Introduction) -> bool:
    """Whether something happened outside because of which it cannot go on."""
    if found.ask is None or found.ask.state in (State.CLOSED, State.DRAFT):
        return True
    if found.stage == Stage.ASKED and found.ask.state != State.OPEN:
        return True
    return may_not_meet(found.asker, found.giver)


@transaction.atomic
def close_all_of(person_id: UUID, *, by: Actor) -> int:
    """Somebody is not here any more, may not come in, or is forgotten. Returns how many were closed."""
    return _close_each(Introduction.objects.filter(Q(asker=person_id) | Q(giver=person_id)))


@transaction.atomic
def close_all_for(ask_id: UUID, *, by: Actor) -> int:
    """An ask is closed, or as many people as were wanted are there. Returns how many were closed.

    Whoever was only asked hears it at the next fixed time, and so does whoever had been said no to before: all of them
    alike, so that nobody learns of a no from it, or from the hour whose ask it was.
    """
    count = _close_each(Introduction.objects.filter(ask=ask_id))
    soon = pace.next_telling(now(), ZoneInfo(current_circle().time_zone))
    for found in _held(Q(ask=ask_id, told_at=None, shows_at__gt=soon)):
        found.shows_at = soon
        found.save(update_fields=["shows_at"])
    return count


@transaction.atomic
def part(one: UUID, other: UUID, *, by: Actor) -> int:
    """One would rather not be brought together with the other. Neither hears more than that it is over."""
    both = Q(asker=one, giver=other) | Q(asker=other, giver=one)
    return _close_each(Introduction.objects.filter(both))


@transaction.atomic
def forget_hand_of(person_id: UUID, *, by: Actor) -> int:
    """Nothing says any more that somebody brought others up, or wrote down what they said. Returns how many."""
    count = Introduction.objects.filter(began_by=person_id).update(began_by=None)
    count += Step.objects.filter(said_by=person_id).update(said_by=None)
    return count + Review.objects.filter(given_by=person_id).update(given_by=None)


def _close_each(rows: IntroductionQuerySet) -> int:
    count = 0
    for pk in rows.living().order_by("ask", "pk").values_list("pk", flat=True):
        found = locked(pk)
        if found is not None and found.closed_at is None and found.stage != Stage.JOINED:
            close(found)
            count += 1
    return count


@transaction.atomic
def mind_the_time(*, by: Actor) -> int:
    """Close what nobody answered in time and what cannot go on, tell what may be told by now, and remind each once.
    Returns how many were closed."""
    moment, count = now(), 0
    for found in _held(_over(moment) | _outside()):
        if found.due_at <= moment or is_stale(found):
            close(found, moment)
            count += 1
    for found in _held(Q(closed_at__isnull=False, told_at=None, shows_at__lte=moment)):
        tell(found, moment)
    # Of what is over and not told yet as well: whoever is reminded, or is not, must learn nothing from it.
    for found in _held(Q(told_at=None, reminded_at=None, due_at__gt=moment) & ~Q(stage=Stage.JOINED)):
        if _reminds_at(found) <= moment:
            found.reminded_at = moment
            found.save(update_fields=["reminded_at"])
            announce(IntroductionWaits(introduction_id=found.pk), by=SYSTEM)
    return count


def _reminds_at(found: Introduction) -> datetime:
    """When it is told once whose word it waits for: after the visit, when the team had its days, else half-way."""
    if found.stage == Stage.TRIAL and found.trial_at is not None:
        return found.trial_at + AFTER_THE_VISIT
    if found.stage == Stage.TEAM and found.worries_until is not None:
        return found.worries_until
    return pace.reminds_at(found.stage_at, found.due_at)


def _over(moment: datetime) -> Q:
    return Q(closed_at=None, due_at__lte=moment) & ~Q(stage=Stage.JOINED)


def _outside() -> Q:
    """What may have become stale, roughly: each is looked at again when it is held."""
    apart = Exclusion.objects.filter(
        Q(person=OuterRef("asker"), other=OuterRef("giver")) | Q(person=OuterRef("giver"), other=OuterRef("asker"))
    )
    people = Person.objects.able().values("pk")
    gone = ~Q(asker__in=people) | ~Q(giver__in=people)
    ask = Q(ask=None) | ~Q(ask__state=State.OPEN)
    return Q(closed_at=None) & ~Q(stage=Stage.JOINED) & (gone | ask | Q(Exists(apart)))


def _held(which: Q) -> list[Introduction]:
    keys = Introduction.objects.filter(which).order_by("ask", "pk").values_list("pk", flat=True)
    return [found for pk in keys if (found := locked(pk)) is not None]
