"""Two or three teams that clearly differ, and what each gives up for what."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from tenant_apps.matching.engine.teams.building import Goal, build
from tenant_apps.matching.engine.teams.checking import verify
from tenant_apps.matching.engine.teams.clock import Clock, OutOfTime
from tenant_apps.matching.engine.teams.shape import Key, Outcome, Problem, Team, assembled


class Kind(StrEnum):
    """What a team is chosen for."""

    FEW = "few"  # as few people as can be
    BACKED = "backed"  # somebody to stand in, wherever there is somebody
    GLAD = "glad"  # with whom both sides would be gladdest, for at most one person more
    OTHERS = "others"  # quite other people


class Trade(StrEnum):
    """In what a team differs from the first."""

    MORE_PEOPLE = "more_people"
    FEWER_PEOPLE = "fewer_people"
    MORE_STAND_IN = "more_stand_in"
    FEWER_STAND_IN = "fewer_stand_in"
    COSTS_MORE = "costs_more"
    COSTS_LESS = "costs_less"
    GLADDER = "gladder"
    LESS_GLAD = "less_glad"
    BUSIER = "busier"
    LESS_BUSY = "less_busy"
    ALL_OTHERS = "all_others"


@dataclass(frozen=True, slots=True)
class Option:
    """A team to choose, what it was chosen for, how sure that is, and in what it differs from the first."""

    kind: Kind
    outcome: Outcome
    trades: tuple[tuple[Trade, int], ...] = ()

    @property
    def team(self) -> Team:
        assert self.outcome.team is not None
        return self.outcome.team


Step = Callable[[str], None]


def options(problem: Problem, clock: Clock, step: Step = lambda _what: None) -> list[Option]:
    """At most three teams, the one with the fewest people first. Where something stays open there is only that one.

    A team is left out that is not right when it is counted anew, or that is one of those before it. `step` is told what
    is looked for next.
    """
    step(Kind.FEW)
    few = build(problem, clock.part(0.4))
    found = [Option(Kind.FEW, few)] if few.team is not None else []
    if not found or few.team is None or few.team.open or not few.team.members:
        return [each for each in found if not verify(problem, each.team)]
    for kind, look in ((Kind.BACKED, _backed), (Kind.GLAD, _glad), (Kind.OTHERS, _others)):
        if kind is Kind.OTHERS and len(found) > 1:
            break
        step(kind)
        outcome = look(problem, clock.part(0.6), [each.team for each in found])
        if outcome is not None and outcome.team is not None and _is_other(outcome.team, found):
            found.append(Option(kind, outcome))
    sound = [each for each in found if not verify(problem, each.team)]
    return [replace(each, trades=_trades(each.team, sound[0].team)) if place else each
            for place, each in enumerate(sound)]  # fmt: skip


def _is_other(team: Team, before: list[Option]) -> bool:
    return not team.open and all(set(team.members) != set(each.team.members) for each in before)


def _members(teams: list[Team]) -> frozenset[Key]:
    return frozenset(key for team in teams for key in team.members)


def _backed(problem: Problem, clock: Clock, before: list[Team]) -> Outcome | None:
    """More visits for which somebody could stand in than in those before."""
    if not before[0].unbacked:
        return None
    outcome = build(problem, clock, goal=Goal.BACKED, apart=_members(before))
    if outcome.team is None or len(outcome.team.unbacked) >= min(len(team.unbacked) for team in before):
        return None
    return outcome


def _glad(problem: Problem, clock: Clock, before: list[Team]) -> Outcome | None:
    """Among all teams of at most one person more than the smallest: one whose least glad member is as glad as can be.
    Both sides must be glad, so it is the least and not the sum that counts."""
    roomy = replace(problem, most_faces=min(problem.most_faces, before[0].faces + 1))
    levels = sorted({each.liking for each in problem.candidates if each.can})
    low, high = 0, len(levels) - 1  # the team before stands at one of these, so the lowest one can be done
    proven = True
    try:
        while low < high:
            middle = (low + high + 1) // 2
            outcome = build(_from(roomy, levels[middle]), clock.part(0.3), is_any_enough=True)
            if outcome.team is not None and not outcome.team.open:
                low = middle
            else:
                high, proven = middle - 1, proven and outcome.is_proven
    except OutOfTime:
        proven = False
    if levels[low] <= max(team.least_liking for team in before):
        return None
    outcome = build(_from(roomy, levels[low]), clock, apart=_members(before))
    if outcome.team is None:
        return None
    whole = _told_of(problem, outcome.team)
    return replace(outcome, team=whole, is_proven=outcome.is_proven and proven)


def _from(problem: Problem, liking: int) -> Problem:
    return replace(problem, candidates=tuple(each for each in problem.candidates if each.liking >= liking))


def _others(problem: Problem, clock: Clock, before: list[Team]) -> Outcome | None:
    """A team without anybody of those before."""
    known = _members(before)
    rest = tuple(each for each in problem.candidates if each.key not in known)
    return build(replace(problem, candidates=rest), clock)


def _told_of(problem: Problem, team: Team) -> Team:
    return assembled(problem, team.shares, team.members)


def _trades(team: Team, first: Team) -> tuple[tuple[Trade, int], ...]:
    """In what it differs from the first, and by how much: people, visits, pence a week, quarters."""
    pairs = (
        (team.faces - first.faces, Trade.MORE_PEOPLE, Trade.FEWER_PEOPLE),
        (len(first.unbacked) - len(team.unbacked), Trade.MORE_STAND_IN, Trade.FEWER_STAND_IN),
        (team.pence_a_week - first.pence_a_week, Trade.COSTS_MORE, Trade.COSTS_LESS),
        (team.least_liking - first.least_liking, Trade.GLADDER, Trade.LESS_GLAD),
        (team.peak - first.peak, Trade.BUSIER, Trade.LESS_BUSY),
    )
    told = [(more if by > 0 else less, abs(by)) for by, more, less in pairs if by]
    if not set(team.members) & set(first.members):
        told.append((Trade.ALL_OTHERS, 0))
    return tuple(told)
