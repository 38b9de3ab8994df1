"""Why two people might suit one another, in words that both of them may know.

A reason is made of what each of the two shows the other, and of what an ask or an offer says; of nothing else. It says
from which sections it was read on either side, and it is left out unless each may see the other's. There are no
numbers, no order and no more than four: a reason is where a talk begins, not a sum.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from typing import Any, Final
from uuid import UUID

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from kernel.errors import Sentence
from tenant_apps.profiles.finding import PARTS
from tenant_apps.profiles.reading import day_name
from tenant_apps.profiles.shape import DAYS
from tenant_apps.profiles.vocabulary import Vocabulary

MOST: Final = 4
MOST_EASY: Final = 3
MOST_NAMED: Final = 2
# What is said of a time has to be worth the way.
LEAST_MINUTES: Final = 30
QUARTER: Final = 15
A_DAY: Final = 24 * 60 // QUARTER
A_WEEK: Final = 7 * A_DAY
# How long a way is said to be: a quarter of an hour or a multiple, and no closer.
WAYS: Final = (15, 30, 45, 60)


@dataclass(frozen=True, slots=True)
class Known:
    """Some codes of one facet, and the section they were read from; none where an ask or offer says so itself."""

    codes: tuple[str, ...] = ()
    section: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """How long the way is, rounded up to a quarter of an hour, and how it is travelled."""

    minutes: int
    by: str = ""


@dataclass(frozen=True)
class Side:
    """What one of the two says: facets with their sections, the week, and whether they give their time unpaid."""

    person: UUID
    facets: Mapping[str, Known] = field(default_factory=dict)
    week: Mapping[str, Any] = field(default_factory=dict)
    week_section: str = ""
    is_unpaid: bool = False

    @cached_property
    def quarters(self) -> int:
        """The week as a number: see `quarters`."""
        return quarters(self.week)

    def said(self, facet: str) -> Known:
        return self.facets.get(facet, Known())

    @property
    def sections(self) -> frozenset[str]:
        """Every section that something here was read from."""
        told = {each.section for each in self.facets.values()} | {self.week_section}
        return frozenset(told - {""})


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for it. `of_giver`, `of_asker`: the sections it was read from."""

    kind: str
    facet: str = ""
    codes: tuple[str, ...] = ()
    way: Way | None = None
    of_giver: frozenset[str] = frozenset()
    of_asker: frozenset[str] = frozenset()


May = Callable[[str], bool]
"""Whether the other of the two may see this section of somebody."""


def reasons(asker: Side, giver: Side, *, asker_sees: May, giver_sees: May, way: Way | None = None) -> list[Reason]:
    """What speaks for these two, the weightiest first; only what both may know. `asker_sees` is asked with sections of
    the giver, `giver_sees` with sections of the asker."""
    found = _all(asker, giver, way)
    return [each for each in found if _both_know(each, asker_sees, giver_sees)][:MOST]


def _both_know(reason: Reason, asker_sees: May, giver_sees: May) -> bool:
    return all(asker_sees(each) for each in reason.of_giver) and all(giver_sees(each) for each in reason.of_asker)


def _all(asker: Side, giver: Side, way: Way | None) -> Iterable[Reason]:
    yield from _languages(asker, giver)
    yield from _shared("trained", asker.said("courses"), giver.said("courses"))
    if way is not None:
        yield Reason("way", way=Way(_rounded(way.minutes), way.by))
    yield from _times(asker, giver)
    yield from _shared("knows", asker.said("skills"), giver.said("skills"))
    yield from _shared("glad", asker.said("tasks"), giver.said("gladly"))
    yield from _shared("both_enjoy", asker.said("interests"), giver.said("interests"))
    yield from _shared("enjoys", asker.said("wanted_interests"), giver.said("interests"))
    yield from _shared("does", asker.said("tasks"), _but(giver.said("tasks"), giver.said("gladly")))
    if giver.is_unpaid:
        yield Reason("unpaid")


def _languages(asker: Side, giver: Side) -> Iterable[Reason]:
    """What was asked for; else what the asker speaks themselves, besides what everybody here does."""
    wanted = list(_shared("speaks", asker.said("wanted_languages"), giver.said("languages")))
    yield from wanted or _shared("speaks", asker.said("languages"), giver.said("languages"))


