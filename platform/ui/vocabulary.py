"""A circle's own words for ours: some say team, some say bubble. A short list, and only these may be changed.

A circle keeps its words flat, by `team.one.en-gb` and `team.many.en-gb` (`as_kept`). A recipe may say just `team` and
`team.many`, in the circle's own language. What a circle does not say is said in our words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ONE, MANY = "one", "many"


@dataclass(frozen=True)
class Word:
    """One of our words that a circle may replace by its own."""

    code: str
    one: str | Promise
    many: str | Promise
    means: str | Promise


VOCABULARY: Final = {
    word.code: word
    for word in (
        Word("circle", pgettext_lazy("one of", "circle"), _("circles"), _("All of you together.")),
        Word("member", pgettext_lazy("one of", "member"), _("members"), _("Somebody who belongs to you.")),
        Word("team", pgettext_lazy("one of", "team"), _("teams"), _("The few people around one person.")),
        Word("supporter", pgettext_lazy("one of", "supporter"), _("supporters"), _("Somebody who gives support.")),
        Word("supported", _("supported member"), _("supported members"), _("Somebody who gets support.")),
        Word("advocate", pgettext_lazy("one of", "advocate"), _("advocates"), _("Family or a friend who speaks up.")),
        Word("steward", pgettext_lazy("one of", "steward"), _("stewards"), _("Somebody who looks after it all.")),
        Word("coordinator", _("co-ordinator"), _("co-ordinators"), _("Somebody who brings people together.")),
    )
}
LONGEST: Final = 40


def key_of(code: str, form: str, language: str) -> str:
    """Under which name a circle keeps a word of its own."""
    return f"{code}.{form}.{language}"


def own_word(words: Mapping[str, str], code: str, form: str, language: str, main: str) -> str:
    """A circle's own word in a language, or nothing. `main` is the language the circle speaks first."""
    if found := words.get(key_of(code, form, language)):
        return found
    if language != main:
        return ""
    return words.get(code if form == ONE else f"{code}.{MANY}", "")


def said(circle: Any, code: str, form: str = ONE, *, language: str = "") -> str:
    """How this circle says one of our words, in the language in force; our own word when it has none."""
    word = VOCABULARY[code]
    language = language or translation.get_language() or settings.LANGUAGE_CODE
    words = dict(getattr(circle, "words", None) or ())
    if words:
        main = getattr(circle, "language", "") or settings.LANGUAGE_CODE
        if found := own_word(words, code, form, language, main):
            return found
    return str(word.one if form == ONE else word.many)
