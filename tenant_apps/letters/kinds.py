"""Which letters circles write to each other. Every kind says beforehand what stands in it; nothing else is carried.

NOTE = letter_kind("note", _("A note"), Part("subject", _("Subject"), most=120), Part("words", _("Your letter")))
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kernel.errors import RuleBroken
from kernel.words import refuse_control_signs

Words = str | Promise


@dataclass(frozen=True)
class Part:
    """One thing that stands in a letter: text, with the most letters it may have."""

    name: str
    label: Words
    most: int = 5000
    is_long: bool = False
    is_needed: bool = True


@dataclass(frozen=True)
class LetterKind:
    code: str
    words: Words
    parts: tuple[Part, ...]
    by_hand: bool = True  # people write it on the page; others are written by the room that declared them

    def check(self, payload: Mapping[str, Any]) -> dict[str, str]:
        """The payload with exactly the declared parts. Raises RuleBroken with a sentence for each that is wrong."""
        wrong: dict[str, list[Words]] = {}
        if unknown := set(payload) - {part.name for part in self.parts}:
            raise RuleBroken(
                _("This letter holds something that its kind does not have."),
                code="unknown_part",
                errors={"": [", ".join(sorted(map(str, unknown)))[:80]]},
            )
        kept = {part.name: _checked(part, payload.get(part.name, ""), wrong) for part in self.parts}
        if wrong:
            raise RuleBroken(code="letter", errors=wrong)
        return kept


def _checked(part: Part, value: Any, wrong: dict[str, list[Words]]) -> str:
    if not isinstance(value, str):
        wrong[part.name] = [_("Write this in words.")]
        return ""
    text = value.replace("\r\n", "\n").strip()
    if part.is_needed and not text:
        wrong[part.name] = [_("Write something here.")]
    if len(text) > part.most:
        wrong[part.name] = [_("Make this %(n)d letters or shorter.") % {"n": part.most}]
    try:
        refuse_control_signs(text.replace("\n", " ") if part.is_long else text)
    except ValidationError as no:
        wrong[part.name] = list(no.messages)
    return text


@dataclass
class _Register:
    kinds: dict[str, LetterKind] = field(default_factory=dict)


_register = _Register()


def letter_kind(code: str, words: Words, *parts: Part, by_hand: bool = True) -> LetterKind:
    """Declare a kind of letter; once, when its module is imported."""
    made = LetterKind(code, words, parts, by_hand)
    if _register.kinds.setdefault(code, made) != made:
        raise ValueError(f"There are two kinds of letter called {code}.")
    return made


def kind_called(code: str) -> LetterKind | None:
    return _register.kinds.get(code)


def all_kinds() -> tuple[LetterKind, ...]:
    """Every kind this release knows, in the order they were declared."""
    return tuple(_register.kinds.values())


NOTE: Final = letter_kind(
    "note",
    _("A note"),
    Part("subject", _("What it is about"), most=120),
    Part("words", _("Your letter"), most=5000, is_long=True),
)
