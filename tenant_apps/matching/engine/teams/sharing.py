"""Who of a chosen team comes to which visit, so that the busiest one comes as little as can be."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from tenant_apps.matching.engine.teams.shape import Candidate, Visit

MOST_TRIES: Final = 20_000


@dataclass(frozen=True, slots=True)
class Shared:
    """The busiest one's quarters, and for each visit who comes, as places in the team; nothing where it cannot be
    shared. `is_proven` says that this is so for certain, and that no smaller peak is possible."""

    peak: int
    comers: tuple[tuple[int, ...], ...] | None
    is_proven: bool
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Duty:
    """What the members of a team must bear between them, by who of them can: the ground for all bounds."""

    able: tuple[int, ...]
    must: tuple[int, ...]  # by subset of the team: quarters that nobody outside the subset can take off it
    caps: tuple[int, ...]

    def least_peak(self) -> int | None:
        """No peak below this is possible; None if their limits cannot bear it at all."""
        peak = 0
        for subset in range(1, len(self.must)):
            must = self.must[subset]
            if must == 0:
                continue
            caps = [cap for place, cap in enumerate(self.caps) if subset >> place & 1]
            if sum(caps) < must:
                return None
            low = max(peak, -(-must // len(caps)))
            while sum(min(cap, low) for cap in caps) < must:
                low += 1
            peak = low
        return peak

    def too_much(self) -> int:
        """The largest subset that has to bear more than it can; 0 when there is none."""
        found = 0
        for subset in range(1, len(self.must)):
            caps = sum(cap for place, cap in enumerate(self.caps) if subset >> place & 1)
            if caps < self.must[subset]:
                found |= subset
        return found


def duty(visits: Sequence[Visit], team: Sequence[Candidate]) -> Duty:
    able = tuple(
        sum(1 << place for place, member in enumerate(team) if member.can >> number & 1)
        for number in range(len(visits))
    )
    work: dict[tuple[int, int], int] = {}
    for bits, visit in zip(able, visits, strict=True):
        work[bits, visit.people] = work.get((bits, visit.people), 0) + visit.quarters
    must = [0] * (1 << len(team))
    for subset in range(1, len(must)):
        total = 0
        for (bits, people), quarters in work.items():
            inside = people - (bits & ~subset).bit_count()
            if inside > 0:
                total += inside * quarters
        must[subset] = total
    return Duty(able, tuple(must), tuple(member.most_quarters for member in team))


def share(
    visits: Sequence[Visit],
    team: Sequence[Candidate],
    known: Duty,
    *,
    most_pence: int | None,
    below: int | None = None,
) -> Shared:
    """The fairest way to share all visits within limits and money, with a peak below `below`. Tries each peak from the
    least thinkable."""
    peak = known.least_peak()
    if peak is None:
        return Shared(0, None, is_proven=True)
    last = min(max(member.most_quarters for member in team), sum(visit.quarters for visit in visits))
    if below is not None:
        last = min(last, below - 1)
    most = None if most_pence is None else most_pence * 4
    if most is not None and not _is_tight(visits, team, known, most):
        most = None
    is_proven, tries = True, 0
    while peak <= last:
        attempt = _Attempt(visits, team, known.able, peak=peak, most=most, most_tries=MOST_TRIES - tries)
        fits = attempt.fits()
        tries += attempt.tries
        if fits:
            return Shared(peak, attempt.comers, is_proven, tries)
        is_proven = is_proven and not attempt.gave_up
        peak += 1
    return Shared(0, None, is_proven, tries)


def _is_tight(visits: Sequence[Visit], team: Sequence[Candidate], known: Duty, most: int) -> bool:
    """Whether the money could run out at all, with the dearest coming everywhere."""
    dearest = 0
    for visit, bits in zip(visits, known.able, strict=True):
        rates = sorted((each.pence_an_hour for place, each in enumerate(team) if bits >> place & 1), reverse=True)
        dearest += visit.quarters * sum(rates[: visit.people])
    return dearest > most


class _Attempt:
    """Share the visits with nobody above one peak: hardest visits first, the least busy one first, no state twice."""

    def __init__(
        self,
        visits: Sequence[Visit],
        team: Sequence[Candidate],
        able: tuple[int, ...],
        *,
        peak: int,
        most: int | None,
        most_tries: int,
    ) -> None:
        self._order = sorted(
            range(len(visits)), key=lambda number: (able[number].bit_count(), -visits[number].quarters, able[number])
        )
        self._quarters = [visits[number].quarters for number in self._order]
        self._choices = [
            list(
                combinations([place for place in range(len(team)) if able[number] >> place & 1], visits[number].people)
            )
            for number in self._order
        ]
        self._caps = [min(member.most_quarters, peak) for member in team]
        self._rates = [member.pence_an_hour for member in team]
        self._most = most
        self._rest = [0] * (len(self._order) + 1)  # the least that the visits from here on can cost
        for place in reversed(range(len(self._order))):
            rates = (sum(self._rates[who] for who in choice) for choice in self._choices[place])
            self._rest[place] = self._rest[place + 1] + self._quarters[place] * min(rates, default=0)
        self._loads = [0] * len(team)
        self._chosen: list[tuple[int, ...]] = [()] * len(self._order)
        self._failed: set[tuple[int, ...]] = set()
        self._most_tries = most_tries
        self.tries = 0
        self.gave_up = False

    def fits(self) -> bool:
        return self._go(0, 0)

    @property
    def comers(self) -> tuple[tuple[int, ...], ...]:
        found: list[tuple[int, ...]] = [()] * len(self._order)
        for place, number in enumerate(self._order):
            found[number] = self._chosen[place]
        return tuple(found)

    def _go(self, place: int, spent: int) -> bool:
        """Whether the visits from here on can be shared."""
        if self._most is not None and spent + self._rest[place] > self._most:
            return False
        if place == len(self._order):
            return True
        state = (place, *self._loads)
        if state in self._failed:
            return False
        self.tries += 1
        self.gave_up = self.gave_up or self.tries > self._most_tries
        if not self.gave_up and self._goes_with_somebody(place, spent):
            return True
        self._failed.add(state)
        return False

    def _goes_with_somebody(self, place: int, spent: int) -> bool:
        quarters, loads, caps = self._quarters[place], self._loads, self._caps
        dear = self._most is not None
        for choice in sorted(self._choices[place], key=lambda who: self._rank(who, dear)):
            if any(loads[who] + quarters > caps[who] for who in choice):
                continue
            for who in choice:
                loads[who] += quarters
            self._chosen[place] = choice
            if self._go(place + 1, spent + quarters * sum(self._rates[who] for who in choice)):
                return True
            for who in choice:
                loads[who] -= quarters
            if self.gave_up:
                return False
        return False

    def _rank(self, who: tuple[int, ...], dear: bool) -> tuple[int, ...]:
        load = sum(self._loads[each] for each in who)
        return (sum(self._rates[each] for each in who), load, *who) if dear else (load, *who)
