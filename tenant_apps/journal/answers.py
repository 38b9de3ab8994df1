"""What the journal tells of one person. It holds numbers and no names, and is never edited, so it stays."""

import re
from collections.abc import Iterator
from itertools import groupby
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kernel.answers import Line, Piece, answers_for, says_nothing, stays
from tenant_apps.journal.events import Event, UnknownEvent, event_called
from tenant_apps.journal.models import Entry
from tenant_apps.journal.reading import told_to

says_nothing("journal.Delivery", why="which listener was told of an entry; the entry says the rest")


def _of(person_id: UUID) -> QuerySet[Entry]:
    theirs = Q(actor_id=person_id) | Q(on_behalf_of=person_id) | Q(payload__person_id=str(person_id))
    return told_to(person_id).filter(theirs).order_by("id")


@answers_for("journal", _("What the journal says of you"), "journal.Entry")
def what_happened(person_id: UUID) -> Iterator[Piece]:
    """One piece for each year, with a line for each thing: short enough to be read, whole enough to be checked."""
    for year, entries in groupby(_of(person_id), key=lambda entry: entry.at.year):
        lines = tuple(Line(f"{entry.at:%Y-%m-%d %H:%M}", _said(entry, person_id)) for entry in entries)
        yield Piece(f"journal.{year}", str(year), lines)


def _said(entry: Entry, person_id: UUID) -> str:
    """What the kind of event says of itself, and whether it was they who did it."""
    try:
        told = told_by(event_called(entry.event))
    except UnknownEvent:
        told = entry.event
    return f"{told} ({_('by you')})" if entry.actor_id == person_id else told


def told_by(event: type[Event]) -> str:
    """What an event says of itself to people: the sentences of its first paragraph that name no field of the code."""
    first = " ".join((event.__doc__ or "").split("\n\n")[0].split())
    sentences = re.split(r"(?<=\.)\s+", re.sub(r"\s*\(`[^)]*\)", "", first))
    return " ".join(each for each in sentences if "`" not in each)


@stays(
    "journal.entries",
    _("What the journal says of you"),
    "journal.Entry",
    why=_(
        "It says what happened and when, with numbers instead of names. With your name gone, the number is nobody's."
    ),
)
def entries_of(person_id: UUID) -> int:
    return _of(person_id).count()
