"""How long things are kept here that nobody has a duty to keep, each with the day it holds from.

How long a first contact is kept is a rule of `tenant_apps.rights.book`, which a circle's data-protection lead confirms.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final


@dataclass(frozen=True)
class Kept:
    """Spans of time, each from a day on, with the reason for it."""

    spans: tuple[tuple[date, timedelta, str], ...]

    def on(self, day: date) -> timedelta:
        """How long holds on that day. Before the first day the first one holds."""
        held = [span for from_on, span, _why in self.spans if from_on <= day]
        return held[-1] if held else self.spans[0][1]


# What looked like spam and nobody let through.
HELD_ENQUIRY: Final = Kept(((date(2026, 1, 1), timedelta(days=30), "nobody let it through"),))
# An address somebody typed, and whose owner never said yes.
UNCONFIRMED: Final = Kept(((date(2026, 1, 1), timedelta(days=14), "never confirmed"),))
