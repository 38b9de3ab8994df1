"""What stewards said about leaving, and who took a copy along: the circle's own record of it."""

from datetime import date
from uuid import UUID

from tenant_apps.journal.events import Event


class CopyAskedFor(Event):
    """A steward asked for everything the circle keeps in one locked file."""

    ask_id: UUID


class CopyTaken(Event):
    """A steward downloaded such a file."""

    run_id: UUID


class LeavingStarted(Event):
    """A steward started to take the circle out of the federation. `from_day`: an only steward waits until then."""

    leaving_id: UUID
    from_day: date | None


class LeavingStopped(Event):
    """A steward stopped it before it was confirmed."""

    leaving_id: UUID


class LeavingConfirmed(Event):
    """It was confirmed. From here on the circle gets its notice, as with every closing."""

    leaving_id: UUID
