"""How clocks and plans are told on pages."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tenant_apps.rights.models import DataRequest, KeptPart
from tenant_apps.rights.services import erasing
from tenant_apps.rights.services.erasing import Planned


@dataclass(frozen=True)
class Clock:
    """By when a request is answered, and how that stands today."""

    due: date
    left: int
    is_stopped: bool

    @property
    def is_late(self) -> bool:
        return self.left < 0 and not self.is_stopped

    @property
    def over(self) -> int:
        """For how many days it is late."""
        return -self.left

    @property
    def is_near(self) -> bool:
        return 0 <= self.left <= 7 and not self.is_stopped


def clock_of(request: DataRequest, today: date) -> Clock:
    due = request.due(today)
    return Clock(due, (due - today).days, request.waits_for is not None)


@dataclass(frozen=True)
class Lane:
    """One of the three, with its parts that hold anything at all."""

    code: str
    parts: list[Planned]


def planned(person_id: UUID) -> list[Lane]:
    """The three lanes, as they would be today."""
    plan = [each for each in erasing.preview(person_id) if each.how_many]
    return [Lane(lane.value, [each for each in plan if each.lane == lane]) for lane in KeptPart.Lane]
