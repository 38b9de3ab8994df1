"""How words are held against each other: without accents and capitals, in groups of three letters, and by slips."""

import re
import unicodedata
from typing import Final

# Letters that Unicode does not take apart.
_PLAIN: Final = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
_APOSTROPHES: Final = re.compile("['’‘`´ʼ]")
_WORD: Final = re.compile(r"[^\W_]+")


def plain_words(text: str) -> list[str]:
    """The words of a text in small letters without accents: "Ynys Môn, St Mary's" is ynys, mon, saint, marys."""
    letters = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text).casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter)).translate(_PLAIN)
    return ["saint" if word == "st" else word for word in _WORD.findall(bare)]


def trigrams(word: str) -> set[str]:
    """The groups of three letters in a word, with its beginning counting twice and its end once."""
    padded = f"  {word} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}


def distance(one: str, other: str, *, at_most: int) -> int:
    """How many slips lead from one word to the other: a letter more, less or else, or two that changed places.

    Anything above `at_most` is told as `at_most + 1`.
    """
    if abs(len(one) - len(other)) > at_most:
        return at_most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > at_most:
            return at_most + 1
        before, last = last, row
    return min(last[-1], at_most + 1)
