"""How fast is a whole team found for 21 visits a week, and how well, beside CP-SAT and every team there is?"""

from __future__ import annotations

import os
from itertools import combinations
from statistics import median
from time import monotonic

from tenant_apps.matching.engine.teams.building import Goal, build
from tenant_apps.matching.engine.teams.checking import verify
from tenant_apps.matching.engine.teams.choosing import options
from tenant_apps.matching.engine.teams.clock import Clock
from tenant_apps.matching.engine.teams.shape import Problem, Team, assembled
from tenant_apps.matching.engine.teams.sharing import duty, share
from tenant_apps.matching.engine.teams.solving import solve
from tests.bench.ground import Ground
from tests.bench.tables import Row, Table
from tests.bench.weeks import problem

PEOPLE, SMALL = 200, 80
SEEDS = range(int(os.environ.get("BENCH_TEAMS", "4")))
SCARCE_POUNDS = 150
PEER_SECONDS = 10.0
ENOUGH_SECONDS = 5.0
STEPS = 10_000_000


def run(ground: Ground) -> Table:
    rows = [_beside_cpsat(f"week {seed}, {PEOPLE} people", problem(seed, PEOPLE)) for seed in SEEDS]
    rows += [
        _beside_cpsat(f"week {seed}, {PEOPLE} people half as often free, {SCARCE_POUNDS} pounds a week", _scarce(seed))
        for seed in SEEDS
    ]
    rows += [_beside_every_team(seed) for seed in SEEDS]
    rows += [_backed(), _two_or_three()]
    return Table(
        rows,
        [
            f"21 visits a week, {PEOPLE} people who passed all that must be so, one process, one core. A team is "
            "compared by visits left open, faces, visits nobody could stand in for, quarters of an hour of the busiest "
            "one, and how glad all are together (the less below nought, the gladder): the first that differs decides.",
            f"The peer is CP-SAT with the same goals one after the other, {PEER_SECONDS:.0f} seconds, one core. "
            f"Every team: all combinations of {SMALL} people, the smallest first, each shared as well as it can be.",
        ],
    )


def _scarce(seed: int) -> Problem:
    return problem(seed, PEOPLE, often=0.5, most_pence_a_week=SCARCE_POUNDS * 100)


def _beside_cpsat(what: str, week: Problem) -> Row:
    took, outcome = _timed(lambda: build(week, Clock(STEPS, 60)))
    _peer_took, solved = _timed(lambda: solve(week, Clock(STEPS, 60), seconds=PEER_SECONDS))
    assert outcome.team is not None
    assert not verify(week, outcome.team)
    theirs = solved.team
    is_never_worse = theirs is None or outcome.team.value <= theirs.value
    return Row(
        what,
        f"{took:.2f} s, {outcome.how}{', proven' if outcome.is_proven else ''}: {_said(outcome.team)}",
        f"{PEER_SECONDS:.0f} s, {solved.proven} of 5 goals proven: {_said(theirs)}",
        f"{took / PEER_SECONDS:.3f}",
        f"proven under {ENOUGH_SECONDS:.0f} s, never worse",
        outcome.is_proven and took < ENOUGH_SECONDS and is_never_worse,
    )


def _beside_every_team(seed: int) -> Row:
    week = problem(seed, SMALL)
    took, outcome = _timed(lambda: build(week, Clock(STEPS, 60)))
    peer_took, best = _timed(lambda: _every_team(week))
    assert outcome.team is not None
    is_same = best is None or outcome.team.value == best.value
    return Row(
        f"week {seed}, {SMALL} people",
        f"{took:.2f} s, {outcome.how}: {_said(outcome.team)}",
        f"{peer_took:.1f} s, every team: {_said(best)}",
        f"{took / peer_took:.4f}",
        "the same",
        is_same and outcome.is_proven,
    )


def _every_team(week: Problem, most_faces: int = 5) -> Team | None:
    """All teams of one size are tried before the next size; None where none of so many is enough."""
    everything = (1 << len(week.visits)) - 1
    for faces in range(1, most_faces + 1):
        best = None
        for chosen in combinations(week.candidates, faces):
            able = 0
            for each in chosen:
                able |= each.can
            if able != everything:
                continue
            shared = share(week.visits, chosen, duty(week.visits, chosen), most_pence=week.most_pence_a_week)
            if shared.comers is None:
                continue
            shares = tuple(tuple(chosen[place].key for place in comers) for comers in shared.comers)
            team = assembled(week, shares, tuple(each.key for each in chosen))
            if best is None or team.value < best.value:
                best = team
        if best is not None:
            return best
    return None


def _backed() -> Row:
    took, proven, alone = [], 0, 0
    for seed in SEEDS:
        week = problem(seed, PEOPLE)
        seconds, outcome = _timed(lambda week=week: build(week, Clock(STEPS, 60), goal=Goal.BACKED))
        took.append(seconds)
        proven += outcome.is_proven
        alone += len(outcome.team.unbacked) if outcome.team is not None else len(week.visits)
    return Row(
        "somebody to stand in for every visit",
        f"{median(took):.2f} s, at most {max(took):.2f} s, {proven} of {len(took)} proven, "
        f"{alone} visits nobody could stand in for",
    )


def _two_or_three() -> Row:
    took, counts = [], []
    for seed in SEEDS:
        seconds, found = _timed(lambda seed=seed: options(problem(seed, PEOPLE), Clock(STEPS, 60)))
        took.append(seconds)
        counts.append(len(found))
    return Row("two or three ways to choose from", f"{median(took):.2f} s, at most {max(took):.2f} s, {counts} teams")


def _said(team: Team | None) -> str:
    if team is None:
        return "none found"
    open_, faces, alone, peak, liking = team.value
    return f"{open_} open, {faces} faces, {alone} alone, {peak} quarters, {liking}"


def _timed(what):
    began = monotonic()
    answer = what()
    return monotonic() - began, answer
