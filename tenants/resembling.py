"""Web addresses that people would take for another circle's: one slip of a finger away, or the same with a word more.

A word that tells circles apart (a street, a district, a people) is always a way out.
"""

import re
from typing import Final

from kernel.lookalikes import look
from kernel.spelling import distance

# What a circle's address may have or not have without becoming another one.
COMMON: Final = frozenset(
    [
        "the",
        "a",
        "my",
        "our",
        "your",
        "care",
        "caring",
        "circle",
        "circles",
        "co",
        "op",
        "coop",
        "official",
        "real",
        "new",
        "uk",
        "online",
        "home",
        "help",
        "support",
        "team",
        "cic",
        "org",
        "net",
        "web",
        "site",
    ]
)
# Those of them that are seen in words written together. Not the short ones: Thetford is not a Tford.
WRITTEN_ON: Final = frozenset(
    ["the", "my", "our", "your", "care", "caring", "circle", "circles", "coop", "official", "uk", "online", "support"]
)
_NUMBERS: Final = re.compile(r"\d+")
# From so many letters on a swapped, doubled or missing letter counts as a slip, and from so many any one letter:
# Bolton and Boston, Hereford and Hertford are different places.
SWAPPED: Final = 6
ANY_LETTER: Final = 9
# A part shorter than this is found in half of all names.
SHORTEST: Final = 4


def says_the_same(slug: str, other: str) -> bool:
    """Whether they differ by common words or a number only: clapton and clapton-care, calderdale and thecalderdale."""
    one, two = _bare(slug), _bare(other)
    return one == two or _is_with_more(_joined(slug), two) or _is_with_more(_joined(other), one)


def is_a_slip_away(slug: str, other: str) -> bool:
    """Whether a slip of the finger leads from one to the other. Numbers tell apart: circle-1 and circle-2."""
    return _NUMBERS.findall(slug) == _NUMBERS.findall(other) and is_misspelt(look(_bare(slug)), look(_bare(other)))


def is_misspelt(one: str, two: str) -> bool:
    """Whether a slip of the finger leads from one word to the other, long enough for it not to be another word."""
    if min(len(one), len(two)) < SWAPPED or distance(one, two, at_most=1) > 1:
        return False
    if min(len(one), len(two)) >= ANY_LETTER:
        return True
    return sorted(one) == sorted(two) or _without_doubles(one) == _without_doubles(two)


def _bare(slug: str) -> str:
    """The words of an address that say which circle it is, written together; all of them when they are all common."""
    words = slug.split("-")
    return "".join(word for word in words if word not in COMMON) or "".join(words)


def _joined(slug: str) -> str:
    return slug.replace("-", "")


def _is_with_more(whole: str, part: str) -> bool:
    """Whether the whole is that part with nothing before and behind but common words or a number."""
    at = whole.find(part)
    if at < 0 or len(part) < SHORTEST:
        return False
    around = (whole[:at], whole[at + len(part) :])
    return all(not rest or rest.isdigit() or _is_common(rest) for rest in around)


def _is_common(rest: str) -> bool:
    """Whether it is a common word, or two written together."""
    return rest in WRITTEN_ON or any(rest[:at] in WRITTEN_ON and rest[at:] in WRITTEN_ON for at in range(1, len(rest)))


def _without_doubles(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", word)
