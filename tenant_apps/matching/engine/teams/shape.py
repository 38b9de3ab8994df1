"""What goes in and what comes out: visits of a week, people who could come, and a team of them.

Time is counted in quarters of an hour from Monday midnight by the clock on the wall, 672 to the week; what runs past
Sunday goes on on Monday. Money is pence a week. Everything is a whole number, so that a result does not depend on the
machine.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Final
from uuid import UUID

WEEK: Final = 672
MOST_FACES: Final = 8
MOST_VISITS: Final = 84  # twelve a day
MOST_LIKING: Final = 1000

Key = int | UUID


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit of the week, and how many people it needs at once."""

    start: int
    quarters: int
    people: int = 1

    def __post_init__(self) -> None:
        if not (0 <= self.start < WEEK and 0 < self.quarters <= WEEK and self.people in (1, 2)):
            raise ValueError("A visit begins in the week, lasts a while and needs one or two people.")

    @property
    def span(self) -> int:
        """The quarters it takes, as bits of the week."""
        return turned(((1 << self.quarters) - 1) << self.start)

    @property
    def work(self) -> int:
        return self.quarters * self.people


def turned(bits: int) -> int:
    """What goes on past the end of the week comes round to its beginning."""
    everything = (1 << WEEK) - 1
    while bits > everything:
        bits = (bits & everything) | (bits >> WEEK)
    return bits


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could come: which visits, at most how long a week, for how much, and how glad both would be.

    `can` has a bit for each visit, with all that must be so on both sides already looked at; `earlier` and `later` say
    the same for each visit if it alone began an hour earlier, or an hour later.
    """

    key: Key
    can: int
    most_quarters: int = WEEK
    pence_an_hour: int = 0
    liking: int = 0
    waiting: int = 0
    earlier: int = 0
    later: int = 0

    def __post_init__(self) -> None:
        if not (0 <= self.liking <= MOST_LIKING and self.pence_an_hour >= 0 and self.most_quarters >= 0):
            raise ValueError("Liking is from 0 to 1000; money and time are not negative.")


@dataclass(frozen=True, slots=True)
class Problem:
    """Which visits there are, who could come, and what the whole may cost and need."""

    visits: tuple[Visit, ...]
    candidates: tuple[Candidate, ...]
    most_pence_a_week: int | None = None
    most_faces: int = MOST_FACES
    seed: int = 0

    def __post_init__(self) -> None:
        if len(self.visits) > MOST_VISITS:
            raise ValueError("That is more visits than a week is asked for.")
        if len({each.key for each in self.candidates}) != len(self.candidates):
            raise ValueError("Somebody is among the candidates twice.")
        taken = 0
        for visit in self.visits:
            if taken & visit.span:
                raise ValueError("Two visits overlap: say one that needs two people.")
            taken |= visit.span
        object.__setattr__(self, "candidates", tuple(self._within_their_time(each) for each in self.candidates))

    def _within_their_time(self, each: Candidate) -> Candidate:
        """Nobody can come to a visit that alone is longer than they have time in a week."""
        fits = sum(1 << n for n, visit in enumerate(self.visits) if visit.quarters <= each.most_quarters)
        if each.can & fits == each.can:
            return each
        return replace(each, can=each.can & fits, earlier=each.earlier & fits, later=each.later & fits)

    @property
    def work(self) -> int:
        return sum(visit.work for visit in self.visits)

    def in_turn(self) -> list[Candidate]:
        """Those who can come to anything: the gladdest first, then who waited longest, then in an order that the seed
        decides and nobody can choose."""
        useful = [each for each in self.candidates if each.can and each.most_quarters]
        return sorted(useful, key=lambda each: (-each.liking, -each.waiting, lot(self.seed, each.key)))


def lot(seed: int, key: Key) -> bytes:
    """A lot drawn for somebody: the same on every machine, another with every seed."""
    return blake2b(f"{seed}:{key}".encode(), digest_size=8).digest()


@dataclass(frozen=True, slots=True)
class Team:
    """Who comes when. `shares` names, visit by visit, who comes; fewer than needed where the visit stays open."""

    members: tuple[Key, ...]
    shares: tuple[tuple[Key, ...], ...]
    open: tuple[int, ...]
    unbacked: tuple[int, ...]
    peak: int
    liking: int
    least_liking: int
    pence_a_week: int

    @property
    def faces(self) -> int:
        return len(self.members)

    @property
    def value(self) -> tuple[int, int, int, int, int]:
        """What is compared, the smaller the better: places left open, faces, visits nobody could stand in for, the
        busiest one's quarters, and the liking of all together."""
        return (len(self.open), self.faces, len(self.unbacked), self.peak, -self.liking)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A team, and how sure it is. `how` is exact, cpsat or best; `is_proven` says that there is none better, and
    `least_faces` that no smaller number of people would do."""

    team: Team | None
    how: str
    is_proven: bool
    least_faces: int
    steps: int = 0


def assembled(problem: Problem, shares: tuple[tuple[Key, ...], ...], members: tuple[Key, ...]) -> Team:
    """The team with everything counted that is told of it. Places, not visits, are left open: a visit of two with one
    is named once."""
    known: Mapping[Key, Candidate] = {each.key: each for each in problem.candidates}
    loads = dict.fromkeys(members, 0)
    for visit, comers in zip(problem.visits, shares, strict=True):
        for key in comers:
            loads[key] += visit.quarters
    chosen = [known[key] for key in members]
    left = [
        number for number, visit in enumerate(problem.visits) for _place in range(visit.people - len(shares[number]))
    ]
    unbacked = [
        number
        for number, visit in enumerate(problem.visits)
        if sum(each.can >> number & 1 for each in chosen) <= visit.people
    ]
    return Team(
        members=members,
        shares=shares,
        open=tuple(left),
        unbacked=tuple(unbacked),
        peak=max(loads.values(), default=0),
        liking=sum(each.liking for each in chosen),
        least_liking=min((each.liking for each in chosen), default=0),
        pence_a_week=-(-sum(loads[each.key] * each.pence_an_hour for each in chosen) // 4),
    )
