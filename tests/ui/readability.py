"""How easily a text reads, by the lengths of its sentences and words (Flesch-Kincaid). No word list to fetch."""

import re
from typing import NamedTuple

# What officials write, and what people say.
JARGON = {
    "service user": "the person's name, or person",
    "domiciliary": "at home",
    "utilise": "use",
    "facilitate": "help",
    "commence": "start",
    "prior to": "before",
    "in respect of": "about",
    "stakeholder": "who, exactly?",
    "implement": "do",
    "pursuant": "under",
    "remuneration": "pay",
    "escalate": "tell",
    "signpost": "point to",
    "tenant": "circle",
    "user": "person",
    "invalid": "what is wrong, exactly?",
    "submit": "send",
    "click here": "say where it leads",
}
LONGEST_SENTENCE = 25

_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?:[^laeiouy]es|[^td]ed|[^laeiouy]e)$")


class Reading(NamedTuple):
    """`age`: from about which age somebody reads it with ease."""

    words: int
    age: float
    long_sentences: list[str]
    jargon: dict[str, str]


def read(text: str) -> Reading:
    """Judge a text of whole sentences. Each line counts as a sentence, too."""
    sentences = [part for part in re.split(r"(?<=[.!?:])\s+|\n+", text.strip()) if re.search(r"\w", part)]
    words = re.findall(r"[A-Za-z][A-Za-z'’-]*", text)
    beats = sum(_syllables(word) for word in words)
    grade = 0.39 * len(words) / max(1, len(sentences)) + 11.8 * beats / max(1, len(words)) - 15.59
    return Reading(
        words=len(words),
        age=max(5.0, round(grade + 5, 1)),
        long_sentences=[part for part in sentences if len(part.split()) > LONGEST_SENTENCE],
        jargon={bad: good for bad, good in JARGON.items() if re.search(rf"\b{bad}s?\b", text, re.IGNORECASE)},
    )


def _syllables(word: str) -> int:
    word = re.sub(r"[^a-z]", "", word.lower())
    if len(word) <= 3:
        return 1
    shorter = _SILENT.sub(lambda match: match[0][0], word)
    extra = re.findall(r"i[aou]|[aeiou]ing\b", shorter)
    too_many = re.findall(r"[ct]ia|[cst]io", shorter)
    return max(1, len(_VOWELS.findall(shorter)) + len(extra) - len(too_many))
