"""What a person reads about who looked at what is known of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import groupby
from uuid import UUID

from kernel.errors import Sentence
from kernel.sections import Purpose, section_called
from tenant_apps.people.models import Person
from tenant_apps.privacy.models import AccessEvent, BreakGlass, Doubt
from tenant_apps.privacy.words import BASES, PURPOSES


@dataclass(frozen=True, slots=True)
class Look:
    """One look, in words: who, what, what for and why they could. Nobody's name stands for Coopbox itself."""

    id: UUID
    at: datetime
    who: str
    for_whom: str
    sections: tuple[Sentence, ...]
    purpose: Sentence
    why: Sentence
    reason: str
    doubt: Doubt | None


@dataclass(frozen=True, slots=True)
class Looks:
    """Looks that followed one another on one day and say the same but for what was read: shown as one."""

    looks: tuple[Look, ...]

    @property
    def newest(self) -> Look:
        return self.looks[0]

    @property
    def sections(self) -> tuple[Sentence, ...]:
        """Everything they looked at, each once, in the order of the first look."""
        return tuple(dict.fromkeys(section for look in reversed(self.looks) for section in look.sections))


def grouped(looks: Iterable[Look], zone: tzinfo) -> list[Looks]:
    """The same looks, those of a kind together. What was doubted stands by itself, with its answer."""

    def kind(look: Look) -> tuple[object, ...]:
        alone = look.id if look.doubt is not None else None
        return look.at.astimezone(zone).date(), look.who, look.for_whom, look.purpose, look.why, look.reason, alone

    return [Looks(tuple(same)) for _kind, same in groupby(looks, key=kind)]


def told_looks(events: Sequence[AccessEvent]) -> list[Look]:
    """These looks in words, with three questions to the database however many there are.

    Whoever is looked at may know who looked: names stand here whatever those people chose.
    """
    ids = {pk for event in events for pk in (event.actor_id, event.on_behalf_of) if pk is not None}
    names = {person.pk: person.called for person in Person.objects.filter(pk__in=ids)}
    glasses = [event.glass_id for event in events if event.glass_id is not None]
    reasons = dict(BreakGlass.objects.filter(pk__in=glasses).values_list("pk", "reason")) if glasses else {}
    doubts = {each.event_id: each for each in Doubt.objects.filter(event__in=events).select_related("answered_by")}
    return [
        Look(
            id=event.pk,
            at=event.at,
            who=names.get(event.actor_id, "") if event.actor_id else "",
            for_whom=names.get(event.on_behalf_of, "") if event.on_behalf_of else "",
            sections=tuple(section_called(code).name or code for code in event.sections),
            purpose=PURPOSES[Purpose(event.purpose)],
            why=BASES[event.basis],
            reason=reasons.get(event.glass_id, "") if event.glass_id else "",
            doubt=doubts.get(event.pk),
        )
        for event in events
    ]
