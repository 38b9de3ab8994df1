"""Whoever talks here may have a room elsewhere, too. A room of the house above this one knows where, and says so."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from kernel.actors import Actor
from kernel.errors import Sentence
from tenant_apps.messaging.gatherings import About


@dataclass(frozen=True, slots=True)
class Door:
    """Where these people talk besides: what to say of it, what stands on the way there, and the page it leads to."""

    said: Sentence
    way: Sentence
    page: str


DoorOf = Callable[[Actor, str, About], Door | None]
_DOORS: Final[list[DoorOf]] = []


def talks_elsewhere(find: DoorOf) -> DoorOf:
    """Say where people of a kind talk besides. It is asked only for whoever reads their conversation here."""
    if find not in _DOORS:
        _DOORS.append(find)
    return find


def door_of(by: Actor, kind: str, about: About) -> Door | None:
    return next((door for find in _DOORS if (door := find(by, kind, about)) is not None), None)
