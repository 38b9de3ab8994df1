"""Who suits an ask, looked at one person after the other: slow, plain, and what everything quicker is held against."""

from collections.abc import Iterable
from typing import Final

from tenant_apps.matching.engine.shape import (
    BIT,
    FULL,
    PAID,
    REASONS,
    VOLUNTARY,
    Giver,
    Need,
    Scored,
    Terms,
    lot,
    together,
)

# What counts how much for how glad somebody is. What nobody wished for does not count.
TIMES, NEAR, KNOWN, GLADLY, SOFT_EACH = 4, 2, 2, 4, 1
UNKNOWN_NEAR, SAME_AREA = FULL // 2, FULL * 3 // 4
# Below five nothing is told of how many.
BANDS: Final = (100, 50, 20, 10, 5)


def hindrances(need: Need, giver: Giver, terms: Terms) -> int:
    """All that stands between two people, as bits of REASONS; 0 if nothing does."""
    found = 0
    checks = {
        "apart": giver.key == need.person or giver.key in need.apart,
        "mode": terms.no_personal_care and need.is_personal,
        "tasks": need.tasks & ~(giver.tasks & ~giver.refuses),
        "training": need.training & ~giver.training,
        "checks": need.checks & ~giver.checks,
        "languages": need.languages & ~giver.languages,
        "gender": need.is_personal and need.gender & ~giver.gender,
        "home": need.home & ~giver.bears,
        "allergies": need.allergies & giver.brings,
        "times": not _times_fit(need, giver),
        "place": not _place_fits(need, giver),
        "pay": not _pay_fits(need, giver, terms),
        "room": giver.room < 1,
    }
    for code, stands in checks.items():
        if stands:
            found |= BIT[code]
    return found


def score(need: Need, giver: Giver) -> Scored:
    """How glad each would be with the other, of 1000, and both together."""
    near, is_known = _near(need, giver)
    common = need.week & giver.week
    mine = [
        (TIMES, _time_share(common, need.week, is_said=bool(giver.week))),
        (NEAR, near),
        *_soft(need.likes, giver.has),
    ]
    if need.known:
        mine.append((KNOWN, FULL if giver.key in need.known else 0))
    theirs = [
        (GLADLY, _share(need.tasks, giver.gladly)),
        (TIMES, _time_share(common, need.week, is_said=bool(giver.week))),
        (NEAR, near),
        *_soft(giver.likes, need.has),
    ]
    asker, other = _mean(mine), _mean(theirs)
    return Scored(giver.key, together(asker, other), asker, other, is_known, giver.waiting_since)


def shortlist(need: Need, givers: Iterable[Giver], terms: Terms, most: int = 20) -> list[Scored]:
    """The best for both, the longest waiting first among equals, and then by lot."""
    fitting = [giver for giver in givers if not hindrances(need, giver, terms)]
    found = [(score(need, giver), giver) for giver in fitting]
    found.sort(key=lambda each: (-each[0].score, each[1].waiting_since, lot(each[1].key)))
    return [scored for scored, _giver in found[:most]]


def would_admit(need: Need, givers: Iterable[Giver], terms: Terms) -> dict[str, int]:
    """How many more could come if one thing alone were not asked for. Neither who is kept apart nor what the circle
    does not do is ever let go."""
    counts = dict.fromkeys(REASONS, 0)
    by_bit = {bit: code for code, bit in BIT.items()}
    for giver in givers:
        code = by_bit.get(hindrances(need, giver, terms))
        if code is not None:
            counts[code] += 1
    return {code: count for code, count in counts.items() if count and code not in ("apart", "mode", "room")}


def band(count: int) -> int:
    """The number below which it is not told more closely; 0 for fewer than five."""
    return next((least for least in BANDS if count >= least), 0)


def contradictions(need: Need, terms: Terms) -> list[tuple[str, str]]:
    """Which two things of one ask can never both be, whoever there is."""
    found = []
    if terms.no_personal_care and need.is_personal:
        found.append(("tasks", "mode"))
    if terms.no_paid_work and need.pay == PAID:
        found.append(("pay", "mode"))
    if need.pay == PAID and need.most_pence == 0:
        found.append(("pay", "budget"))
    if need.is_flexible and need.week and need.least_quarters > need.week.bit_count():
        found.append(("times", "least"))
    if need.known and need.known <= need.apart:
        found.append(("known", "apart"))
    return found


def _times_fit(need: Need, giver: Giver) -> bool:
    """Times that nobody said are no hindrance: they are asked for."""
    if not need.week or not giver.week:
        return True
    if need.is_flexible:
        return (need.week & giver.week).bit_count() >= need.least_quarters
    return not need.week & ~giver.week


def _place_fits(need: Need, giver: Giver) -> bool:
    if need.place is not None and giver.place is not None:
        return _squares(need.place, giver.place) <= (giver.reach // 100) ** 2
    return not need.area or not giver.area or need.area == giver.area


def _pay_fits(need: Need, giver: Giver, terms: Terms) -> bool:
    common = need.pay & giver.pay & (VOLUNTARY if terms.no_paid_work else VOLUNTARY | PAID)
    if common & VOLUNTARY:
        return True
    return bool(common & PAID) and (need.most_pence is None or giver.least_pence <= need.most_pence)


def _squares(one: tuple[int, int], other: tuple[int, int]) -> int:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2


def _near(need: Need, giver: Giver) -> tuple[int, bool]:
    if need.place is not None and giver.place is not None:
        return FULL - FULL * _squares(need.place, giver.place) // max((giver.reach // 100) ** 2, 1), True
    if need.area and need.area == giver.area:
        return SAME_AREA, True
    return UNKNOWN_NEAR, False


def _time_share(common: int, week: int, *, is_said: bool) -> int:
    if not week:
        return FULL
    return FULL * common.bit_count() // week.bit_count() if is_said else FULL // 2


def _share(wished: int, there: int) -> int:
    return FULL * (wished & there).bit_count() // wished.bit_count() if wished else FULL


def _soft(likes: tuple[int, ...], has: tuple[int, ...]) -> list[tuple[int, int]]:
    return [(SOFT_EACH, _share(wish, there)) for wish, there in zip(likes, has, strict=True) if wish]


def _mean(parts: list[tuple[int, int]]) -> int:
    return sum(weight * part for weight, part in parts) // sum(weight for weight, _part in parts)
