"""A knock at the door, and those who listen for it. Imported by tests and by the processes that they kill."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from kernel.actors import SYSTEM
from tenant_apps.journal.events import Event
from tenant_apps.journal.registry import Told, listens_to, sends_for
from tenant_apps.journal.services import announce
from tenants.context import CircleRef, current_circle

OUTSIDE = "TEST_OUTSIDE"  # the environment's name of the file senders write to
DIES_IN = "TEST_DIES_IN"  # the name of the listener in which the process kills itself

# What a listener does besides its work, by its name: a test puts a function here to make it fail or wait.
moods: dict[str, Callable[[Told], None]] = {}
woken: list[CircleRef] = []


class Knocked(Event):
    """Somebody knocked at a door."""

    door_id: UUID


class Rang(Event):
    """Somebody rang a bell."""

    bell_id: UUID


class Opened(Event):
    """A door was opened: the mark the listener leaves in the circle's own database."""

    door_id: UUID
    circle_id: UUID


@listens_to(Knocked)
def open_the_door(event: Knocked, told: Told) -> None:
    announce(Opened(door_id=event.door_id, circle_id=current_circle().id), by=SYSTEM)
    _feel("open_the_door", told)


@sends_for(Rang)
def ring_outside(event: Rang, told: Told) -> None:
    with Path(os.environ[OUTSIDE]).open("a") as outside:
        outside.write(f"{told.key} {told.attempt} {event.bell_id} {current_circle().id}\n")
    _feel("ring_outside", told)


def _feel(name: str, told: Told) -> None:
    if name in moods:
        moods[name](told)
    if os.environ.get(DIES_IN) == name:
        os.kill(os.getpid(), signal.SIGKILL)


def wake(circle: CircleRef) -> None:
    woken.append(circle)
    if "wake" in moods:
        raise ConnectionError("no broker")
