"""Why a week cannot be come to, and which one change would help most. Nothing is guessed: each change is tried."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain
from typing import Final

from tenant_apps.matching.engine.teams.building import build
from tenant_apps.matching.engine.teams.clock import Clock, OutOfTime
from tenant_apps.matching.engine.teams.shape import WEEK, Candidate, Problem, Team

HOUR: Final = 4
MORE_MONEY: Final = (10, 25, 50)  # hundredths
MORE_FACES: Final = (1, 2)


class What(StrEnum):
    """What is changed."""

    EARLIER = "earlier"  # one visit, by an hour
    LATER = "later"
    MONEY = "money"  # so many pence a week more
    FACES = "faces"  # so many people more
    MUST = "must"  # one thing that must be so is left away; which one, is `name`
    TASK = "task"  # one of the tasks is asked for apart; which one, is `name`
    AREA = "area"  # people from further away


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the ask: what, of which visit, by how much, or which must."""

    what: What
    visit: int | None = None
    by: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class Help:
    """What a change would bring: how many places would still stay open."""

    change: Change
    still_open: int
    is_proven: bool


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Visits to which too few can come at all, what stays open, and what would help, the most helpful first.

    `is_complete` says that every change was tried; else time ran out.
    """

    nobody: tuple[int, ...]
    open: tuple[int, ...]
    helps: tuple[Help, ...]
    is_complete: bool = True

    @property
    def best(self) -> Help | None:
        return self.helps[0] if self.helps else None


def hindrance(
    problem: Problem,
    team: Team | None,
    clock: Clock,
    variants: Iterable[tuple[Change, Problem]] = (),
) -> Hindrance | None:
    """Why something stays open; None if nothing does. `variants` are the changes that only whoever knows the ask can
    make: without one of its musts or tasks, or from further away."""
    left = team.open if team is not None else tuple(range(len(problem.visits)))
    if not left:
        return None
    nobody = tuple(
        number
        for number, visit in enumerate(problem.visits)
        if sum(each.can >> number & 1 for each in problem.candidates) < visit.people
    )
    helps, is_complete = [], True
    try:
        for change, other in chain(_own_changes(problem, left), variants):
            tried = build(other, clock.part(0.5))
            if tried.team is not None and len(tried.team.open) < len(left):
                helps.append(Help(change, len(tried.team.open), tried.is_proven))
                if not tried.team.open and change.what in (What.EARLIER, What.LATER):
                    break  # nothing gentler helps more
            clock.look()
    except OutOfTime:
        is_complete = False
    order = list(What)
    helps.sort(
        key=lambda each: (each.still_open, order.index(each.change.what), each.change.by, each.change.visit or 0)
    )
    return Hindrance(nobody, left, tuple(helps), is_complete)


def _own_changes(problem: Problem, left: tuple[int, ...]) -> Iterator[tuple[Change, Problem]]:
    """What can be changed in the numbers alone: one visit that stays open, the money, the number of faces."""
    for number in dict.fromkeys(left):
        for what, by in ((What.EARLIER, -HOUR), (What.LATER, HOUR)):
            if _has_room(problem, number, by):
                yield Change(what, visit=number), moved(problem, number, by)
    most = problem.most_pence_a_week
    if most is not None:
        short = max(_least_cost(problem) - most, 0)
        enough = {-(-pence // 100) * 100 for pence in (short, short * 5 // 4) if pence > 0}
        # whole pounds: a little more each time, and what it takes at the very least
        for more in sorted(enough | {-(-most * share // 10000) * 100 for share in MORE_MONEY if most}):
            yield Change(What.MONEY, by=more), replace(problem, most_pence_a_week=most + more)
    for faces in MORE_FACES:
        yield Change(What.FACES, by=faces), replace(problem, most_faces=problem.most_faces + faces)


def _least_cost(problem: Problem) -> int:
    """What the whole week costs in pence if the cheapest who can come to each visit always do."""
    total = 0
    for number, visit in enumerate(problem.visits):
        rates = sorted(each.pence_an_hour for each in problem.candidates if each.can >> number & 1)
        total += visit.quarters * sum(rates[: visit.people])
    return -(-total // HOUR)


def _has_room(problem: Problem, number: int, by: int) -> bool:
    """Whether a visit that begins so much later meets no other one of the week."""
    visit = problem.visits[number]
    span = replace(visit, start=(visit.start + by) % WEEK).span
    return all(not span & other.span for place, other in enumerate(problem.visits) if place != number)


def moved(problem: Problem, number: int, by: int) -> Problem:
    """The same week with one visit an hour earlier or later, and whoever can come to it then."""
    bit = 1 << number
    visits = list(problem.visits)
    visits[number] = replace(visits[number], start=(visits[number].start + by) % WEEK)

    def then(each: Candidate) -> Candidate:
        able = (each.earlier if by < 0 else each.later) & bit
        return replace(each, can=(each.can & ~bit) | able)

    return replace(problem, visits=tuple(visits), candidates=tuple(then(each) for each in problem.candidates))
