"""Find a circle by the name of a place or of a circle, without asking anybody outside.

Forgiving: about capitals, accents and apostrophes, a letter too many or two that changed places, words written together
or apart, a place's Welsh or English name, and what Welsh does to the beginning of a name after "i" or "yn". A postcode
finds the circles that named its first half.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kernel.spelling import distance, plain_words, trigrams
from shared_apps.website.places import other_names, radicals
from tenants.context import CircleRef

LONGEST_SEARCH = 60
# Words that tell nothing of where somebody lives; they are passed over when there are others.
ENGLISH: Final = frozenset({"the", "a", "an", "of", "and", "in", "at", "on", "by", "near"})
WELSH: Final = frozenset({"y", "yr", "yng", "yn", "ym", "i", "ar", "o", "ger"})
SMALL_WORDS: Final = ENGLISH | WELSH
_POSTCODE: Final = re.compile(r"\b([A-Za-z]{1,2}\d[A-Za-z\d]?) ?\d[A-Za-z]{2}\b")
_DISTRICT: Final = re.compile(r"[A-Za-z]{1,2}\d[A-Za-z\d]?")

EXACT, RADICAL, BEGINS, WITHIN, NEARLY = 8, 7, 6, 4, 1
# Postings of one word: which circle, and how well the word fits it.
Fits = dict[int, int]


class Finder:
    """The open circles, ready to be searched. Made once for a register, and used until it changes."""

    def __init__(self, circles: Sequence[CircleRef]) -> None:
        self.circles = list(circles)
        found: dict[str, set[int]] = defaultdict(set)
        for number, circle in enumerate(self.circles):
            for word in _words_of(circle):
                found[word].add(number)
        self._words = sorted(found)
        self._where = dict(found)
        self._by_trigram: dict[str, list[str]] = defaultdict(list)
        for word in self._words:
            for three in trigrams(word):
                self._by_trigram[three].append(word)

    def matching(self, typed: str) -> list[CircleRef]:
        """Those that fit every word that was typed, the best first; all of them, in their order, when nothing was.

        Signs without a letter, such as % or a full stop, fit none.
        """
        words = _asked(typed)
        if not words:
            return [] if typed.strip() else self.circles
        fits = self._fits_all(words) or (self._fits_all(["".join(words)]) if len(words) > 1 else {})
        return [self.circles[number] for number in sorted(fits, key=lambda number: (-fits[number], number))]

    def _fits_all(self, words: list[str]) -> Fits:
        together: Fits | None = None
        for word in words:
            fits = self._fits(word)
            if together is not None:
                fits = {number: fits[number] + best for number, best in together.items() if number in fits}
            if not fits:
                return {}
            together = fits
        return together or {}

    def _fits(self, word: str) -> Fits:
        """Which circles a word fits: as it stands, else as a part, else as a word that is spelt nearly so."""
        kinds = (self._begins(word), self._changed(word), self._within(word), self._nearly(word))
        for found in kinds:
            fits: Fits = {}
            for known, how_well in found:
                for number in self._where[known]:
                    fits[number] = max(fits.get(number, 0), how_well)
            if fits:
                return fits
        return {}

    def _begins(self, word: str) -> Iterator[tuple[str, int]]:
        for known in self._words[bisect_left(self._words, word) :]:
            if not known.startswith(word):
                return
            if known == word:
                yield known, EXACT
            elif len(word) > 1:
                yield known, BEGINS

    def _changed(self, word: str) -> Iterator[tuple[str, int]]:
        return ((known, RADICAL) for known in radicals(word) if known in self._where)

    def _within(self, word: str) -> Iterator[tuple[str, int]]:
        return ((known, WITHIN) for known in self._words if len(word) > 2 and word in known)

    def _nearly(self, word: str) -> Iterator[tuple[str, int]]:
        """Words that differ by a slip or two of the finger: one in a short word, two in a long one."""
        slips = 0 if len(word) < 4 else 1 if len(word) < 7 else 2
        if not slips:
            return
        shared = Counter(known for three in trigrams(word) for known in self._by_trigram.get(three, ()))
        for known, count in shared.items():
            if count > 1 and abs(len(known) - len(word)) <= slips:
                found = distance(word, known, at_most=slips)
                if found <= slips:
                    yield known, NEARLY + slips - found


@dataclass
class _Memory:
    finder: Finder | None = None


_memory = _Memory()


def matching(circles: Sequence[CircleRef], typed: str) -> list[CircleRef]:
    """Those of these circles that fit what was typed. The index is made anew only when they have changed.

    The register hands out the same snapshots until it changes, so holding them against the known ones costs nothing.
    """
    finder = _memory.finder
    if finder is None or finder.circles != list(circles):
        finder = _memory.finder = Finder(circles)
    return list(finder.matching(typed[:LONGEST_SEARCH]))


def is_postcode(typed: str) -> bool:
    """Whether somebody typed a postcode or its first half, and nothing else."""
    return bool(_DISTRICT.fullmatch(typed) or _POSTCODE.fullmatch(typed))


def _asked(typed: str) -> list[str]:
    words = plain_words(_POSTCODE.sub(r"\1", typed))
    return [word for word in words if word not in SMALL_WORDS] or words


def _words_of(circle: CircleRef) -> Iterator[str]:
    """Every word a circle can be found by; neighbouring words written together as well."""
    for name in (circle.name, circle.place, *circle.places):
        for spelt in (name, *other_names(name)):
            words = plain_words(spelt)
            yield from words
            yield from ("".join(words[at : at + length]) for length in (2, 3) for at in range(len(words) - length + 1))
