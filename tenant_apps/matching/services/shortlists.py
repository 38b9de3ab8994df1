"""Find people for an ask, or asks for an offer; keep to what was found; and be quiet about somebody.

The same version has the same list until the next fixed moment. Whoever was left aside because of something they keep to
themselves stays aside for this asker, and whoever was shown stays in, whatever the asker changes: see `moments`.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import DateTimeField, Q, QuerySet, UUIDField
from django.utils.translation import gettext_lazy as _

from kernel import time as clock
from kernel.actors import Actor
from kernel.actors import require as somebody
from kernel.errors import Conflict, NotAllowed
from kernel.ids import uuid7
from kernel.sections import Purpose
from tenant_apps.journal.services import announce
from tenant_apps.matching import moments, pace
from tenant_apps.matching.checking import may_do, who_may_do
from tenant_apps.matching.events import QuietAsked, QuietEnded, ShortlistMade
from tenant_apps.matching.models import (
    BETWEEN,
    Ask,
    Exclusion,
    Exposure,
    Introduction,
    Offer,
    Plan,
    Quiet,
    Shortlist,
    Stage,
    State,
)
from tenant_apps.matching.policies import can_write
from tenant_apps.matching.ranking import Pool, pool_for
from tenant_apps.matching.sections import SUGGESTED
from tenant_apps.matching.services.wishes import NOT_THEIRS
from tenant_apps.people.models import Person, today
from tenant_apps.privacy.doors import require
from tenant_apps.teams.models import Place
from tenant_apps.teams.policies import stands_for
from tenants.context import current_circle
from tenants.questions import Question, Slot

NOT_OPEN: Final = {
    Ask: _("Open this ask first. Then we look for people."),
    Offer: _("Open your offer first. Then we look for asks."),
}


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: the list, if there is one, and when a new one comes if it may not come at once."""

    shortlist: Shortlist | None
    waits_until: datetime | None = None


@transaction.atomic
def look(thing: Ask | Offer, *, by: Actor) -> Found:
    """Who might suit this ask; or which asks this offer might suit. Looking twice finds the same.

    Somebody else than the person themselves is written down as having looked. Raises NotFound for whoever may not look,
    and Conflict while the ask is not open.
    """
    thing = _locked(thing)
    require(somebody(by), thing.person, SUGGESTED.code, Purpose.MATCH)
    if thing.state != State.OPEN or not thing.person.may_come_in:
        raise Conflict(NOT_OPEN[type(thing)], code="not_open")
    at, zone = clock.now(), clock.zone(current_circle().time_zone)
    newest, release = _newest(thing), moments.last_release(at, zone)
    if newest is not None and newest.number == thing.number and newest.made_at > release:
        return Found(newest)
    if not _is_answered_now(thing, newest, release, at):
        return Found(newest, moments.next_release(at, zone))
    return Found(_make(thing, newest, at, by=by))


def _newest(thing: Ask | Offer) -> Shortlist | None:
    found = (_NEWEST_FOR_ASK if isinstance(thing, Ask) else _NEWEST_FOR_OFFER).ask(thing=thing.pk)
    return found[0] if found else None


def _locked(thing: Ask | Offer) -> Any:
    found = (_THIS_ASK if isinstance(thing, Ask) else _THIS_OFFER).ask(thing=thing.pk)
    if not found:
        raise type(thing).DoesNotExist
    return found[0]


def _with_person(model: type[Ask | Offer]) -> "QuerySet[Any]":
    rows: Any = model.objects.select_for_update(of=["self"]).select_related("person")
    return rows.filter(pk=Slot("thing", UUIDField()))


def _is_answered_now(thing: Ask | Offer, newest: Shortlist | None, release: datetime, at: datetime) -> bool:
    """Whether a list may be made now: the first few versions at once, a later one after the next fixed moment."""
    if newest is not None and newest.number == thing.number:
        return True  # it is older than the last fixed moment
    if thing.changed_at <= release:
        return True
    return len(_answered_lately(thing.person_id, at) - {_version(thing)}) < moments.AT_ONCE


