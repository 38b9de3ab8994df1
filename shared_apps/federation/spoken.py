"""The agreement in the reader's language: a translation stands in for exactly the English words it was made from.

Translations lie beside the English recipe (`agreement.cy.toml`). They are looked up clause by clause and wording by
wording, by the English words themselves: a clause that the national co-op wrote anew is shown in English, and the page
says so, while all the others stay translated. The full English wording is the one that counts, in every language.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final

from django.utils.translation import get_language

from shared_apps.federation.agreement import Clause, shipped

ENGLISH: Final = "en-gb"
WORDINGS: Final = ("plain", "easy", "full")
Lines = tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """A sentence of a clause; in Easy Read with a picture beside it."""

    line: str
    icon: str = ""


@dataclass(frozen=True)
class SpokenClause:
    """One clause in one wording, in the language it could be said in."""

    key: str
    language: str
    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Spoken:
    """An agreement in one wording, as near to the reader's language as there are words for it."""

    title: str
    title_language: str
    wording: str
    language: str  # the reader's, where any clause is in it; English otherwise
    clauses: tuple[SpokenClause, ...]

    @property
    def is_translated(self) -> bool:
        """Whether any of it is a translation, so that the page must say which words count."""
        return self.language != ENGLISH

    @property
    def is_partly_english(self) -> bool:
        """Whether a reader of another language meets clauses in English among the translated ones."""
        return self.is_translated and any(each.language == ENGLISH for each in self.clauses)


@dataclass(frozen=True)
class Translation:
    """The words of one language: the title, and for each clause its heading and the lines of each wording."""

    title: str
    headings: Mapping[str, str]
    lines: Mapping[tuple[str, str], Lines]


def language_to_show(*, in_english: bool) -> str:
    """The language of the page; English for a reader who asked for the words that count."""
    return ENGLISH if in_english else get_language() or ENGLISH


def spoken(title: str, clauses: Sequence[Clause], *, wording: str, language: str) -> Spoken:
    """An agreement as it is shown to a reader of that language, in that wording."""
    translation = translation_into(language)
    said = tuple(_clause(each, wording, language, translation) for each in clauses)
    has_title = translation is not None and title == shipped().title
    return Spoken(
        title=translation.title if translation and has_title else title,
        title_language=language if has_title else ENGLISH,
        wording=wording,
        language=language if any(each.language == language for each in said) else ENGLISH,
        clauses=said,
    )


def _clause(clause: Clause, wording: str, language: str, translation: Translation | None) -> SpokenClause:
    """A clause in that language if its English is the one that was translated; in English otherwise."""
    lines = english_lines(clause, wording)
    icons = [line.icon for line in clause.easy] if wording == "easy" else [""] * len(lines)
    heading, spoken_in = clause.heading, ENGLISH
    if translation is not None and _source().get((clause.key, wording)) == (clause.heading, lines):
        translated = translation.lines.get((clause.key, wording), ())
        if len(translated) == len(lines):
            heading, spoken_in, lines = translation.headings[clause.key], language, translated
    return SpokenClause(clause.key, spoken_in, heading, tuple(map(Line, lines, icons)))


def english_lines(clause: Clause, wording: str) -> Lines:
    """The sentences of a clause in one of its wordings, as they were published."""
    if wording == "easy":
        return tuple(each.line for each in clause.easy)
    return clause.full if wording == "full" else clause.plain


@cache
def _source() -> Mapping[tuple[str, str], tuple[str, Lines]]:
    """The English that the translations were made from: heading and lines of each clause in each wording."""
    return {
        (clause.key, wording): (clause.heading, english_lines(clause, wording))
        for clause in shipped().clauses
        for wording in WORDINGS
    }


@cache
def translation_into(language: str) -> Translation | None:
    """What comes with Coopbox in that language, if anything does."""
    if language not in languages():
        return None
    found = tomllib.loads(_recipes().joinpath(f"agreement.{language}.toml").read_text(encoding="utf-8"))
    lines = {(each["key"], wording): tuple(each.get(wording, ())) for each in found["clauses"] for wording in WORDINGS}
    return Translation(found["title"], {each["key"]: each["heading"] for each in found["clauses"]}, lines)


@cache
def languages() -> frozenset[str]:
    """The languages the agreement has been translated into."""
    names = (each.name.split(".") for each in _recipes().iterdir())
    return frozenset(parts[1] for parts in names if parts[0] == "agreement" and len(parts) == 3)


def _recipes() -> Traversable:
    return resources.files("shared_apps.federation.recipes")
