"""How long there is to answer somebody who asks about their information. Pure: days in, a day out.

UK GDPR, articles 12(3) and 12A, as the Data (Use and Access) Act 2025 has them: one month from the day on which the
request came, or the proof of who asks if that had to be asked for; two months more where it is complex, if they are
told within the first; and the days between a question about what is meant and its answer do not count. A day that falls
on a week-end is not moved on: the earlier day is always safe.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

MONTHS: Final = 1
MONTHS_MORE: Final = 2


@dataclass(frozen=True, slots=True)
class Stop:
    """The clock stood still from the day somebody was asked something until the day they answered, if they have.

    `restarts`: they were asked who they are. Then the month begins anew with the answer.
    """

    on: date
    until: date | None = None
    restarts: bool = False


def months_later(day: date, months: int) -> date:
    """The same day of a later month; its last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def started_on(received_on: date, stops: Iterable[Stop]) -> date:
    """The day the month is counted from."""
    proofs = [stop.until for stop in stops if stop.restarts and stop.until is not None]
    return max([received_on, *proofs])


def due_on(received_on: date, stops: Iterable[Stop], *, today: date, is_extended: bool = False) -> date:
    """The last day to answer. While the clock stands still it moves on with every day."""
    stops = list(stops)
    start = started_on(received_on, stops)
    day = months_later(start, MONTHS + (MONTHS_MORE if is_extended else 0))
    return day + timedelta(days=_still(start, stops, today))


def _still(start: date, stops: Iterable[Stop], today: date) -> int:
    """For how many days since `start` the clock stood still; a day in two stops counts once."""
    counted, reached = 0, start
    for stop in sorted(stops, key=lambda each: each.on):
        begin, end = max(stop.on, reached), stop.until if stop.until is not None else max(today, stop.on)
        if end > begin:
            counted, reached = counted + (end - begin).days, end
    return counted