def _version(thing: Ask | Offer) -> tuple[UUID, int]:
    return thing.pk, thing.number


def _answered_lately(person_id: UUID, at: datetime) -> set[tuple[UUID | None, int]]:
    """Which versions of what somebody asks or offers were answered lately, by a list or by a team."""
    since = at - moments.WITHIN
    lists = Shortlist.objects.filter(person=person_id, made_at__gt=since).values_list("ask", "offer", "number")
    teams = Plan.objects.filter(ask__person=person_id, asked_at__gt=since).values_list("ask", "ask_number")
    return {(ask or offer, number) for ask, offer, number in lists} | set(teams)


def waits_until(ask: Ask) -> datetime | None:
    """When this version of an ask may be answered, if that is not now: for teams as for lists, so that nobody asks the
    one what the other keeps back."""
    at, zone = clock.now(), clock.zone(current_circle().time_zone)
    release = moments.last_release(at, zone)
    is_answered = _version(ask) in _answered_lately(ask.person_id, at)
    return None if is_answered or _is_answered_now(ask, None, release, at) else moments.next_release(at, zone)


def _make(thing: Ask | Offer, newest: Shortlist | None, at: datetime, *, by: Actor) -> Shortlist:
    shown, aside = settled(thing, at)
    found, left = _walk(thing, pool_for(thing, at), shown, aside)
    made = Shortlist(person_id=thing.person_id, number=thing.number, made_at=at)
    made.found, made.aside = [str(each) for each in found], [str(each) for each in left]
    if isinstance(thing, Ask):
        made.ask = thing
        _count(set(found) - set(newest.ids if newest is not None else ()))
    else:
        made.offer = thing
    # who and what it is for is held, or was read a moment ago; its number is new
    made.full_clean(exclude=["person", "ask", "offer"], validate_unique=False)
    made.save(force_insert=True)
    announce(ShortlistMade(shortlist_id=made.pk, person_id=thing.person_id, number=thing.number), by=by)
    return made


def settled(thing: Ask | Offer, at: datetime) -> tuple[set[UUID], set[UUID]]:
    """Who was shown to this person in the last weeks, and who was left aside, whichever came first for each."""
    former = _FORMER_ASKS if isinstance(thing, Ask) else _FORMER_OFFERS
    shown: set[str] = set()
    aside: set[str] = set()
    for found, left in former.ask(person=thing.person_id, since=at - moments.STANDS_FOR):
        aside.update(set(left) - shown)
        shown.update(set(found) - aside)
    return set(map(UUID, shown)), set(map(UUID, aside))


def _walk(
    thing: Ask | Offer, pool: Pool, shown: Collection[UUID], aside: Collection[UUID]
) -> tuple[list[UUID], list[UUID]]:
    """Down the order until the list is full. The order knows nothing that somebody hid; what they hid may only leave
    them out, and the next one takes the place."""
    found: list[UUID] = []
    left: list[UUID] = []
    teammates = teammates_of(thing.person_id) if isinstance(thing, Ask) else ()
    for some in pool.in_order():
        findable = _findable(thing, some, teammates)
        unsettled = [each for each in some if each in findable and each not in shown and each not in aside]
        hidden = pool.ruled_out(unsettled)
        for each in some:
            if each not in findable or len(found) == moments.SHOWN:
                continue
            (left if each in aside or each in hidden else found).append(each)
        if len(found) == moments.SHOWN:
            break
    return found, left


def _findable(thing: Ask | Offer, ids: Iterable[UUID], teammates: Collection[UUID]) -> set[UUID]:
    """Of these, those who let themselves be found, are there, and are not in one team already."""
    if isinstance(thing, Ask):
        found = _THERE_BY_ID.ask(**_where(thing, ids))
        return who_may_do(thing.tasks, found).difference(teammates)
    return set(asks_there(thing, ids))


def teammates_of(owner: UUID) -> set[UUID]:
    """Those in somebody's team for good."""
    return set(_AROUND.ask(owner=owner, at=clock.now()))


