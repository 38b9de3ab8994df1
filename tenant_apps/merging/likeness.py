"""Entries that may be one person: the same e-mail address or telephone, or names that differ in a letter or an order.

Only what the reader may see is compared: nobody learns from a suggestion what they could not have read.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cached_property
from itertools import combinations
from typing import Final
from uuid import UUID

from kernel.sections import Purpose
from tenant_apps.merging.models import Apart, Merge
from tenant_apps.people.models import Person
from tenant_apps.privacy.doors import shown, visible
from tenant_apps.privacy.relations import Who, reader_of

ALIKE: Final = 0.75
# The end of a telephone number, which is the same with and without the country's code.
TELLING_DIGITS: Final = 9
# What more people than these have in common tells nothing: a surname of the valley, the telephone of a home.
COMMON: Final = 40


class Why(StrEnum):
    """What two entries have in common."""

    EMAIL = "email"
    PHONE = "phone"
    SAME_NAME = "same_name"
    LIKE_NAME = "like_name"


WEIGHT: Final = {Why.EMAIL: 4, Why.PHONE: 3, Why.SAME_NAME: 2, Why.LIKE_NAME: 1}


@dataclass(frozen=True)
class Known:
    """What the reader may know of one entry. `id` is None for one that is not in the list yet."""

    id: UUID | None
    name: str = ""
    email: str = ""
    phone: str = ""
    known_as: str = ""

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(plain(self.name).split())

    @cached_property
    def digits(self) -> str:
        return digits(self.phone)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entries, the older one first, and what they have in common."""

    first: UUID
    second: UUID
    why: tuple[Why, ...]

    @property
    def weight(self) -> int:
        return sum(WEIGHT[each] for each in self.why)


def plain(text: str) -> str:
    """A name without capitals, accents and signs: "O'Brien, Zoë" is "obrien zoe"."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(each for each in spread if not unicodedata.combining(each))
    return " ".join("".join(each if each.isalnum() else "" if each in "'’" else " " for each in letters).split())


def digits(phone: str) -> str:
    """The telling end of a telephone number; empty when there is too little of it."""
    found = "".join(each for each in phone if each.isdigit())
    return found[-TELLING_DIGITS:] if len(found) >= TELLING_DIGITS - 2 else ""


def name_likeness(one: Known, other: Known) -> Why | None:
    """Whether two names are the same in another order, or nearly the same."""
    if not one.words or not other.words:
        return None
    if one.words == other.words:
        return Why.SAME_NAME
    ours, theirs = sorted(one.words - other.words), sorted(other.words - one.words)
    if not ours or not theirs:  # one has a word more: a middle name
        return Why.LIKE_NAME if len(one.words & other.words) > 1 else None
    if len(ours) != len(theirs) or not (one.words & other.words):
        return None
    near = all(SequenceMatcher(None, a, b).ratio() >= ALIKE for a, b in zip(ours, theirs, strict=True))
    return Why.LIKE_NAME if near else None


def alike(one: Known, other: Known) -> tuple[Why, ...]:
    """Everything two entries have in common."""
    found = [Why.EMAIL] if one.email and one.email == other.email else []
    found += [Why.PHONE] if one.digits and one.digits == other.digits else []
    likeness = name_likeness(one, other)
    return tuple(found + ([likeness] if likeness else []))


def near(entries: Iterable[Known]) -> "dict[str, list[Known]]":
    """Entries sorted into heaps; only those in one heap can be alike, so that nobody compares all with all."""
    heaps: dict[str, list[Known]] = defaultdict(list)
    for each in entries:
        for mark in marks(each):
            heaps[mark].append(each)
    return heaps


def marks(entry: Known) -> Iterator[str]:
    if entry.email:
        yield f"@{entry.email}"
    if entry.digits:
        yield f"+{entry.digits}"
    words = sorted(entry.words)
    yield from (word for word in words if len(word) > 1)
    yield from (f"{one} {other}" for one, other in combinations(words, 2))


def readable(by: Who, *, also_gone: bool = True) -> list[Known]:
    """Everybody whom this reader may know by name, with what of the rest they may see."""
    reader = reader_of(by)
    everybody = Person.objects.filter(restricted_at=None)
    people = visible(reader, everybody if also_gone else everybody.present(), "people.name", Purpose.ADMIN)
    seen = {f"seen_{column}": shown(reader, column, Purpose.ADMIN) for column in ("name", "email", "phone", "known_as")}
    rows = people.annotate(**seen).order_by("id").values_list("pk", *seen)
    return [Known(pk, *(value or "" for value in rest)) for pk, *rest in rows]


def suggestions(by: Who) -> list[Pair]:
    """Pairs that may be one person, the likeliest first. Pairs that somebody looked at already are left out."""
    done = set(Apart.objects.values_list("first", "second"))
    done |= {tuple(sorted(pair)) for pair in Merge.objects.waiting().values_list("kept", "gone")}
    found: dict[tuple[UUID, UUID], Pair] = {}
    for heap in near(readable(by)).values():
        if len(heap) > COMMON:
            continue
        for one, other in combinations(heap, 2):
            if one.id is None or other.id is None or (one.id, other.id) in done or (one.id, other.id) in found:
                continue
            if why := alike(one, other):
                found[one.id, other.id] = Pair(one.id, other.id, why)
    return sorted(found.values(), key=lambda pair: (-pair.weight, pair.first, pair.second))