def _shared(kind: str, asked: Known, given: Known) -> Iterable[Reason]:
    both = tuple(code for code in asked.codes if code in given.codes)[:MOST_NAMED]
    if both:
        yield Reason(kind, kind, both, None, _named(given.section), _named(asked.section))


def _but(known: Known, other: Known) -> Known:
    """What was not said better already."""
    return Known(tuple(code for code in known.codes if code not in other.codes), known.section)


def _named(*sections: str) -> frozenset[str]:
    return frozenset(sections) - {""}


def _times(asker: Side, giver: Side) -> Iterable[Reason]:
    """The parts of the week that both have, those with most days first."""
    both = asker.quarters & giver.quarters
    parts = {code: _days(both, code) for code in PARTS}
    named = sorted((code for code in parts if parts[code]), key=lambda code: -len(parts[code]))[:MOST_NAMED]
    codes = tuple(f"{code}:{','.join(parts[code])}" for code in named)
    if codes:
        yield Reason("free", "when", codes, None, _named(giver.week_section), _named(asker.week_section))


def _days(mask: int, part: str) -> list[str]:
    """On which days there is time for it in this part of the day. A night counts for the day it begins on."""
    windows = zip(DAYS, _windows(part), strict=True)
    return [day for day, window in windows if (mask & window).bit_count() * QUARTER >= LEAST_MINUTES]


@cache  # as many as there are parts of a day
def _windows(part: str) -> list[int]:
    """This part of each day, Monday first."""
    _label, begins, ends = PARTS[part]
    start, length = _quarter(begins), (_quarter(ends) - _quarter(begins)) % A_DAY or A_DAY
    return [_turned((1 << length) - 1, number * A_DAY + start) for number in range(len(DAYS))]


def quarters(week: Mapping[str, Any]) -> int:
    """A week as one number with a bit for each quarter of an hour, Monday first. A span that ends before it begins goes
    on past midnight, and that of Sunday night into Monday."""
    mask = 0
    for number, day in enumerate(DAYS):
        for begins, ends in week.get(day) or ():
            start, length = _quarter(begins), (_quarter(ends) - _quarter(begins)) % A_DAY or A_DAY
            mask |= _turned((1 << length) - 1, number * A_DAY + start)
    return mask


def _turned(bits: int, by: int) -> int:
    """Moved to its place in the week; what runs over the end comes in at the beginning."""
    moved = bits << by
    return (moved | (moved >> A_WEEK)) & ((1 << A_WEEK) - 1)


def _quarter(clock: str) -> int:
    hours, minutes = clock.split(":")
    return (int(hours) * 60 + int(minutes)) // QUARTER


def _rounded(minutes: int) -> int:
    """Up to the next quarter of an hour. None is none: then only that it is near is known."""
    if minutes <= 0:
        return 0
    return next((each for each in WAYS if minutes <= each), WAYS[-1] + 1)


# --- in words ---------------------------------------------------------------------------------------------------------

