"""Invented weeks and people who could come to their visits, the same for the same seed."""

from __future__ import annotations

from random import Random

from tenant_apps.matching.engine.teams.shape import Candidate, Problem, Visit, turned

A_DAY = 96
# When somebody is free: from, until, and how often a day has it.
PARTS = ((26, 48, 0.45), (40, 62, 0.35), (62, 90, 0.45))
MORNING, NOON, EVENING = 32, 50, 72


def week(seed: int, *, days: int = 7, a_day: int = 3) -> tuple[Visit, ...]:
    """So many visits each day, at about the times at which people get up, eat and go to bed."""
    chance = Random(f"week {seed}")
    starts = [MORNING, NOON, EVENING][:a_day]
    visits = []
    for day in range(days):
        for start in starts:
            visits.append(Visit(day * A_DAY + start + chance.randrange(-3, 4), chance.choice((2, 2, 3, 4))))
    return tuple(visits)


def free(chance: Random, often: float = 1.0) -> int:
    """Which quarters of the week somebody is free: on some days, in some parts of them."""
    bits = 0
    days = chance.sample(range(7), chance.choice((2, 3, 3, 4, 4, 5, 5, 6, 7)))
    for day in days:
        for begin, end, share in PARTS:
            if chance.random() < share * often:
                first, last = begin + chance.randrange(-4, 5), end + chance.randrange(-4, 5)
                bits |= ((1 << (last - first)) - 1) << (day * A_DAY + first)
    return turned(bits)


def problem(
    seed: int, how_many: int = 200, visits: tuple[Visit, ...] | None = None, often: float = 1.0, **more: object
) -> Problem:
    """A week, and so many people who passed all that must be so; some have little time, a third are not paid.

    `often` makes them free less often than others.
    """
    chance = Random(f"people {seed}")
    visits = week(seed) if visits is None else visits
    people = []
    for number in range(how_many):
        times = free(chance, often)
        people.append(
            Candidate(
                key=number,
                can=can_come(times, visits, 0),
                earlier=can_come(times, visits, -4),
                later=can_come(times, visits, 4),
                most_quarters=chance.choice((12, 16, 24, 40, 64, 120)),
                pence_an_hour=chance.choice((0, 0, 1260, 1400, 1550, 1800, 2100)),
                liking=chance.randrange(150, 1000),
                waiting=chance.randrange(0, 60),
            )
        )
    return Problem(visits, tuple(people), seed=seed, **more)  # type: ignore[arg-type]


def can_come(times: int, visits: tuple[Visit, ...], by: int) -> int:
    """To which visits somebody can come who is free at these times, if each began so many quarters later."""
    found = 0
    for number, visit in enumerate(visits):
        span = Visit((visit.start + by) % 672, visit.quarters).span
        if times & span == span:
            found |= 1 << number
    return found
