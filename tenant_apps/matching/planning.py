"""From an ask and the open offers to the plain numbers that whole teams are built from.

Only what both may know counts: what somebody does not share with whoever asks fits none of their must-haves. The
numbers stay in here and in the worker; of what was found, people are kept by id.
"""

from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from tenant_apps.matching.coming import who_could_come, who_still_comes
from tenant_apps.matching.contradictions import is_personal
from tenant_apps.matching.engine.teams.hindering import Change, What
from tenant_apps.matching.engine.teams.shape import WEEK, Candidate, Problem, Visit, turned
from tenant_apps.matching.models import Ask, Offer
from tenant_apps.matching.models.asks import Pay
from tenant_apps.matching.standing import CAN_BE_SHOWN
from tenant_apps.people.models import today
from tenant_apps.profiles.shape import DAYS

A_DAY: Final = 96
HOUR: Final = 4


@dataclass(frozen=True)
class Week:
    """The visits an ask asks for, and who could come to them."""

    problem: Problem
    unchecked: tuple[str, ...] = ()  # must-haves that cannot be checked here
    unpriced: frozenset[UUID] = frozenset()  # who would be paid, and has not said how much


def spans(week: Mapping[str, Iterable[Iterable[str]]]) -> list[tuple[int, int]]:
    """A week as profiles write it, as beginnings and lengths in quarters, in order. Half a quarter counts whole."""
    found = []
    for day, name in enumerate(DAYS):
        for begin, end in week.get(name, ()):
            first, last = _minutes(begin), _minutes(end)
            if last <= first:
                last += 24 * 60
            start, stop = first // 15, -(-last // 15)
            found.append((day * A_DAY + start, stop - start))
    return sorted(found)


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")[:2]
    return int(hours) * 60 + int(minutes)


def visits_of(ask: Ask) -> tuple[Visit, ...]:
    """Each time of the week is a visit. Times that run into one another are one visit."""
    merged: list[list[int]] = []
    for start, length in spans(ask.week):
        if merged and start < merged[-1][0] + merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], start + length - merged[-1][0])
        else:
            merged.append([start, length])
    if len(merged) > 1 and merged[-1][0] + merged[-1][1] > WEEK + merged[0][0]:
        first = merged.pop(0)
        merged[-1][1] = max(merged[-1][1], WEEK + first[0] + first[1] - merged[-1][0])
    return tuple(Visit(start, min(length, WEEK), ask.at_once) for start, length in merged)


def free_at(offer: Offer) -> int:
    """The quarters of the week at which somebody is free, as bits."""
    bits = 0
    for start, length in spans(offer.week):
        bits |= turned(((1 << length) - 1) << start)
    return bits


def week_of(
    ask: Ask, *, only: Iterable[UUID] | None = None, without: str = "", is_wider: bool = False, seed: int = 0
) -> Week:
    """Who could come to what, with what must be so on both sides looked at as for a list. `only` looks at these people
    alone; `without` leaves one must-have away; `is_wider` looks further away."""
    visits, day = visits_of(ask), today()
    if only is None:
        found = who_could_come(ask, [each.span for each in visits], without=without, is_wider=is_wider)
    else:
        found = who_still_comes(ask, only)
    found = list(found)
    candidates = (_candidate(ask, offer, glad, visits, day) for offer, glad in found)
    kept = tuple(each for each in candidates if each is not None)
    problem = Problem(visits, kept, most_pence_a_week=ask.most_a_week_minor, seed=seed)
    unchecked = tuple(sorted(code for code, codes in ask.must.items() if codes and code not in CAN_BE_SHOWN))
    return Week(problem, unchecked, frozenset(offer.person_id for offer, _glad in found if _is_unpriced(ask, offer)))


def _is_unpriced(ask: Ask, offer: Offer) -> bool:
    """Whether somebody would be paid and has not said what an hour costs: it counts as nothing, and is said."""
    is_paid = Pay.PAID in (ask.pay, offer.pay) and Pay.VOLUNTARY not in (ask.pay, offer.pay)
    return is_paid and not offer.least_an_hour_minor


def _rate(ask: Ask, offer: Offer) -> int:
    """What an hour costs, if these two agree: nothing where one of them says that it is unpaid, or where paid it would
    be too dear and both would do it unpaid as well."""
    least = offer.least_an_hour_minor or 0
    is_too_dear = ask.most_an_hour_minor is not None and least > ask.most_an_hour_minor
    return 0 if Pay.VOLUNTARY in (ask.pay, offer.pay) or is_too_dear else least


def _candidate(ask: Ask, offer: Offer, glad: int, visits: tuple[Visit, ...], day: date) -> Candidate | None:
    free = free_at(offer)
    moves = range(-HOUR, HOUR + 1) if ask.is_flexible else (0,)
    can = _can(free, visits, moves)
    earlier, later = _can(free, visits, (-HOUR,)), _can(free, visits, (HOUR,))
    if not (can or earlier or later):
        return None
    most = offer.most_minutes_a_week
    return Candidate(
        key=offer.person_id,
        can=can,
        most_quarters=WEEK if most is None else most // 15,
        pence_an_hour=_rate(ask, offer),
        liking=glad,
        waiting=(day - offer.opened_at.date()).days if offer.opened_at else 0,
        earlier=earlier,
        later=later,
    )


def _can(free: int, visits: tuple[Visit, ...], moves: Iterable[int]) -> int:
    """To which visits somebody can come who is free then, each at the time it is asked for or moved by so much."""
    found = 0
    for number, visit in enumerate(visits):
        for by in moves:
            span = replace(visit, start=(visit.start + by) % WEEK).span
            if free & span == span:
                found |= 1 << number
                break
    return found


def variants(ask: Ask, seed: int) -> Iterator[tuple[Change, Problem]]:
    """The changes that only whoever knows the ask can make: one must-have or task less, or people from further away."""
    for code in sorted(ask.must):
        counts = code in CAN_BE_SHOWN and (code != "gender" or is_personal(ask.tasks))
        if counts and ask.must[code]:
            yield Change(What.MUST, name=code), week_of(ask, without=code, seed=seed).problem
    for code in ask.tasks if len(ask.tasks) > 1 else ():
        less = copy(ask)
        less.tasks = [each for each in ask.tasks if each != code]
        yield Change(What.TASK, name=code), week_of(less, seed=seed).problem
    if ask.postcode:
        yield Change(What.AREA), week_of(ask, is_wider=True, seed=seed).problem
