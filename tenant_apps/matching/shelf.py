"""The engine's index of this circle's offers, kept in the process and brought up to date before it is asked.

What changed is read from the journal: every change of an offer, an answer, a choice or a yes is announced with the
number of the person it is about, and their row is made anew. A journal's rows may become visible a little late, so the
last minutes are always read again; to write a row twice does no harm. Whoever is taken from the index is looked at
again in the database before they are shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Final
from uuid import UUID, uuid4

from django.core.cache import cache
from django.db.models import UUIDField

from kernel.ids import parse_uuid
from kernel.time import now
from shared_apps.postcodes.services import number_here
from tenant_apps.journal.models import Entry
from tenant_apps.matching.checking import with_what_may_be_done
from tenant_apps.matching.distances import places
from tenant_apps.matching.engine.index import Index
from tenant_apps.matching.facts import giver_of
from tenant_apps.matching.models import Offer
from tenant_apps.matching.standing import facts_of
from tenant_apps.people.models import today
from tenants.context import current_circle
from tenants.questions import Question, Slot

LATE: Final = timedelta(minutes=2)
AT_A_TIME: Final = 2000
_GENERATION: Final = "matching.shelf"


@dataclass(slots=True)
class Shelf:
    """One circle's index, and up to when the journal was read."""

    generation: str
    read_to: datetime
    index: Index = field(default_factory=Index)
    lock: Any = field(default_factory=Lock)
    seen: frozenset[UUID] = frozenset()


_NEWS: Final = Question(
    lambda: Entry.objects.filter(id__gt=Slot("after", UUIDField())).values_list(
        "id", "payload", "actor_id", "on_behalf_of"
    )
)
_OPEN: Final = Question(lambda: Offer.objects.open().filter(person__among=Slot("ids", UUIDField())))
_shelves: dict[UUID, Shelf] = {}


def ask_index(question: Any) -> Any:
    """Put a question to the index as it stands now: `question` is called with it, and nobody changes it meanwhile."""
    circle = current_circle()
    # other postcodes, and everybody may live somewhere else; another day, and what somebody learnt may have run out
    generation = f"{cache.get_or_set(_GENERATION, lambda: uuid4().hex, None)} {number_here()} {today()}"
    shelf = _shelves.get(circle.id)
    if shelf is None or shelf.generation != generation:
        shelf = _shelves[circle.id] = _made(generation)
    with shelf.lock:
        _catch_up(shelf)
        return question(shelf.index)


def _made(generation: str) -> Shelf:
    """All open offers, read a few thousand at a time."""
    shelf = Shelf(generation, now())
    people = list(Offer.objects.open().order_by("person").values_list("person_id", flat=True))
    for start in range(0, len(people), AT_A_TIME):
        _put(shelf.index, people[start : start + AT_A_TIME])
    return shelf


def _catch_up(shelf: Shelf) -> None:
    """Make the rows anew of everybody about whom something was announced since."""
    at = now()
    news = {pk: found for pk, *found in _NEWS.ask(after=_first_id_at(shelf.read_to - LATE))}
    fresh = [found for pk, found in news.items() if pk not in shelf.seen]
    people = {each for payload, *ids in fresh for each in (*_ids(payload), *ids) if each is not None}
    if people:
        _put(shelf.index, people)
    shelf.read_to, shelf.seen = at, frozenset(news)


def _first_id_at(moment: datetime) -> UUID:
    """The least number that a row of that moment could have: numbers begin with the time they were made."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)


def _ids(payload: dict[str, Any]) -> Iterable[UUID]:
    for value in payload.values():
        if isinstance(value, str) and (found := parse_uuid(value)) is not None:
            yield found


def _put(index: Index, people: Iterable[UUID]) -> None:
    """The rows of these people as they are now; whoever has no open offer has none."""
    ids = set(people)
    rows = _OPEN.ask(ids=list(ids))
    offers = {each.person_id: each for each in with_what_may_be_done(rows)}
    known, there = facts_of(offers), places(offers.values())
    for person, offer in offers.items():
        index.put(giver_of(offer, known[person], there))
    for person in ids - set(offers):
        index.remove(person)
