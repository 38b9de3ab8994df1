"""What time it is, what "from the 1st until the 5th" means, and when 01:30 happens on the night the clocks change."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from functools import lru_cache
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

Moment = TypeVar("Moment", date, datetime)


def now() -> datetime:
    """This instant, in UTC. Services ask the clock; rules are handed the time."""
    return datetime.now(UTC)


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """The time zone of that name ("Europe/London"). ValueError when there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"There is no time zone called {name!r}.") from error


def _as_zone(in_zone: ZoneInfo | str) -> ZoneInfo:
    return zone(in_zone) if isinstance(in_zone, str) else in_zone


def today_in(in_zone: ZoneInfo | str, at: datetime | None = None) -> date:
    """Which day it is there, now or at the given instant."""
    instant = now() if at is None else aware(at)
    return instant.astimezone(_as_zone(in_zone)).date()


def aware(instant: datetime) -> datetime:
    """The instant itself, refused when it does not say in which zone it is meant."""
    if instant.utcoffset() is None:
        raise ValueError("A time without a zone is not an instant. Give it a zone.")
    return instant


class Gap(Enum):
    """What 01:30 means on the spring night when the clock jumps from 01:00 to 02:00."""

    REFUSE = "refuse"
    SHIFT = "shift"  # as long after midnight as on other days: 02:30 by the new clock
    END = "end"  # the first moment there is: 02:00


class Overlap(Enum):
    """Which 01:30 is meant on the autumn night that has two."""

    REFUSE = "refuse"
    FIRST = "first"
    SECOND = "second"


class NoSuchTime(ValueError):
    """The clock never shows this time on that day."""


class TwiceThatDay(ValueError):
    """The clock shows this time twice on that day."""


def instant_at(on: date, at: time, in_zone: ZoneInfo | str, *, gap: Gap, overlap: Overlap) -> datetime:
    """When the clock on the wall there shows this time on that day, as an instant in UTC.

    Both policies must be named: whoever plans a visit at half past one has to have thought of the two nights a year.
    """
    if isinstance(on, datetime):
        raise TypeError("Give the day as a date, not as an instant.")
    if at.tzinfo is not None:
        raise ValueError("The time on the wall has no zone of its own.")
    there = _as_zone(in_zone)
    first = datetime.combine(on, at.replace(fold=0), tzinfo=there)
    second = first.replace(fold=1)
    before, after = _offset(first), _offset(second)
    if before == after:
        return first.astimezone(UTC)
    if before > after:
        return _in_overlap(first, second, overlap)
    return _in_gap(first, second, gap)


def _offset(there: datetime) -> timedelta:
    offset = there.utcoffset()
    assert offset is not None  # only a time without a zone has none
    return offset


def _in_overlap(first: datetime, second: datetime, overlap: Overlap) -> datetime:
    if overlap is Overlap.REFUSE:
        raise TwiceThatDay(f"On {first:%d %B %Y} the clock shows {first:%H:%M} twice.")
    return (first if overlap is Overlap.FIRST else second).astimezone(UTC)


def _in_gap(first: datetime, second: datetime, gap: Gap) -> datetime:
    """In a gap Python reads fold 0 with the offset of before, which is the shifted time, and fold 1 with that after."""
    if gap is Gap.REFUSE:
        raise NoSuchTime(f"On {first:%d %B %Y} the clock never shows {first:%H:%M}.")
    shifted = first.astimezone(UTC)
    return shifted if gap is Gap.SHIFT else _change_between(second.astimezone(UTC), shifted, first.tzinfo)


def _change_between(earlier: datetime, later: datetime, there: object) -> datetime:
    """The instant at which the offset changes, found to the second between two instants around it."""
    assert isinstance(there, ZoneInfo)
    target = later.astimezone(there).utcoffset()
    low, high = int(earlier.timestamp()), int(later.timestamp())
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, there).utcoffset() == target:
            high = middle
        else:
            low = middle
    return datetime.fromtimestamp(high, UTC)


@dataclass(frozen=True, slots=True)
class Span(Generic[Moment]):
    """From a start until just before an end; without an end, until further notice.

    Of dates or of aware instants, never mixed. Half open, so that a term until the 5th and one from the 5th touch and
    do not overlap.
    """

    start: Moment
    end: Moment | None = None

    def __post_init__(self) -> None:
        _check(self.start)
        if self.end is None:
            return
        _check(self.end)
        if isinstance(self.start, datetime) != isinstance(self.end, datetime):
            raise TypeError("A span is of dates or of instants, not of both.")
        if self.end <= self.start:
            raise ValueError("A span ends after it starts.")

    def __contains__(self, moment: Moment) -> bool:
        return self.start <= moment and (self.end is None or moment < self.end)

    def overlaps(self, other: "Span[Moment]") -> bool:
        """Whether some moment lies in both."""
        return (other.end is None or self.start < other.end) and (self.end is None or other.start < self.end)

    def meet(self, other: "Span[Moment]") -> "Span[Moment] | None":
        """What the two have in common, or None."""
        if not self.overlaps(other):
            return None
        ends = [end for end in (self.end, other.end) if end is not None]
        return Span(max(self.start, other.start), min(ends) if ends else None)

    @property
    def length(self) -> timedelta | None:
        """How long it lasts, or None when it has no end. For instants this is real time, whatever the clocks did."""
        if self.end is None:
            return None
        if isinstance(self.start, datetime) and isinstance(self.end, datetime):
            return self.end.astimezone(UTC) - self.start.astimezone(UTC)
        return self.end - self.start


def _check(moment: date) -> None:
    if isinstance(moment, datetime):
        aware(moment)
    elif not isinstance(moment, date):
        raise TypeError("A span is of dates or of instants.")
