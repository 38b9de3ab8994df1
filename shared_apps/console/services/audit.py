"""Write down what officers did and looked at."""

from typing import Protocol
from uuid import UUID

from kernel.actors import Actor, require
from kernel.time import now
from shared_apps.console.models import Entry


class Told(Protocol):
    """The circle it was about, the thing, and a few words without personal data."""

    circle_id: UUID | None
    subject: str
    words: str


def note(verb: str, what: str, *, by: Actor, about: Told) -> Entry:
    """Add a line to the record. Nothing takes it away again."""
    entry = Entry(at=now(), by_kind=require(by).kind, by_id=by.id, verb=verb, what=what[:60])
    entry.circle_id, entry.subject, entry.words = about.circle_id, about.subject[:120], about.words[:500]
    entry.save(force_insert=True)
    return entry