FACETS: Final[Mapping[str, str]] = {
    "speaks": "languages",
    "trained": "courses",
    "knows": "skills",
    "glad": "tasks",
    "does": "tasks",
    "both_enjoy": "interests",
    "enjoys": "interests",
}
WRITTEN: Final[Mapping[str, Sentence]] = {
    "speaks": gettext_lazy("Speaks %(what)s"),
    "trained": gettext_lazy("Has learnt: %(what)s"),
    "knows": gettext_lazy("Knows about: %(what)s"),
    "glad": gettext_lazy("Very glad to do: %(what)s"),
    "does": gettext_lazy("Can help with: %(what)s"),
    "both_enjoy": gettext_lazy("You both like: %(what)s"),
    "enjoys": gettext_lazy("Likes: %(what)s"),
    "free": gettext_lazy("Free %(what)s"),
    "way": gettext_lazy("Lives %(what)s"),
    "unpaid": gettext_lazy("Gives their time unpaid"),
}
SPOKEN: Final[Mapping[str, Sentence]] = {
    "speaks": gettext_lazy("They speak %(what)s."),
    "trained": gettext_lazy("They have learnt this: %(what)s."),
    "knows": gettext_lazy("They know about this: %(what)s."),
    "glad": gettext_lazy("This is what they are very glad to do: %(what)s."),
    "does": gettext_lazy("They can help with this: %(what)s."),
    "both_enjoy": gettext_lazy("You both like this: %(what)s."),
    "enjoys": gettext_lazy("They like this: %(what)s."),
    "free": gettext_lazy("They are free %(what)s."),
    "way": gettext_lazy("They live %(what)s."),
    "unpaid": gettext_lazy("They give their time unpaid."),
}
EASY: Final[Mapping[str, Sentence]] = {
    "speaks": gettext_lazy("This person speaks %(what)s."),
    "trained": gettext_lazy("This person has learnt: %(what)s."),
    "knows": gettext_lazy("This person knows about: %(what)s."),
    "glad": gettext_lazy("This person likes to do: %(what)s."),
    "does": gettext_lazy("This person can help with: %(what)s."),
    "both_enjoy": gettext_lazy("You both like: %(what)s."),
    "enjoys": gettext_lazy("This person likes: %(what)s."),
    "free": gettext_lazy("This person can come %(what)s."),
    "way": gettext_lazy("This person lives %(what)s."),
    "unpaid": gettext_lazy("You do not pay this person."),
}
# To somebody who might give support, about an ask: their own words and those of the ask, never the asker's profile.
TO_GIVER: Final[Mapping[str, Sentence]] = {
    "speaks": gettext_lazy("You speak %(what)s"),
    "trained": gettext_lazy("You have learnt: %(what)s"),
    "knows": gettext_lazy("You know about: %(what)s"),
    "glad": gettext_lazy("You are very glad to do: %(what)s"),
    "does": gettext_lazy("You can help with: %(what)s"),
    "enjoys": gettext_lazy("You like: %(what)s"),
    "free": gettext_lazy("You are free %(what)s"),
    "way": gettext_lazy("It is %(what)s"),
}
ON: Final[Mapping[str, Sentence]] = {
    "morning": gettext_lazy("in the morning on %(days)s"),
    "afternoon": gettext_lazy("in the afternoon on %(days)s"),
    "evening": gettext_lazy("in the evening on %(days)s"),
    "night": gettext_lazy("at night on %(days)s"),
}
BY: Final[Mapping[str, Sentence]] = {
    "foot": gettext_lazy("about %(n)d minutes away on foot"),
    "bicycle": gettext_lazy("about %(n)d minutes away by bicycle"),
    "bus": gettext_lazy("about %(n)d minutes away by bus"),
    "car": gettext_lazy("about %(n)d minutes away by car"),
    "": gettext_lazy("about %(n)d minutes away"),
}


def written(reason: Reason, said: Vocabulary) -> str:
    """As it stands on a card: a few words."""
    words = _words(WRITTEN, reason, said)
    return words[:1].upper() + words[1:]


def to_giver(reason: Reason, said: Vocabulary) -> str:
    """About an ask, to whoever might answer it."""
    words = _words(TO_GIVER, reason, said)
    return words[:1].upper() + words[1:]


def spoken(reason: Reason, said: Vocabulary) -> str:
    """As somebody reads it to them on the telephone: a whole sentence."""
    return _words(SPOKEN, reason, said)


def easy(found: Iterable[Reason], said: Vocabulary) -> list[str]:
    """In Easy Read: the first three, each a short sentence."""
    return [_words(EASY, each, said) for each in list(found)[:MOST_EASY]]


def _words(form: Mapping[str, Sentence], reason: Reason, said: Vocabulary) -> str:
    return str(form[reason.kind]) % {"what": _what(reason, said)}


def _what(reason: Reason, said: Vocabulary) -> str:
    if reason.way is not None:
        return _way(reason.way)
    if reason.kind == "free":
        return _and([_when(code) for code in reason.codes])
    facet = FACETS.get(reason.kind)
    return _and([said.says(facet, code) for code in reason.codes]) if facet else ""


def _way(way: Way) -> str:
    if not way.minutes:
        return _("near you")
    if way.minutes > WAYS[-1]:
        return _("more than an hour away")
    return str(BY.get(way.by, BY[""])) % {"n": way.minutes}


def _when(code: str) -> str:
    return _when_in(get_language(), code)


@lru_cache(maxsize=4096)  # the parts of a week in some languages: the same few are said of everybody
def _when_in(_language: str | None, code: str) -> str:
    part, _colon, days = code.partition(":")
    return str(ON[part]) % {"days": _and([day_name(day) for day in days.split(",")])}


def _and(words: list[str]) -> str:
    """One, two, or several things in a row."""
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}
