"""The same question for CP-SAT, for what is too large to look through: one goal after the other, each kept.

It is told to be repeatable: one worker, a seed, and a limit counted in its own steps besides the one on the clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Final

from tenant_apps.matching.engine.teams.clock import Clock, OutOfTime
from tenant_apps.matching.engine.teams.shape import Candidate, Key, Problem, Team, assembled

# About how many of the solver's own seconds there are to a second; it counts them the same on every machine.
PER_SECOND: Final = 1.0
# All that is counted is whole, and the solver tells it as 3.999…; what is less than this apart is the same.
A_HAIR: Final = 1e-6
GOALS: Final = ("open", "faces", "unbacked", "peak", "liking")


@dataclass(slots=True)
class Solved:
    """The team, for how many of the goals it is proven that none does better, and the least faces there could be."""

    team: Team | None
    proven: int
    least_faces: int


def solve(
    problem: Problem,
    clock: Clock,
    *,
    seconds: float,
    goals: Sequence[str] = GOALS,
    hint: Team | None = None,
    workers: int = 1,
) -> Solved:
    """The best team by these goals in turn. Each goal has its share of the time; what one leaves, the next one has."""
    from ortools.sat.python import cp_model

    pool = problem.in_turn()
    asked = _Asked(cp_model.CpModel(), problem, pool)
    team, proven, least_faces = hint, 0, 0
    if hint is not None:
        asked.hint(hint)
    left = seconds
    for place, goal in enumerate(goals):
        try:
            clock.look()
        except OutOfTime:
            break  # what was found so far stands
        solver = cp_model.CpSolver()
        share = left / (len(goals) - place)
        solver.parameters.max_time_in_seconds = max(0.05, min(share, clock.seconds_left))
        solver.parameters.max_deterministic_time = max(0.05, share * PER_SECOND)
        solver.parameters.num_workers = workers
        solver.parameters.random_seed = problem.seed % (1 << 31)
        solver.parameters.log_search_progress = False
        asked.model.minimize(asked.goals[goal])
        status = solver.solve(asked.model)
        left -= solver.wall_time
        if status == cp_model.INFEASIBLE and not place:
            return Solved(None, len(goals), problem.most_faces + 1)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            break
        team = asked.read(solver)
        asked.hint(team)
        if goal == "faces":
            least_faces = ceil(solver.best_objective_bound - A_HAIR)
        asked.keep(goal, round(solver.objective_value))
        if status == cp_model.OPTIMAL and proven == place:
            proven += 1
    return Solved(team, proven, least_faces)


class _Asked:
    """The model: who is in, who comes to what, and each goal as something to make small."""

    def __init__(self, model: Any, problem: Problem, pool: Sequence[Candidate]) -> None:
        self.model, self.problem, self.pool = model, problem, pool
        visits = problem.visits
        self.is_in = [model.new_bool_var(f"in{who}") for who in range(len(pool))]
        self.comes: dict[tuple[int, int], Any] = {
            (who, number): model.new_bool_var(f"comes{who}.{number}")
            for who, each in enumerate(pool)
            for number in range(len(visits))
            if each.can >> number & 1
        }
        most = max((visit.quarters for visit in visits), default=0) * len(visits)
        self.peak = model.new_int_var(0, most, "peak")
        left, unbacked = [], []
        for number, visit in enumerate(visits):
            able = [who for who in range(len(pool)) if (who, number) in self.comes]
            lacks = model.new_int_var(0, visit.people, f"open{number}")
            model.add(sum(self.comes[who, number] for who in able) + lacks == visit.people)
            alone = model.new_bool_var(f"alone{number}")
            model.add(sum(self.is_in[who] for who in able) + (visit.people + 1) * alone >= visit.people + 1)
            left.append(lacks)
            unbacked.append(alone)
        self._bound_each(visits)
        model.add(sum(self.is_in) <= problem.most_faces)
        self.goals = {
            "open": sum(left),
            "faces": sum(self.is_in),
            "unbacked": sum(unbacked),
            "peak": self.peak,
            "liking": -sum(each.liking * self.is_in[who] for who, each in enumerate(pool)),
        }
        self.values: dict[str, int] = {}

    def _bound_each(self, visits: Sequence[Any]) -> None:
        """Nobody comes who is not in, nor for longer than they can; and the whole costs no more than there is."""
        cost = []
        for who, each in enumerate(self.pool):
            theirs = [(number, self.comes[who, number]) for number in range(len(visits)) if (who, number) in self.comes]
            for _number, comes in theirs:
                self.model.add_implication(comes, self.is_in[who])
            load = sum(visits[number].quarters * comes for number, comes in theirs)
            self.model.add(load <= each.most_quarters)
            self.model.add(load <= self.peak)
            cost.append(each.pence_an_hour * load)
        if self.problem.most_pence_a_week is not None:
            self.model.add(sum(cost) <= self.problem.most_pence_a_week * 4)

    def keep(self, goal: str, value: int) -> None:
        """What is reached is not given away for what comes after."""
        self.model.add(self.goals[goal] <= value)

    def hint(self, team: Team) -> None:
        self.model.clear_hints()
        members = set(team.members)
        for who, each in enumerate(self.pool):
            self.model.add_hint(self.is_in[who], each.key in members)
        for (who, number), comes in self.comes.items():
            self.model.add_hint(comes, self.pool[who].key in team.shares[number])

    def read(self, solver: Any) -> Team:
        members = tuple(each.key for who, each in enumerate(self.pool) if solver.value(self.is_in[who]))
        shares: list[tuple[Key, ...]] = []
        for number in range(len(self.problem.visits)):
            shares.append(
                tuple(
                    each.key
                    for who, each in enumerate(self.pool)
                    if (who, number) in self.comes and solver.value(self.comes[who, number])
                )
            )
        return assembled(self.problem, tuple(shares), members)
