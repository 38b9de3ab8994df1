"""New people are seen, nobody is flooded, and waiting counts: who of those that suit stands on the list today.

The same for a day and an ask, on every machine. It works on what is found anyway: it brings nobody in who does not fit.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from tenant_apps.matching.engine.shape import FULL, Key, Scored, lot

# Whose scores differ by less than this are as good as one another.
NEAR_EQUAL: Final = 50
# How much of a score each list takes, on which somebody with room for one more stands already.
CONGESTION: Final = 12


def spread(
    found: Sequence[Scored],
    shown: Mapping[Key, int],
    *,
    salt: str,
    most: int = 20,
    room: Mapping[Key, int] | None = None,
    cap: int | None = None,
) -> list[Scored]:
    """Of those who suit, the best for both once it is counted how often each is shown already. Among near-equals comes
    first who was shown least, then who waited longest, then whom the day's lot names. Whoever stands on as many lists
    as `cap` comes only if the list would else not be full."""
    rooms = room or {}

    def place(each: Scored) -> tuple[bool, int, int, int, int]:
        times = shown.get(each.key, 0)
        left = each.score - CONGESTION * times // max(rooms.get(each.key, 1), 1)
        is_flooded = cap is not None and times >= cap
        return is_flooded, -(left // NEAR_EQUAL), times, each.waiting_since, lot(each.key, salt)

    return sorted(found, key=place)[:most]


def gini(times: Sequence[int]) -> int:
    """How unevenly people are shown, in thousandths: 0 if all alike, near 1000 if one has it all."""
    count, total = len(times), sum(times)
    if not total:
        return 0
    weighted = sum(place * each for place, each in enumerate(sorted(times), start=1))
    return (FULL * (2 * weighted - (count + 1) * total)) // (count * total)


def never_seen(times: Sequence[int]) -> int:
    """Of a thousand, how many stand on no list."""
    return FULL * sum(not each for each in times) // len(times) if times else 0