def _owners_around(giver: UUID) -> set[UUID]:
    """Those in whose team the giver is."""
    mine = Place.objects.held().filter(person=giver, covers_until=None)
    return set(mine.values_list("team__owner", flat=True))


def people_there(ask: Ask, ids: Iterable[UUID]) -> dict[UUID, Offer]:
    """Of these people, those who may be shown to the asker now, each with their offer: they are here, their offer is
    open, by which they let themselves be found, nobody asked for quiet, and the checks it takes are in date."""
    return {each.person_id: each for each in may_do(ask.tasks, _THERE.ask(**_where(ask, ids)))}


def _where(ask: Ask, ids: Iterable[UUID]) -> dict[str, Any]:
    at = clock.now()
    return {"ids": list(ids), "ask": ask.pk, "asker": ask.person_id, "at": at, "since": at - pace.RESTS.length}


def _offers_there() -> "QuerySet[Offer]":
    ask, asker = Slot("ask", UUIDField()), Slot("asker", UUIDField())
    quiet = Quiet.objects.filter(ask=ask).values("giver")
    # Only the asker's own word counts at once. Theirs would tell of itself, by who goes from the list that day.
    rather_not = Exclusion.objects.filter(person=asker).values("other")
    offers = Offer.objects.open().filter(person__among=Slot("ids", UUIDField())).exclude(person=asker)
    offers = offers.exclude(person__in=quiet).exclude(person__in=rather_not)
    at, since = Slot("at", DateTimeField()), Slot("since", DateTimeField())
    knew = Q(ask=ask) | Q(asker=asker, stage__in=BETWEEN)  # whom they knew rests for all that they ask
    rested = over(Introduction.objects.filter(knew), at, since).values("giver")
    return offers.exclude(person__in=rested)


def _former(other: str) -> "QuerySet[Shortlist, Any]":
    """What was found for somebody since, and who was left aside, the oldest first; not for their `other`."""
    person, since = Slot("person", UUIDField()), Slot("since", DateTimeField())
    rows = Shortlist.objects.filter(person=person, made_at__gt=since, **{other: None})
    return rows.order_by("made_at", "id").values_list("found", "aside")


def _lists_of(column: str) -> "QuerySet[Shortlist]":
    rows = Shortlist.objects.filter(**{column: Slot("thing", UUIDField())})
    return rows.order_by("-made_at", "-id")[:1]


# Asked with every list, in the same words each time.
_THERE: Final = Question(lambda: _offers_there().select_related("person"))
_THERE_BY_ID: Final = Question(lambda: _offers_there().values_list("person_id", flat=True))
_FORMER_ASKS: Final = Question(partial(_former, "offer"))
_FORMER_OFFERS: Final = Question(partial(_former, "ask"))
_THIS_ASK: Final = Question(partial(_with_person, Ask))
_THIS_OFFER: Final = Question(partial(_with_person, Offer))
_NEWEST_FOR_ASK: Final = Question(partial(_lists_of, "ask"))
_NEWEST_FOR_OFFER: Final = Question(partial(_lists_of, "offer"))
_AROUND: Final = Question(
    lambda: Place.objects.around(Slot("owner", UUIDField()), Slot("at", DateTimeField())).values_list(
        "person_id", flat=True
    )
)


def asks_there(offer: Offer, ids: Iterable[UUID]) -> dict[UUID, Ask]:
    """Of these asks, those that may be shown to the giver now. Who asks is not told."""
    quiet = Quiet.objects.filter(giver=offer.person_id).values("ask")
    asks = Ask.objects.open().filter(pk__among=list(ids)).exclude(person=offer.person_id).exclude(pk__in=quiet)
    at = clock.now()
    rested = over(Introduction.objects.filter(giver=offer.person_id), at, at - pace.RESTS.length)
    knew = rested.filter(stage__in=BETWEEN).values("asker")
    asks = asks.exclude(pk__in=rested.exclude(ask=None).values("ask")).exclude(person__in=knew)
    # In whose team one is already: there one knows who asks, and it would tell so of an ask without a name.
    asks = asks.exclude(person__in=_owners_around(offer.person_id))
    return {each.pk: each for each in asks.select_related("person") if may_do(each.tasks, [offer])}


