"""What stewards said to the federation, and what officers looked at: the circle's own record of it."""

from datetime import date, datetime
from uuid import UUID

from tenant_apps.journal.events import Code, Event


class ChecklistTicked(Event):
    """A steward ticked something on the circle's checklist, or took the tick back."""

    item: Code
    done: bool


class AgreementSigned(Event):
    """A steward signed a version of the federation agreement for the circle."""

    version_id: UUID
    number: int


class SupportAnswered(Event):
    """A steward said yes or no to a support session, or ended it."""

    session_id: UUID
    outcome: Code


class SupportPageViewed(Event):
    """An officer opened a page about how this circle is set up, in a session that a steward had agreed to."""

    view_id: UUID
    session_id: UUID
    page: Code
    viewed_at: datetime


class SupportEnded(Event):
    """A support session is over, but not because a steward of this circle said so."""

    session_id: UUID
    how: Code
    ended_at: datetime


class FiguresChosen(Event):
    """Stewards decided which numbers the circle reports each month."""

    kinds: tuple[Code, ...]


class FiguresCounted(Event):
    """The circle's numbers of a month, as many as its stewards chose to report. None: not chosen."""

    month: date
    members: int | None
    supported: int | None
    supporter: int | None
    advocate: int | None
