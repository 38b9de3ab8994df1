"""How forms look and speak: `{{ form }}` in any template is a whole, accessible form body, errors first.

Set `FORM_RENDERER = "ui.forms.HouseRenderer"`. Each field is its label, hint, error and input, in that order, as GOV.UK
found works best; a form with errors opens with a summary whose links lead to each of them.

An error says which field it is about, for a summary is read away from the field. Django's own sentences ("This field is
required.") are therefore told anew with the field's label in them; sentences that a form has of its own stay.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import DjangoTemplates
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kernel.ids import uuid7

Words = str | Promise

FILL_IN, CHOOSE, TICK = (
    _("Fill in “%(field)s”."),
    _("Choose an answer to “%(field)s”."),
    _("Tick “%(field)s” to go on."),
)
SENTENCES: dict[str, Words] = {
    "invalid_choice": _("Choose one of the answers shown for “%(field)s”."),
    "invalid_list": _("Choose from the answers shown for “%(field)s”."),
    "max_length": _("“%(field)s” is too long: it can have %(limit_value)s letters, and you typed %(show_value)s."),
    "min_length": _("“%(field)s” is too short: it needs at least %(limit_value)s letters."),
    "max_value": _("“%(field)s” can be %(limit_value)s at most."),
    "min_value": _("“%(field)s” must be at least %(limit_value)s."),
}
# What somebody has typed makes no sense: what would.
EXAMPLES: tuple[tuple[type[forms.Field], Words], ...] = (
    (forms.EmailField, _("“%(field)s” needs an e-mail address, like name@example.org.")),
    (forms.DateTimeField, _("“%(field)s” needs a day and a time that we understand.")),
    (forms.DateField, _("“%(field)s” needs a day, like 25/11/2026.")),
    (forms.TimeField, _("“%(field)s” needs a time, like 14:30.")),
    (forms.IntegerField, _("“%(field)s” needs a number.")),
)


# How much of what was typed is shown again in a field that takes less. Nobody needs a megabyte back.
ECHOED = 4000


class HouseField(forms.BoundField):
    """A field on a page, which shows again what was typed, but not without end."""

    def value(self) -> Any:
        """What stands in the field. Of far more than it takes, the beginning: enough to see what it was."""
        value = super().value()
        if not isinstance(value, str) or not self.form.is_bound or self._takes_without_end:
            return value
        return value[: max(ECHOED, 2 * (getattr(self.field, "max_length", None) or 0))]

    @property
    def _takes_without_end(self) -> bool:
        """Whether any length is welcome here, so that nothing of it may be lost."""
        many_lines = isinstance(self.field.widget, forms.Textarea | forms.HiddenInput)
        return many_lines and getattr(self.field, "max_length", None) is None


class HouseRenderer(DjangoTemplates):
    """Django's own renderer with our templates for forms and fields."""

    bound_field_class = HouseField
    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"


def problems(bound: forms.BoundField) -> list[str]:
    """What is wrong with one field, each in a sentence that names it."""
    return [_told(error, bound) for error in bound.errors.as_data()]


def _told(error: ValidationError, bound: forms.BoundField) -> str:
    said = " ".join(error.messages)
    if not any(error.message is usual for usual in _usual(bound.field)):
        return said
    sentence = _sentence(error.code or "", bound.field)
    label = str(bound.label).rstrip(":")
    if sentence is None:
        return gettext("“%(field)s”: %(said)s") % {"field": label, "said": said}
    return str(sentence) % {**(error.params or {}), "field": label}


def _sentence(code: str, field: forms.Field) -> Words | None:
    if code == "required":
        if isinstance(field, forms.BooleanField):
            return TICK
        return CHOOSE if isinstance(field, forms.ChoiceField | forms.ModelChoiceField) else FILL_IN
    if code == "invalid":
        return next((sentence for kind, sentence in EXAMPLES if isinstance(field, kind)), None)
    return SENTENCES.get(code)


def _usual(field: forms.Field) -> Iterator[Any]:
    """The sentences that Django itself has for this kind of field, and that name no field."""
    for kind in type(field).__mro__:
        yield from getattr(kind, "default_error_messages", {}).values()
    yield from (getattr(type(validator), "message", None) for validator in field.validators)


class OnceField(forms.UUIDField):
    """Hidden in a form, and fresh for each time it is shown: what is made of it is made once, however often it is sent.

    Of a form that comes without it, each time it is sent is a time of its own.
    """

    widget = forms.HiddenInput

    def __init__(self, **more: Any) -> None:
        super().__init__(**{"required": False, "initial": uuid7, **more})

    def clean(self, value: Any) -> UUID:
        return super().clean(value) or uuid7()
