"""What an ask and an offer are to the engine: sets as bits, everything else whole numbers.

A week has 672 quarters of an hour from Monday midnight by the clock on the wall; what runs past Sunday goes on on
Monday. A place is a square of 100 metres. All musts of one person fit one 64-bit word, so that most of those who cannot
come are left out in a single look.
"""

from dataclasses import dataclass
from hashlib import blake2b
from typing import Final
from uuid import UUID

Key = int | UUID

WEEK: Final = 672
FULL: Final = 1000
# How many bits each of the musts has in the one word: tasks, training, checks, what is borne at home, gender.
TASKS, TRAINING, CHECKS, HOME, GENDER = 18, 20, 8, 16, 2
WOMAN, MAN = 1, 2
VOLUNTARY, PAID, EITHER = 1, 2, 3
# In the order of profiles' tasks: eating, getting up, washing, the toilet, moving, medicines, the end of life.
PERSONAL: Final = sum(1 << number for number in (4, 8, 9, 10, 11, 12, 17))
# In metres a minute, as the crow flies.
PACE: Final = {"foot": 65, "wheels": 65, "bus": 180, "bike": 200, "car": 450, "train": 500}
SOFT: Final = ("interests", "manner", "faith", "culture", "experience")
NOTHING: Final = (0, 0, 0, 0, 0)

# Why two cannot be brought together, each a bit in this order.
REASONS: Final = (
    "apart",
    "mode",
    "tasks",
    "training",
    "checks",
    "languages",
    "gender",
    "home",
    "allergies",
    "times",
    "place",
    "pay",
    "room",
)
BIT: Final = {code: 1 << number for number, code in enumerate(REASONS)}


@dataclass(frozen=True, slots=True)
class Terms:
    """What the circle itself does not do."""

    no_paid_work: bool = False
    no_personal_care: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """An ask, with what stands behind it. `person` is who asks; `apart` is whom they are not brought together with,
    whoever of the two said so; `known` are people they had before."""

    key: Key
    person: Key
    tasks: int
    training: int = 0
    checks: int = 0
    languages: int = 0
    gender: int = 0
    home: int = 0
    allergies: int = 0
    week: int = 0
    is_flexible: bool = False
    least_quarters: int = 2
    place: tuple[int, int] | None = None
    area: int = 0
    pay: int = EITHER
    most_pence: int | None = None
    apart: frozenset[Key] = frozenset()
    known: frozenset[Key] = frozenset()
    has: tuple[int, ...] = NOTHING
    likes: tuple[int, ...] = NOTHING
    people: int = 1
    waiting_since: int = 0

    def __post_init__(self) -> None:
        _fits(self.tasks, TASKS)
        _fits(self.training, TRAINING)
        _fits(self.checks, CHECKS)
        _fits(self.home, HOME)
        _fits(self.gender, GENDER)
        _fits(self.languages, 64)
        _fits(self.allergies, 16)
        _fits(self.week, WEEK)
        _soft(self.has, self.likes)
        if self.pay not in (VOLUNTARY, PAID, EITHER) or self.least_quarters < 0 or self.people < 1:
            raise ValueError("Pay is one of three; time and people are not negative.")
        if self.gender not in (0, WOMAN, MAN):
            raise ValueError("A wish for either gender is no wish.")

    @property
    def is_personal(self) -> bool:
        return bool(self.tasks & PERSONAL)


@dataclass(frozen=True, slots=True)
class Giver:
    """An offer, with what stands behind it. `refuses` are tasks they will not do; `bears` is what they do not mind in a
    home; `brings` what others may be allergic to; `reach` in metres; `room` how many more people they have time for."""

    key: Key
    tasks: int
    refuses: int = 0
    training: int = 0
    checks: int = 0
    languages: int = 0
    gender: int = 0
    bears: int = (1 << HOME) - 1
    brings: int = 0
    week: int = 0
    place: tuple[int, int] | None = None
    area: int = 0
    reach: int = 5000
    pay: int = EITHER
    least_pence: int = 0
    gladly: int = 0
    has: tuple[int, ...] = NOTHING
    likes: tuple[int, ...] = NOTHING
    room: int = 1
    waiting_since: int = 0

    def __post_init__(self) -> None:
        _fits(self.tasks | self.refuses | self.gladly, TASKS)
        _fits(self.training, TRAINING)
        _fits(self.checks, CHECKS)
        _fits(self.bears, HOME)
        _fits(self.gender, GENDER)
        _fits(self.languages, 64)
        _fits(self.brings, 16)
        _fits(self.week, WEEK)
        _soft(self.has, self.likes)
        if self.pay not in (VOLUNTARY, PAID, EITHER) or self.least_pence < 0 or self.reach < 0 or self.room < 0:
            raise ValueError("Pay is one of three; money, reach and room are not negative.")

    @property
    def packed(self) -> int:
        """All that can be asked of somebody, in one word."""
        return packed(self.tasks & ~self.refuses, self.training, self.checks, self.bears, self.gender)


@dataclass(frozen=True, slots=True)
class Scored:
    """Somebody on a list: how glad each of the two would be, and both together. `is_far_known` is False where nobody
    knows how far it is; `waiting_since` is the day from which they wait, counted from the year 1."""

    key: Key
    score: int
    for_asker: int
    for_giver: int
    is_far_known: bool = True
    waiting_since: int = 0


def packed(tasks: int, training: int, checks: int, home: int, gender: int) -> int:
    word, shift = 0, 0
    for bits, width in ((tasks, TASKS), (training, TRAINING), (checks, CHECKS), (home, HOME), (gender, GENDER)):
        word |= bits << shift
        shift += width
    return word


def wanted(need: Need) -> int:
    """What must be in somebody's word. Gender counts for personal care alone."""
    return packed(need.tasks, need.training, need.checks, need.home, need.gender if need.is_personal else 0)


def span(start: int, quarters: int) -> int:
    """Some quarters from a start, as bits of the week; past the end it goes on at the beginning."""
    everything = (1 << WEEK) - 1
    bits = ((1 << min(quarters, WEEK)) - 1) << start % WEEK
    return (bits & everything) | (bits >> WEEK)


def reach_of(travel: tuple[str, ...], minutes: int) -> int:
    """How far somebody comes in so many minutes, in metres, by the fastest way they have."""
    return minutes * max((PACE.get(each, PACE["foot"]) for each in travel), default=PACE["foot"])


def lot(key: Key, salt: str = "") -> int:
    """A lot drawn for somebody: the same on every machine, and nobody can choose it."""
    return int.from_bytes(blake2b(f"{salt}:{key}".encode(), digest_size=8).digest(), "big")


def together(one: int, other: int) -> int:
    """How glad both are: the harmonic mean in whole thousandths, for it must be good for both and not for the sum."""
    return 2 * one * other // (one + other) if one + other else 0


def _fits(bits: int, width: int) -> None:
    if bits < 0 or bits >> width:
        raise ValueError(f"These are more than {width} bits.")


def _soft(has: tuple[int, ...], likes: tuple[int, ...]) -> None:
    if len(has) != len(SOFT) or len(likes) != len(SOFT):
        raise ValueError("Each soft facet has its bits.")
    for bits in (*has, *likes):
        _fits(bits, 64)
