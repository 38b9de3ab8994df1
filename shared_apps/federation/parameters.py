"""Numbers the federation decided on, each with the day it holds from, so that old decisions can be understood."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Dated(Generic[T]):
    """A value from a day on, and others before or after it."""

    values: tuple[tuple[date, T], ...]

    def on(self, day: date) -> T:
        """The value that holds on that day. Before the first day the first one holds."""
        held = [value for from_on, value in self.values if from_on <= day]
        return held[-1] if held else self.values[0][1]


# How long an officer may look, at most, in minutes. The table refuses more than 240 whatever stands here.
LONGEST_SUPPORT_SESSION: Final = Dated(((date(2026, 1, 1), 240),))
# How long stewards have to answer, in days.
SUPPORT_ANSWER_WITHIN: Final = Dated(((date(2026, 1, 1), 7),))
# A number under this is not shown, nor one that would let it be worked out.
SMALLEST_FIGURE: Final = Dated(((date(2026, 1, 1), 5),))
# How many days a circle's own domain goes on while its proof is missing, though it still leads here.
DOMAIN_KEPT: Final = Dated(((date(2026, 1, 1), 14),))
# How many hours it goes on when it leads somewhere else: we would be sending people there.
DOMAIN_AWAY: Final = Dated(((date(2026, 1, 1), 2),))
# How many days a circle has to prove a domain it asked for.
DOMAIN_ASKED_FOR: Final = Dated(((date(2026, 1, 1), 30),))
