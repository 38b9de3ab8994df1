"""One short form a page: what all of them share. Each shows what was saved before, and knows what its answers are."""

from collections.abc import Sequence
from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict
from kernel.words import refuse_control_signs, refuse_what_is_no_name, tidy
from shared_apps.applications import services
from shared_apps.applications.models import FIELDS, Application
from ui.traps import Trapped

ECHOED: Final = 2000
"""How much of what was typed is shown back. A field that somebody filled with a megabyte is not sent back whole."""


class Line(forms.CharField):
    """One line of words in one spelling, without signs that cannot be seen."""

    def __init__(self, **how: Any) -> None:
        super().__init__(**{"validators": [refuse_control_signs], **how})

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        # A line that is far too long is said to be so; there is no need to go through all of it first.
        return tidy(text) if len(text) <= ECHOED else text


class NameLine(Line):
    """What something or somebody is called: it is read in letters to people who do not know the group."""

    def __init__(self, **how: Any) -> None:
        super().__init__(**{"validators": [refuse_what_is_no_name], **how})


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class StepForm(forms.Form):
    """A step of the application. `seen` carries which version of the step the page showed, and of whose application:
    "0.0199…". Somebody may have opened another link in the same browser since."""

    step: ClassVar[str]
    template: ClassVar[str]
    not_put_by: ClassVar[Sequence[str]] = ()
    overtaken_by: Sequence[tuple[str, str]] = ()
    seen = forms.RegexField(r"\A\d{1,9}(\.[0-9a-f]{32})?\Z", widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, files: Any = None, *, application: Application) -> None:
        self.application = application
        self.was_left = not data and self.step in application.typed
        initial = {**self.saved(application), **application.typed.get(self.step, {}), "seen": self.mark()}
        super().__init__(_shortened(data), files, initial=initial)

    def saved(self, application: Application) -> dict[str, Any]:
        """What the fields show when the page is opened."""
        return {name: getattr(application, name) for name in FIELDS[self.step]}

    def answers(self) -> dict[str, Any]:
        """The answers by the names the application keeps them under."""
        return {name: self.cleaned_data[name] for name in FIELDS[self.step]}

    def typed(self) -> dict[str, str]:
        """What stands in the fields now, right or not, for whoever finishes later. A yes is not kept half-said, and a
        file cannot be."""
        kept = (name for name in self.fields if name != "seen" and name not in self.not_put_by)
        return {name: str(self.data.get(name, "")) for name in kept if name not in self.files}

    def ask_for(self, *names: str) -> None:
        """These are no longer left to the reader: the page does not say “if you like” any more."""
        for name in names:
            self.fields[name].required = True

    def as_saved(self) -> list[tuple[str, str]]:
        """What is kept of this step now, in words, for whoever was overtaken by another window."""
        kept = self.saved(self.application)
        shown = [(name, self.fields[name], kept[name]) for name in self.fields if kept.get(name) not in (None, "", [])]
        return [(str(field.label), _in_words(field, value)) for name, field, value in shown if name != "seen"]

    def show_anew(self) -> None:
        """Carry on from what is saved now: the next press of the button is about that."""
        self.data = {**dict(self.data.items()), "seen": self.mark()}

    def mark(self) -> str:
        """What `seen` says now."""
        return f"{self.application.steps.get(self.step, 0)}.{self.application.pk.hex}"

    def version_seen(self) -> int:
        """The version the page had shown. Raises Conflict when it had shown somebody another application."""
        version, _dot, whose = str(self.cleaned_data.get("seen") or "0").partition(".")
        if whose and whose != self.application.pk.hex:
            raise Conflict(
                _(
                    "This page was about another circle. Meanwhile the link to “%(name)s” was opened in this browser,"
                    " so nothing was saved. To go on with the other one, open its link again. Press the button once"
                    " more only if this belongs to “%(name)s”."
                )
                % {"name": self.application.name or self.application.email},
                code="other_application",
            )
        return int(version)


def _in_words(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.ChoiceField):
        return next((str(title) for choice, title in field.widget.choices if choice == value), str(value))
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _shortened(data: Any) -> Any:
    if data is None or all(len(value) <= ECHOED for value in data.values()):
        return data
    data = data.copy()
    for name, value in data.items():
        data[name] = value[:ECHOED]
    return data


class BeginForm(Trapped):
    """An e-mail address and nothing more."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(_shortened(data))

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"required": _("Type your e-mail address.")},
    )


class WordsForm(forms.Form):
    """A few sentences to the national co-op."""

    words = forms.CharField(
        label=_("What you want to say"),
        max_length=services.LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write a few words first.")},
    )
