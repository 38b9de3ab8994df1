"""What happens to a circle's home, told in the circle's own journal."""

from uuid import UUID

from tenant_apps.journal.events import Code, Event


class CircleOpened(Event):
    """The circle's home was made ready, with what its recipe put in the cupboards."""

    recipe: Code


class RunDone(Event):
    """The federation did something to the circle as a whole: which run it was, and what."""

    run_id: UUID
    what: Code