def over(introductions: Any, at: datetime | Slot, since: datetime | Slot) -> Any:
    """Of these, begun since, those that everybody may know to be over by now, and those that led to a place."""
    return introductions.filter(Q(shows_at__lte=at) | Q(stage=Stage.JOINED), began_at__gt=since)


_ONE_MORE: Final = """
    INSERT INTO matching_exposure (id, person_id, "on", times)
    SELECT id, person, %s, 1 FROM unnest(%s::uuid[], %s::uuid[]) AS shown (id, person) ORDER BY person
    ON CONFLICT (person_id, "on") DO UPDATE SET times = matching_exposure.times + 1
"""


def _count(people: Collection[UUID]) -> None:
    """One list more on which each of them stands today. Always in the same order, so that two lists never wait for one
    another."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE_MORE, [today(), [uuid7() for _each in people], list(people)])


@transaction.atomic
def be_quiet(ask: Ask, giver: Person, *, from_giver: bool = False, by: Actor) -> Quiet:
    """Not for me: this ask and this person are not brought together any more. No reason is asked, and the other does
    not learn of it. Twice is once."""
    hand = _hand(by, giver if from_giver else ask.person)
    Ask.objects.select_for_update(of=["self"]).get(pk=ask.pk)
    found = Quiet.objects.filter(ask=ask, giver=giver, said_by_giver=from_giver).first()
    if found is not None:
        return found
    quiet = Quiet(ask=ask, giver=giver, said_by_giver=from_giver, said_by=hand)
    quiet.full_clean()
    quiet.save(force_insert=True)
    whose = giver.pk if from_giver else ask.person_id
    announce(QuietAsked(quiet_id=quiet.pk, person_id=whose), by=by)
    return quiet


@transaction.atomic
def end_quiet(quiet: Quiet, *, by: Actor) -> None:
    """They may be brought together again. Only the side that asked for quiet ends it."""
    found = (
        Quiet.objects.select_for_update(of=["self"]).select_related("ask__person", "giver").filter(pk=quiet.pk).first()
    )
    if found is None:
        return
    whose = found.giver if found.said_by_giver else found.ask.person
    _hand(by, whose)
    announce(QuietEnded(quiet_id=found.pk, person_id=whose.pk), by=by)
    found.delete()


def _hand(by: Actor, person: Person) -> Person:
    """Whose hand it is: the person's own, that of whoever acts for them, or of a co-ordinator who speaks with them."""
    hand = stands_for(somebody(by))
    if hand is None or not can_write(by, person):
        raise NotAllowed(NOT_THEIRS)
    return hand


@transaction.atomic
def forget_old(*, by: Actor) -> int:
    """What was suggested long ago settles nothing any more, and is not kept. Returns how many rows that were."""
    somebody(by)
    before = clock.now() - moments.STANDS_FOR
    lists = Shortlist.objects.filter(made_at__lt=before).delete()[0]
    return lists + Exposure.objects.filter(on__lt=before.date()).delete()[0]


@transaction.atomic
def forget(person_id: UUID, *, by: Actor) -> int:
    """Nothing of what was suggested to somebody stays, nor where they were. Returns how many rows that was."""
    somebody(by)
    quiet = Quiet.objects.filter(Q(giver=person_id) | Q(ask__person=person_id)).delete()[0]
    for each in Shortlist.objects.filter(Q(found__contains=str(person_id)) | Q(aside__contains=str(person_id))):
        each.found = [pk for pk in each.found if pk != str(person_id)]
        each.aside = [pk for pk in each.aside if pk != str(person_id)]
        each.save(update_fields=["found", "aside"])
    own = Shortlist.objects.filter(person=person_id).delete()[0]
    return quiet + own + Exposure.objects.filter(person=person_id).delete()[0]
