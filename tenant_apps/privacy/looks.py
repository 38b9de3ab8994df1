"""What a person reads about who looked at what is known of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
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
