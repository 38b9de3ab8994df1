"""When lists are made anew, and how many versions of an ask are answered at once. Pure: the time is handed in.

A list that answered to every change at once would be a way to ask about people: change the ask, and see who goes. So
the same version has the same list until the next fixed moment, and of changes only a few are answered at once.
"""

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from kernel.time import Gap, Overlap, instant_at

# Rules since 2026-11-23. Source: the recipe of this house; measured in tests/matching/test_probing.py.
AT_ONCE: Final = 5  # an ask as it was first written, and four changes of it
WITHIN: Final = timedelta(days=28)
# Whoever was left aside for somebody stays so, and whoever was shown stays in, for as long.
STANDS_FOR: Final = timedelta(days=91)
RELEASE_DAYS: Final = (0, 3)  # Mondays and Thursdays
RELEASE_HOUR: Final = time(5, 0)
# So many are shown at a time: more are not a choice any more.
SHOWN: Final = 20


def last_release(at: datetime, zone: ZoneInfo) -> datetime:
    """The fixed moment that came last."""
    return max(each for each in _around(at, zone) if each <= at)


def next_release(at: datetime, zone: ZoneInfo) -> datetime:
    """The fixed moment that comes next: what may not be answered at once is answered then."""
    return min(each for each in _around(at, zone) if each > at)


def _around(at: datetime, zone: ZoneInfo) -> list[datetime]:
    today = at.astimezone(zone).date()
    days = [today + timedelta(days=n) for n in range(-7, 8)]
    return [_release_on(day, zone) for day in days if day.weekday() in RELEASE_DAYS]


def _release_on(day: date, zone: ZoneInfo) -> datetime:
    return instant_at(day, RELEASE_HOUR, zone, gap=Gap.SHIFT, overlap=Overlap.FIRST)
