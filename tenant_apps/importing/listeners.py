"""Lists are looked through, written and taken out again in the worker, in pieces, so that one sees how far it is."""

from tenant_apps.importing import services
from tenant_apps.importing.events import CheckWanted, ImportConfirmed, UndoWanted
from tenant_apps.journal.registry import Told, sends_for


@sends_for(CheckWanted)
def look_through(event: CheckWanted, told: Told) -> None:
    services.look_through(event.list_id, event.round)


@sends_for(ImportConfirmed)
def bring_in(event: ImportConfirmed, told: Told) -> None:
    services.bring(event.list_id)


@sends_for(UndoWanted)
def take_out(event: UndoWanted, told: Told) -> None:
    services.take_out(event.list_id)
