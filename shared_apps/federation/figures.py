"""What circles can choose to report, and how the numbers hang together."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Kind:
    """A number of people in a circle. Whoever is counted in a part is counted in the whole, too."""

    code: str
    name: str | Promise
    icon: str
    part_of: str = ""


MEMBERS: Final = "members"
KINDS: Final = (
    Kind(MEMBERS, _("Members"), "users"),
    Kind("supported", _("Members who get support"), "hand-heart", MEMBERS),
    Kind("supporter", _("Members who give support"), "heart-handshake", MEMBERS),
    Kind("advocate", _("Family and friends who speak up for somebody"), "megaphone", MEMBERS),
)
CODES: Final = tuple(kind.code for kind in KINDS)
# With fewer circles than this, each of them could work out the others' numbers from the total and its own.
FEWEST_CIRCLES: Final = 3


def first_of_month(day: date) -> date:
    return day.replace(day=1)


def month_before(day: date) -> date:
    """The first day of the month before the one this day is in."""
    first = first_of_month(day)
    return date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)
