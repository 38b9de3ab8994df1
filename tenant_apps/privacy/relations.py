"""How a reader stands to others. Rooms plug in what they know: teams say who are teammates, matching who is matched.

    @relation_source(Relation.TEAMMATE)
    def teammates(reader: Person | Slot, at: datetime | Slot) -> QuerySet:
        return Membership.objects.of(reader, at).values("person")  # the ids of whom they stand so to, at that moment

It is asked with nearly every page, so it is put together once and knows nothing but its slots (`tenants.questions`).
One query answers for any number of people, and the same query narrows lists in the database, so a page and a list
cannot disagree.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import DateField, QuerySet, UUIDField

from kernel.actors import SYSTEM, Actor, OnBehalf, hand_of
from kernel.sections import Purpose, Relation, Scope, Section
from kernel.time import now
from tenant_apps.people.models import Hat, Person, today
from tenants.questions import Question, Slot

Near = Callable[["Person | Slot", "datetime | Slot"], "QuerySet[Any, Any]"]
Source = Callable[[Person], "QuerySet[Any, Any]"]
DelegateSource = Callable[[OnBehalf], Collection[str]]
TaskSource = Callable[[Person, Person], Collection[str]]
MATCHMAKERS: Final = frozenset({"steward", "coordinator"})
PLUGGABLE: Final = frozenset({Relation.TEAMMATE, Relation.MATCHED, Relation.FEDERATION})

_sources: dict[str, tuple[Relation, Near]] = {}
_delegates: dict[str, DelegateSource] = {}
_names: dict[str, Source] = {}
_tasks: dict[str, TaskSource] = {}


def relation_source(relation: Relation) -> Callable[[Near], Near]:
    """Say to whom a reader stands in this relation at a moment: a queryset of one column, the ids of those people."""
    if relation not in PLUGGABLE:
        raise TypeError(f"{relation} is not for other rooms to tell.")

    def keep(source: Near) -> Near:
        _sources[f"{source.__module__}.{source.__qualname__}"] = (relation, source)
        return source

    return keep


def name_source(source: Source) -> Source:
    """Say whose names a reader knows anyway, whatever those chose: whoever acts or acted for them, and the other way
    round. It lets them choose those people, and opens nothing else."""
    _names[f"{source.__module__}.{source.__qualname__}"] = source
    return source


def name_sources() -> tuple[Source, ...]:
    return tuple(_names.values())


def task_source(source: TaskSource) -> TaskSource:
    """Say for which one thing somebody was appointed, now: the codes of sections they need of one person to do it.
    Opens only `require`, never a list, and every look is written down."""
    _tasks[f"{source.__module__}.{source.__qualname__}"] = source
    return source


def tasks_of(reader: Person, subject: Person) -> set[str]:
    """What a reader was appointed to read of one person."""
    return {code for source in _tasks.values() for code in source(reader, subject)}


def delegate_source(source: DelegateSource) -> DelegateSource:
    """Say what an actor may do for whom they act, now: scopes. Asked anew by every request, so endings hold at once."""
    _delegates[f"{source.__module__}.{source.__qualname__}"] = source
    return source


_WORN: Final = Question(
    lambda: (
        Hat.objects.worn(Slot("day", DateField()))
        .filter(person=Slot("person", UUIDField()))
        .values_list("kind", flat=True)
    )
)
# Who reads what has to be kept of somebody who was forgotten.
KEEPERS: Final = frozenset({"data_protection_lead", "safeguarding_lead"})


@dataclass(frozen=True, slots=True)
class Standing:
    """How one reader stands to one person: every relation they have, what they may do for them, and their hats."""

    relations: frozenset[Relation] = frozenset()
    scopes: frozenset[str] = frozenset()
    offices: frozenset[str] = frozenset()
    broke_glass: bool = False
    is_system: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever reads, looked up once. A view that opens several doors may look itself up first and pass this on; it is
    never kept for longer than a request."""

    actor: Actor | None
    hand: Person | None
    offices: frozenset[str]
    helps: UUID | None
    scopes: frozenset[str]
    is_system: bool = False

    @property
    def is_member(self) -> bool:
        """Whether they are of this circle just now. Nobody who left or is suspended stands to anybody any more."""
        return self.hand is not None

    def has_duty(self, section: Section, purpose: Purpose) -> bool:
        """Whether one of their hats needs this section for this purpose, whatever was chosen."""
        return not self.offices.isdisjoint(section.duties.get(purpose, frozenset()))

    def matches(self, purpose: Purpose) -> bool:
        """Whether they are bringing people together, and so see what is shared with people one may be matched with."""
        return purpose is Purpose.MATCH and not self.offices.isdisjoint(MATCHMAKERS)


Who = Actor | Reader | None
"""Whom a door is opened for: an actor, or a reader who was looked up before; None is a stranger."""


def reader_of(actor: Who) -> Reader:
    """The reader behind an actor; nobody in particular when there is none, or when they may not come in."""
    if isinstance(actor, Reader):
        return actor
    hand = None if actor is None else hand_of(actor)
    if hand is SYSTEM:
        return Reader(actor, None, frozenset(), None, frozenset(), is_system=True)
    if not isinstance(hand, Person) or not hand.may_come_in:
        return Reader(actor, None, frozenset(), None, frozenset())
    offices = frozenset(_WORN.ask(person=hand.pk, day=today()))
    if not isinstance(actor, OnBehalf):
        return Reader(actor, hand, offices, None, frozenset())
    scopes = frozenset(str(Scope(each)) for source in _delegates.values() for each in source(actor))
    return Reader(actor, hand, offices, actor.on_behalf_of, scopes)


def stands(actor: Who, person: Person, relation: Relation) -> bool:
    """Whether this reader stands so to this person now, for themselves."""
    hand = reader_of(actor).hand
    if hand is None:
        return False
    near = (source(hand, now()) for each, source in sources() if each is relation)
    return any(Person.objects.filter(pk=person.pk, pk__in=ids).exists() for ids in near)


def sources() -> tuple[tuple[Relation, Near], ...]:
    """What the rooms have plugged in."""
    return tuple(_sources.values())
