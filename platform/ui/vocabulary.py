"""A circle's own words for ours: some say team, some say bubble. A short list, and only these may be changed.

A circle keeps its words flat, by `team.one.en-gb` and `team.many.en-gb` (`as_kept`). A recipe may say just `team` and
`team.many`, in the circle's own language. What a circle does not say is said in our words.

A sentence marks the words of this list that it can do without: "My [team]" (`in_own_words`). A translation marks its
own words in the same way, and only where the sentence holds whatever word stands there. Where case, gender or a
mutation would go wrong it carries no mark, and the sentence stays as it was translated.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.text import capfirst
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

    @property
    def forms(self) -> tuple[tuple[str, str | Promise], ...]:
        """The word for one and the word for many."""
        return (ONE, self.one), (MANY, self.many)


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


# A word that a sentence can do without, and the English article before it, which goes by the word's first sound.
_MARK: Final = re.compile(r"(?:\b(a)n? )?\[([^\[\]]{1,60})\]", re.IGNORECASE)


def in_own_words(sentence: str, circle: Any, *, made_safe: Callable[[str], str] = str) -> str:
    """A sentence with the circle's own words where it marks ours; without the marks where the circle has none."""
    if "[" not in sentence:
        return sentence
    language = translation.get_language() or settings.LANGUAGE_CODE
    main = getattr(circle, "language", "") or settings.LANGUAGE_CODE
    words = dict(getattr(circle, "words", None) or ())
    ours = _forms() if words else {}

    def put_in(found: re.Match[str]) -> str:
        article, marked = found[1], found[2]
        own = own_word(words, *ours[marked.lower()], language, main) if marked.lower() in ours else ""
        if not own:
            return found[0].replace(f"[{marked}]", marked)
        own = made_safe(capfirst(own) if marked[0].isupper() else own)
        if article and language.startswith("en"):
            return f"{article}{'n' if own[0].lower() in 'aeiou' else ''} {own}"
        return found[0].replace(f"[{marked}]", own)

    return _MARK.sub(put_in, sentence)


def label(sentence: str, code: str, circle: Any, *, made_safe: Callable[[str], str] = str) -> str:
    """A short label about one of our words: the bare word where the language has no sentence for every word."""
    if code and "[" not in sentence:
        language = translation.get_language() or settings.LANGUAGE_CODE
        words, main = dict(getattr(circle, "words", None) or ()), getattr(circle, "language", "")
        own = own_word(words, code, ONE, language, main)
        return made_safe(str(capfirst(own))) if own else sentence
    return in_own_words(sentence, circle, made_safe=made_safe)


def _forms() -> dict[str, tuple[str, str]]:
    """Our words as the language in force says them, with what each of them is."""
    return {str(said): (word.code, form) for word in VOCABULARY.values() for form, said in word.forms}
