"""The plainest circle: an empty house, with its opening written in the journal."""

from kernel.actors import SYSTEM
from provisioning.events import CircleOpened
from tenant_apps.journal.events import Code
from tenant_apps.journal.models import Entry
from tenant_apps.journal.services import announce


def cook(*, again: bool) -> None:
    if not again or not Entry.objects.filter(event=CircleOpened.event_name).exists():
        announce(CircleOpened(recipe=Code("simple")), by=SYSTEM)
