"""The search itself: all teams of one size, the smallest size first, over bits, with what cannot be better left out.

A team has to come up to a *demand*: so many of it must be able to come to each visit. The rarest visit decides where to
branch, and whoever was tried at a branch is not tried again in the next one, so each team is met once. With enough time
the answer is proven: there is no team of fewer people, and none of as many that is better.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tenant_apps.matching.engine.teams.clock import Clock, OutOfTime
from tenant_apps.matching.engine.teams.shape import Candidate, Key, Problem, Visit
from tenant_apps.matching.engine.teams.sharing import Duty, duty, share

Lack = tuple[int, int, int]  # visits of which at least one, two, three more must be able
Rank = tuple[int, int, int, int]  # visits nobody could stand in for, faces shared with others, peak, liking

LAST: Rank = (1 << 30, 0, 0, 0)


@dataclass(slots=True)
class Found:
    """The best team so far, and whether all others were looked at."""

    team: list[Candidate] | None = None
    shares: tuple[tuple[Key, ...], ...] = ()
    rank: Rank = LAST
    is_proven: bool = True
    least_faces: int = 0


def met(lack: Lack, can: int) -> Lack:
    """What is still lacking when somebody who can come to these visits joins."""
    one, two, three = lack
    return (one & ~can) | (two & can), (two & ~can) | (three & can), three & ~can


def lacking(demand: Sequence[int]) -> Lack:
    one, two, three = (
        sum(1 << number for number, wanted in enumerate(demand) if wanted >= at_least) for at_least in (1, 2, 3)
    )
    return one, two, three


def still(lack: Lack) -> int:
    return lack[0].bit_count() + lack[1].bit_count() + lack[2].bit_count()


def bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


class Node(NamedTuple):
    """Some of a team: who is in it, what is lacking, who may still come, and what they bring together."""

    team: list[int]
    lack: Lack
    backing: Lack
    allowed: int
    reach: int
    liking: int


@dataclass
class Search:
    """Look for the smallest team that comes up to the demand, and the best of that size."""

    problem: Problem
    demand: tuple[int, ...]
    clock: Clock
    pool: Sequence[Candidate]
    apart: frozenset[Key] = frozenset()
    is_any_enough: bool = False
    found: Found = field(default_factory=Found)

    def __post_init__(self) -> None:
        self.visits: tuple[Visit, ...] = self.problem.visits
        self.cans = [each.can for each in self.pool]
        self.able = [
            sum(1 << who for who, can in enumerate(self.cans) if can >> number & 1)
            for number in range(len(self.visits))
        ]
        self.reach = [min(each.most_quarters, self._time_of(each.can)) for each in self.pool]
        self.best_reach = sorted(self.reach, reverse=True)
        self.backing = lacking([visit.people + 1 for visit in self.visits])
        self.longest = max((visit.quarters for visit in self.visits), default=0)
        self.is_unsure = self.is_done = False
        self.work = self.problem.work
        self.is_apart = [each.key in self.apart for each in self.pool]
        self.cheapest = [sorted((self.pool[who].pence_an_hour, who) for who in bits(able)) for able in self.able]
        self.most = self._money()

    def _money(self) -> int | None:
        """What there is for a week, by quarters; None if it cannot run out, whoever comes."""
        most = self.problem.most_pence_a_week
        dearest = 0
        for visit, rates in zip(self.visits, self.cheapest, strict=True):
            dearest += visit.quarters * sum(rate for rate, _who in rates[-visit.people :])
        return None if most is None or dearest <= most * 4 else most * 4

    def _time_of(self, can: int) -> int:
        return sum(self.visits[number].quarters for number in bits(can))

    def smallest(self) -> Found:
        """Sizes from the least thinkable one. Out of time: what was found so far, and not proven."""
        lack = lacking(self.demand)
        if any(self.able[number].bit_count() < wanted for number, wanted in enumerate(self.demand)):
            return self.found
        size = self.found.least_faces = self._least_size(lack)
        everybody = (1 << len(self.pool)) - 1
        try:
            while size <= self.problem.most_faces:
                self.found.least_faces = size
                self.size = size
                self.least_peak = max(self.longest, -(-self.work // size)) if size else 0
                self._branch(Node([], lack, self.backing, everybody, 0, 0))
                if self.found.team is not None:
                    break
                size += 1
            self.is_done = True
        except OutOfTime:
            self.found.is_proven = False
        if self.is_unsure:
            self.found.is_proven = False
        return self.found

    def _least_size(self, lack: Lack) -> int:
        """No fewer than this can do: by how many visits each can come to, and by how long."""
        gains = sorted((can.bit_count() for can in self.cans), reverse=True)
        return max(_how_many(gains, still(lack)), _how_many(self.best_reach, self.work), *self.demand, 0)

    def _branch(self, node: Node) -> None:
        self.clock.tick()
        left = self.size - len(node.team)
        if left == 0:
            if node.lack[0] == 0:
                self._weigh(node)
            return
        if self._is_hopeless(node, left):
            return
        choices, allowed = self._choices(node, left), node.allowed
        for who in bits(choices):
            allowed &= ~(1 << who)
            can = self.cans[who]
            self._branch(
                Node(
                    [*node.team, who],
                    met(node.lack, can),
                    met(node.backing, can),
                    allowed,
                    node.reach + self.reach[who],
                    node.liking + self.pool[who].liking,
                )
            )

    def _is_hopeless(self, node: Node, left: int) -> bool:
        """Whether nothing from here on can be a team, or one that comes before the best so far."""
        lack = node.lack
        return bool(
            (lack[2] and left < 3)
            or (lack[1] and left < 2)
            or node.reach + sum(self.best_reach[:left]) < self.work
            or (self.is_any_enough and self.found.team is not None)
            or (left > 2 and self._is_too_dear(node.team, node.allowed))
            or self._cannot_be_better(node, left)
        )

    def _is_too_dear(self, team: list[int], allowed: int) -> bool:
        """Whether even the cheapest of them and of those left, at every visit they can come to, cost too much."""
        if self.most is None:
            return False
        there = allowed
        for who in team:
            there |= 1 << who
        cost = 0
        for visit, cheapest in zip(self.visits, self.cheapest, strict=True):
            wanted = visit.people
            for rate, who in cheapest:
                if there >> who & 1:
                    cost += rate * visit.quarters
                    wanted -= 1
                    if not wanted:
                        break
        return cost > self.most

    def _choices(self, node: Node, left: int) -> int:
        """Whoever comes next is one of these: they can come to a visit that lacks somebody, the one with the fewest."""
        lack, allowed = node.lack, node.allowed
        if lack[0] == 0:
            return self._helpful(node.team, allowed)
        urgent = lack[left - 1] if left <= 3 else 0  # what everybody from here on must be able to come to
        if urgent:
            for number in bits(urgent):
                allowed &= self.able[number]
            return allowed
        if left >= 3 and self._too_little(lack, allowed, left):
            return 0
        return min((self.able[number] & allowed for number in bits(lack[0])), key=int.bit_count)

    def _too_little(self, lack: Lack, allowed: int, left: int) -> bool:
        """Even those who can come to most of what is lacking, together, do not reach."""
        one, two, three = lack
        gains = sorted(((self.cans[who] & one).bit_count() for who in bits(allowed)), reverse=True)
        return sum(gains[:left]) < one.bit_count() + two.bit_count() + three.bit_count()

    def _helpful(self, team: list[int], allowed: int) -> int:
        """Everything could be come to, and there is room for more: whoever takes work off those who have too much."""
        known = duty(self.visits, [self.pool[who] for who in team])
        subset = known.too_much()
        if subset == 0:
            return allowed
        helps = 0
        for number, able in enumerate(known.able):
            if able & ~subset == 0 or (able & ~subset).bit_count() < self.visits[number].people:
                helps |= self.able[number]
        return allowed & helps

    def _cannot_be_better(self, node: Node, left: int) -> bool:
        """Whether no team from here on can come before the best one so far."""
        best = self.found.rank
        if best is LAST:
            return False
        missing = node.backing[left].bit_count() if left < 3 else 0
        again = sum(self.is_apart[who] for who in node.team)
        if (missing, again) != best[:2]:
            return missing > best[0] or (missing == best[0] and again > best[1])
        if best[2] > self.least_peak or not node.allowed:
            return False
        gladdest = self.pool[(node.allowed & -node.allowed).bit_length() - 1].liking
        return node.liking + left * gladdest <= -best[3]

    def _weigh(self, node: Node) -> None:
        """A whole team: is it better than the best one so far?"""
        best, liking = self.found.rank, node.liking
        missing = node.backing[0].bit_count()
        members = [self.pool[who] for who in node.team]
        again = sum(self.is_apart[who] for who in node.team)
        if (missing, again) > best[:2]:
            return
        is_equal = (missing, again) == best[:2]
        if (is_equal and best[2] == self.least_peak and -liking >= best[3]) or self._is_too_dear(node.team, 0):
            return
        known = duty(self.visits, members)
        least = known.least_peak()
        if least is None or (is_equal and (least, -liking) >= best[2:]):
            return
        self._share(members, known, (missing, again, liking), best[2] + (-liking < best[3]) if is_equal else None)

    def _share(self, members: list[Candidate], known: Duty, rank: tuple[int, int, int], below: int | None) -> None:
        missing, again, liking = rank
        shared = share(self.visits, members, known, most_pence=self.problem.most_pence_a_week, below=below)
        self.clock.tick(10 + shared.tries // 4)
        self.is_unsure = self.is_unsure or not shared.is_proven
        if shared.comers is None:
            return
        self.found.team = members
        self.found.rank = (missing, again, shared.peak, -liking)
        self.found.shares = tuple(tuple(members[place].key for place in comers) for comers in shared.comers)


def _how_many(largest_first: Iterable[int], needed: int) -> int:
    """How many of these it takes, the largest first, to reach what is needed; more than all of them if never."""
    count = 0
    for each in largest_first:
        if needed <= 0:
            return count
        needed -= each
        count += 1
    return count if needed <= 0 else count + 1
