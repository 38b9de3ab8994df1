"""What is done to a circle as a whole is written into its own journal, once, so that its members can read it there."""

from kernel.actors import SYSTEM
from provisioning.events import RunDone
from provisioning.running import Work
from tenant_apps.journal.events import Code
from tenant_apps.journal.models import Entry
from tenant_apps.journal.services import announce
from tenants.context import CircleRef, in_circle


def note(work: Work, circle: CircleRef, what: str) -> None:
    """Write it down, unless this run has written it already."""
    with in_circle(circle):
        if not is_noted(work, what):
            announce(_event(work, what), by=SYSTEM)


def is_noted(work: Work, what: str) -> bool:
    """Whether this run has written that down in the circle we are in."""
    event = _event(work, what)
    return Entry.objects.filter(event=event.event_name, payload=event.to_json()).exists()


def _event(work: Work, what: str) -> RunDone:
    return RunDone(run_id=work.run.pk, what=Code(what))
