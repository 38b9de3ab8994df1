"""The best team for a week: looked through completely where that can be done, and with CP-SAT where it cannot."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from tenant_apps.matching.engine.teams.clock import Clock
from tenant_apps.matching.engine.teams.searching import Found, Search
from tenant_apps.matching.engine.teams.shape import Candidate, Key, Outcome, Problem, Team, Visit, assembled
from tenant_apps.matching.engine.teams.solving import GOALS, solve

EXACT: Final = "exact"
CPSAT: Final = "cpsat"
BEST_SO_FAR: Final = "best"
BACKED_GOALS: Final = ("open", "unbacked", "faces", "peak", "liking")
SEARCH_SHARE: Final = 0.6
# All teams were looked at, and of one it is not certain that it could not be shared more fairly.
A_LAST_LOOK: Final = 3.0


class Goal(StrEnum):
    """What matters most once every visit is come to."""

    FEW = "few"  # as few people as can be; then somebody to stand in
    BACKED = "backed"  # somebody to stand in for every visit; then as few people as can be


def value(team: Team, goal: Goal) -> tuple[int, ...]:
    """What is compared for this goal, the smaller the better."""
    open_, faces, unbacked, peak, liking = team.value
    return (open_, unbacked, faces, peak, liking) if goal is Goal.BACKED else team.value


def build(
    problem: Problem,
    clock: Clock,
    *,
    goal: Goal = Goal.FEW,
    apart: frozenset[Key] = frozenset(),
    is_any_enough: bool = False,
) -> Outcome:
    """The best team there is; with time running out, the best so far, and which it is. What nobody can come to stays
    open, and so does whatever cannot be borne within everybody's limits, the money and the number of faces."""
    within = Reachable.of(problem)
    if not within.problem.visits:
        nobody = assembled(problem, ((),) * len(problem.visits), ())
        return Outcome(nobody, EXACT, is_proven=True, least_faces=0)
    pool = within.problem.in_turn()
    demand = tuple(_demand(within.problem, pool, goal))
    search = Search(within.problem, demand, clock.part(SEARCH_SHARE), pool, apart, is_any_enough)
    found = search.smallest()
    team = within.back(found) if found.team is not None else None
    steps = search.clock.steps
    if team is not None and (found.is_proven or is_any_enough):
        return Outcome(team, EXACT, found.is_proven and not is_any_enough, found.least_faces, steps)
    if is_any_enough:
        return Outcome(None, EXACT, found.is_proven, found.least_faces, steps)
    sofar = Sofar(found.least_faces, steps, found.team is None and found.is_proven)
    seconds = min(clock.seconds_left, A_LAST_LOOK) if team is not None and search.is_done else clock.seconds_left
    return _with_solver(within, clock, goal=goal, team=team, sofar=sofar, seconds=max(0.0, seconds))


@dataclass(frozen=True, slots=True)
class Sofar:
    """What looking through has shown, for whoever goes on from there."""

    least_faces: int
    steps: int
    nothing_is_whole: bool


def _with_solver(
    within: "Reachable", clock: Clock, *, goal: Goal, team: Team | None, sofar: Sofar, seconds: float
) -> Outcome:
    """CP-SAT goes on from the best so far, and the better of both stands."""
    problem = within.problem
    goals = BACKED_GOALS if goal is Goal.BACKED else GOALS
    hint = None if team is None else within.narrow(team)
    solved = solve(problem, clock, seconds=seconds, goals=goals, hint=hint)
    theirs = None if solved.team is None else within.widen(solved.team)
    least_faces = max(sofar.least_faces, solved.least_faces) if not sofar.nothing_is_whole else solved.least_faces
    if theirs is not None and (team is None or value(theirs, goal) <= value(team, goal)):
        is_proven = solved.proven == len(goals)
        return Outcome(theirs, CPSAT if is_proven else BEST_SO_FAR, is_proven, least_faces, sofar.steps)
    return Outcome(team, BEST_SO_FAR, False, least_faces, sofar.steps)


def _demand(problem: Problem, pool: list[Candidate], goal: Goal) -> list[int]:
    """How many of the team must be able to come to each visit. One more than needed, where there is one more at all."""
    demand = []
    for number, visit in enumerate(problem.visits):
        able = sum(each.can >> number & 1 for each in pool)
        demand.append(min(able, visit.people + 1) if goal is Goal.BACKED else visit.people)
    return demand


@dataclass(frozen=True, slots=True)
class Reachable:
    """The same week without what nobody can come to, and the way back to the whole of it."""

    whole: Problem
    problem: Problem
    places: tuple[int, ...]

    @classmethod
    def of(cls, problem: Problem) -> "Reachable":
        kept: list[tuple[int, Visit]] = []
        for number, visit in enumerate(problem.visits):
            able = sum(each.can >> number & 1 for each in problem.candidates)
            if able:
                kept.append((number, replace(visit, people=min(visit.people, able))))
        places = tuple(number for number, _visit in kept)
        candidates = tuple(replace(each, can=_moved(each, places)) for each in problem.candidates)
        smaller = replace(problem, visits=tuple(visit for _number, visit in kept), candidates=candidates)
        return cls(problem, smaller, places)

    def back(self, found: Found) -> Team:
        members = tuple(each.key for each in found.team or ())
        return self._spread(found.shares, members)

    def widen(self, team: Team) -> Team:
        return self._spread(team.shares, team.members)

    def narrow(self, team: Team) -> Team:
        return assembled(self.problem, tuple(team.shares[number] for number in self.places), team.members)

    def _spread(self, shares: tuple[tuple[Key, ...], ...], members: tuple[Key, ...]) -> Team:
        spread: list[tuple[Key, ...]] = [()] * len(self.whole.visits)
        for number, comers in zip(self.places, shares, strict=True):
            spread[number] = comers
        return assembled(self.whole, tuple(spread), members)


def _moved(each: Candidate, places: tuple[int, ...]) -> int:
    """To which visits of the smaller week they can come."""
    return sum(1 << place for place, number in enumerate(places) if each.can >> number & 1)
