"""Two quiet traps for programs that fill in forms, instead of a puzzle for people.

A field that no person sees, and a note of when the page was shown. Who falls into one is held, not turned away: they
are asked to press the button once more, on a page without traps. People do; programs go elsewhere.
"""

import time
from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

QUICKEST: Final = 2.0  # seconds between seeing a page and having filled it in
ONCE_MORE: Final = "once_more"


class Trapped(forms.Form):
    """A form with both traps. `held` says that it looks like a program's work."""

    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    shown = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["shown"] = _stamp(time.time())

    @property
    def held(self) -> bool:
        return not is_said_again(self.data) and bool(sprung(self.data))

    def clean_website(self) -> str:
        return ""


def sprung(data: Any) -> tuple[str, ...]:
    """Which traps what was sent fell into: "field" for the one nobody sees, "quick" for the one with the clock."""
    field = ("field",) if data.get("website") else ()
    return field if _has_taken_time(data.get("shown", "")) else (*field, "quick")


def stamp() -> str:
    """A note of when a page was shown, for a form that carries it along by itself."""
    return _stamp(time.time())


def once_more() -> str:
    """What the held page sends along with its button."""
    return _seal(ONCE_MORE)


def is_said_again(data: Any) -> bool:
    """Whether this comes from the held page: somebody pressed the button once more."""
    return constant_time_compare(data.get(ONCE_MORE, ""), _seal(ONCE_MORE))


def _has_taken_time(stamp: str) -> bool:
    at, _dot, seal = stamp.partition(":")
    if not at.isdigit() or not constant_time_compare(seal, _seal(at)):
        return False
    return time.time() - int(at) / 1000 >= QUICKEST


def _stamp(at: float) -> str:
    said = str(int(at * 1000))
    return f"{said}:{_seal(said)}"


def _seal(said: str) -> str:
    return salted_hmac("ui.traps", said, secret=settings.SECRET_KEY).hexdigest()[:24]
