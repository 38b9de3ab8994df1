"""Numbers of a team's life: how long a hat is worn, what its members say again and when. Dated, with their source.

All of them are the recipe's of 2026-11-23 unless it says otherwise; a society may agree on others.
"""

from datetime import timedelta
from typing import Final

# A hat of a team is worn for a term, and taken up again or handed over at its end.
HAT_MONTHS: Final = 6
MOST_HAT_MONTHS: Final = 12
# How many days before the end of its term the wearer is told.
HAT_REMINDERS: Final = (28, 7)
# A question nobody answered is closed after this.
HAT_QUESTION_LASTS: Final = timedelta(days=28)

# After so many sessions with one member, both look at how it goes (the practice of a circle in Clapton, 2024).
REVIEWED_AFTER: Final = (3, 8, 12)

# What a team has when it can stand on its own.
ENOUGH_MEMBERS: Final = 3
MET_WITHIN: Final = timedelta(weeks=4)
GOES_WELL_WITHIN: Final = timedelta(weeks=8)

# A decision is looked at again; no later than this.
LATEST_REVIEW: Final = timedelta(days=366)
