"""What a circle may be called: nothing that hurts, no public body, and not what people know another circle by.

Its web address has rules of its own (`provisioning.names`), made of the same words. In another place a circle may have
the same name, unless that name says the other's place: there are Good Neighbours in many towns.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from kernel.errors import RuleBroken
from kernel.lookalikes import look, plain
from tenants import improper, resembling
from tenants.context import CircleRef

_WORD: Final = re.compile(r"[^\W_]+")
# Who says only this speaks for all circles.
OURS: Final = frozenset(("national", "federation", "coop", "cooperative", "coopbox"))
_LOOKS_OURS: Final = frozenset(map(look, OURS))
_BESIDE_OURS: Final = frozenset(("the", "our", "a", "of", "and", "co", "op", "care", "circle", "circles", "uk"))

# "Clapton and Hackney, London" is three places. The words for "and" are those of the languages that Coopbox speaks.
_BETWEEN_TOWNS: Final = re.compile(r"[,;/&+()]| (?:and|near|in|a|ac|i|oraz|ve) ", re.IGNORECASE)

# Words that make no other circle of one.
TRIFLES: Final = frozenset(
    (
        *("the", "a", "our", "my", "your", "official", "real", "new", "uk", "co", "op", "coop"),
        *("care", "caring", "circle", "circles"),
    )
)


@dataclass(frozen=True)
class Called:
    """A circle as people know it: its name, and the places it is for."""

    name: str
    place: str = ""
    places: tuple[str, ...] = ()

    @property
    def words(self) -> list[str]:
        """Its name in plain small words: "Pat's Café" is "pats cafe"."""
        return _words(self.name)

    def towns(self) -> set[str]:
        """The places, each as it looks: "Hackney, London" is in both."""
        named = [part for place in (self.place, *self.places) for part in _BETWEEN_TOWNS.split(place)]
        return {look("".join(_words(each))) for each in named} - {""}

    def says_its_place(self) -> bool:
        """Whether somebody who hears the name knows where it is."""
        return any(town in look("".join(self.words)) for town in self.towns())


def of_circle(circle: CircleRef) -> Called:
    return Called(circle.name, circle.place, circle.places)


def check(wanted: Called, others: Iterable[Called]) -> None:
    """Raises RuleBroken, with a sentence at the name, for one that nobody may have or that is another circle's."""
    try:
        _check(wanted, others)
    except RuleBroken as no:
        raise RuleBroken(no.sentence, code=no.code, errors={"name": [no.sentence]}) from None


def _check(wanted: Called, others: Iterable[Called]) -> None:
    words = wanted.words
    improper.check_name(words)
    if _speaks_for_all(words):
        raise RuleBroken(
            _("“%(name)s” sounds like the whole federation. Add your place, so that people know it is you.")
            % {"name": wanted.name},
            code="name_reserved",
        )
    for other in others:
        _check_beside(wanted, other)


def _check_beside(wanted: Called, other: Called) -> None:
    near = bool(wanted.towns() & other.towns())
    # Whoever says where they are is looked for there, whatever place they write beside it.
    is_found_there = near or other.says_its_place() or wanted.says_its_place()
    if _are_the_same(wanted.words, other.words, is_found_there=is_found_there):
        raise RuleBroken(
            _("Another circle is called “%(other)s”. Add a word that tells you apart, such as your street or district.")
            % {"other": other.name},
            code="name_taken",
        )
    if near and _are_easily_mistaken(wanted.words, other.words):
        raise RuleBroken(
            _(
                "“%(name)s” is too easily mistaken for “%(other)s”, a circle in the same place. Add a word that tells"
                " you apart, such as your street or district."
            )
            % {"name": wanted.name, "other": other.name},
            code="name_look_alike",
        )


def _are_the_same(one: list[str], two: list[str], *, is_found_there: bool) -> bool:
    return is_found_there and look("".join(one)) == look("".join(two)) != ""


def _are_easily_mistaken(one: list[str], two: list[str]) -> bool:
    """Whether a hurried reader would take one for the other. Numbers tell apart, and so does any word that counts."""
    mine, theirs = _without_trifles(one), _without_trifles(two)
    numbers = [word for word in one if word.isdigit()] == [word for word in two if word.isdigit()]
    return bool(mine) and numbers and (mine == theirs or resembling.is_misspelt(mine, theirs))


def _without_trifles(words: list[str]) -> str:
    return look("".join([word for word in words if word not in TRIFLES] or words))


def _speaks_for_all(words: list[str]) -> bool:
    whole = "".join(words)
    if look(whole) == look("".join(_words(settings.FEDERATION_NAME))):
        return True
    telling = [look(word) for word in words if word not in _BESIDE_OURS]
    return bool(telling) and all(word in _LOOKS_OURS for word in telling)


def _words(said: str) -> list[str]:
    return _WORD.findall(plain(said.replace("'", "").replace("’", "")))
