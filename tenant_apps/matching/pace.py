"""How long each step between two people waits, and when it is told that it is over. Pure: the time is handed in.

A no to the first question is told at a fixed time, and so is silence: nobody can tell the one from the other.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from kernel.time import Gap, Overlap, instant_at
from tenant_apps.matching.models.introductions import Stage


@dataclass(frozen=True, slots=True)
class Span:
    """So many days, since when that is the rule, and where it comes from."""

    days: int
    since: date
    source: str

    @property
    def length(self) -> timedelta:
        return timedelta(days=self.days)


_SINCE: Final = date(2026, 11, 23)
_RECIPE: Final = "the recipe of this house, to be confirmed by the circle"

ANSWER: Final = Span(14, _SINCE, _RECIPE)
# Of these two, the first day is as good as any: what matters is that it depends on nobody's word.
TOLD_ON: Final = (0, 3)  # Mondays and Thursdays
TOLD_AT: Final = time(9, 0)
WAITS: Final = MappingProxyType(
    {
        Stage.MUTUAL: Span(28, _SINCE, _RECIPE),
        Stage.TALKING: Span(56, _SINCE, _RECIPE),
        Stage.TRIAL: Span(28, _SINCE, _RECIPE),  # counted from the visit
        Stage.REVIEWED: Span(28, _SINCE, _RECIPE),
        Stage.TEAM: Span(28, _SINCE, _RECIPE),  # counted from when the team has had its time
    }
)
WORRIES: Final = Span(7, _SINCE, _RECIPE)
TRIAL_WITHIN: Final = Span(56, _SINCE, _RECIPE)
# The same two are not brought together again for the same ask before that.
RESTS: Final = Span(182, _SINCE, _RECIPE)
AGAIN: Final = Span(56, _SINCE, "eight weeks, as care co-operatives promise: a new match at no cost")
# So many people one ask may have been put to at a time, and so many asks somebody may have said yes to.
MOST_AT_A_TIME: Final = 5


def asked_until(began_at: datetime, zone: ZoneInfo) -> datetime:
    """When it is told how the first question ended: the first fixed time after the days to answer."""
    return next_telling(began_at + ANSWER.length, zone)


def next_telling(after: datetime, zone: ZoneInfo) -> datetime:
    """The first fixed time after this."""
    day = after.astimezone(zone).date()
    for ahead in range(8):
        at = _told_on(day + timedelta(days=ahead), zone)
        if at is not None and at > after:
            return at
    raise AssertionError("There is a fixed time in every week.")


def _told_on(day: date, zone: ZoneInfo) -> datetime | None:
    if day.weekday() not in TOLD_ON:
        return None
    return instant_at(day, TOLD_AT, zone, gap=Gap.SHIFT, overlap=Overlap.FIRST)


def waits_until(stage: Stage, at: datetime) -> datetime:
    """When a later stage is over by itself, if neither goes on. `at` is when it began to wait."""
    return at + WAITS[stage].length


def reminds_at(stage_at: datetime, due_at: datetime) -> datetime:
    """Half of the time is gone: whoever it waits for is reminded, once."""
    return stage_at + (due_at - stage_at) / 2
