"""Good morning, Iris: said by the circle's own clock."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kernel import time

Words = str | Promise


class Day(NamedTuple):
    """One day of a week, and whether it is today."""

    date: date
    is_today: bool


def greeting(at: datetime) -> Words:
    """What one says at this hour, wherever the clock on the wall stands."""
    if 4 <= at.hour < 12:
        return _("Good morning")
    if 12 <= at.hour < 18:
        return _("Good afternoon")
    return _("Good evening")


def wall_clock(zone_name: str) -> datetime:
    """What the clock on the wall of the circle's kitchen says."""
    return time.now().astimezone(time.zone(zone_name))


def in_words(at: datetime) -> str:
    """Wednesday 25 November"""
    return date_format(at, "l j E")


def week_of(at: datetime) -> list[Day]:
    """Monday to Sunday around a day."""
    monday = at.date() - timedelta(days=at.weekday())
    days = (monday + timedelta(days=n) for n in range(7))
    return [Day(day, day == at.date()) for day in days]


def span_of(days: list[Day]) -> str:
    """16 to 22 November; 30 November to 6 December."""
    first, last = days[0].date, days[-1].date
    start = date_format(first, "j" if first.month == last.month else "j E")
    return gettext("%(first)s to %(last)s") % {"first": start, "last": date_format(last, "j E")}
