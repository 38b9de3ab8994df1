"""What strangers and stewards fill in about enquiries. Strangers are asked one thing a page, and little of it."""

from collections.abc import Collection
from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kernel.words import refuse_control_signs, tidy
from tenant_apps.enquiries.models import LONGEST_WORDS, NO_PAID_WORK, Enquiry
from tenant_apps.people.models import LONGEST_NAME, Hat, Person
from ui.traps import Trapped

# How much of what was typed is carried along and shown back. A field somebody filled with a megabyte is not.
ECHOED: Final = 4000


# Without a count of what was typed: of something that is far too long we read no more than the beginning.
TOO_LONG: Final = _("This is too long. Shorten it to %(limit_value)s letters.")


class Line(forms.CharField):
    """One line of words in one spelling, without signs that cannot be seen."""

    def __init__(self, **how: Any) -> None:
        super().__init__(**{"validators": [refuse_control_signs], **_told_when_too_long(how)})

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return tidy(text) if len(text) <= ECHOED else text


class Words(forms.CharField):
    """Several lines in somebody's own words."""

    def __init__(self, **how: Any) -> None:
        widget = forms.Textarea(attrs={"rows": how.pop("rows", 6)})
        super().__init__(**{"max_length": LONGEST_WORDS, "widget": widget, **_told_when_too_long(how)})


def _told_when_too_long(how: dict[str, Any]) -> dict[str, Any]:
    return {**how, "error_messages": {"max_length": TOO_LONG, **how.get("error_messages", {})}}


def _phone(**how: Any) -> Line:
    attrs = {"autocomplete": "tel", "inputmode": "tel", "type": "tel"}
    return Line(label=_("Phone number"), max_length=40, required=False, widget=forms.TextInput(attrs=attrs), **how)


def _email(**how: Any) -> forms.EmailField:
    attrs = {"autocomplete": "email", "spellcheck": "false"}
    label = _("E-mail address")
    return forms.EmailField(label=label, max_length=254, required=False, widget=forms.EmailInput(attrs=attrs), **how)


def shortened(data: Any) -> Any:
    """What was sent, with nothing longer than anybody would write by hand."""
    if data is None or all(len(value) <= ECHOED for value in data.values()):
        return data
    data = data.copy()
    for name, value in data.items():
        data[name] = value[: ECHOED + 1]
    return data


class Reachable(forms.Form):
    """Somebody who leaves neither a phone number nor an e-mail address cannot be answered."""

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not said.get("phone") and not said.get("email") and not {"phone", "email"} & set(self.errors):
            self.add_error("phone", _("Leave a phone number or an e-mail address, so that we can answer."))
        return said


# --- asking for support, one question a page ------------------------------------------------------------------------


class Question(forms.Form):
    """One page of asking for support; `heading` is what it asks."""

    heading: ClassVar[str | Promise]


class WhoForm(Question):
    heading = _("Who is it for?")
    for_whom = forms.ChoiceField(label=_("I am asking"), choices=Enquiry.ForWhom.choices, widget=forms.RadioSelect)


class WhatForm(Question):
    heading = _("What would make a good day?")
    words = Words(
        label=_("In your own words"),
        help_text=_(
            "A few words are enough. You do not have to tell us about illness or money here: we talk about that later."
        ),
        error_messages={"required": _("Write a few words, so that we know what it is about.")},
    )


class WhereForm(Question):
    heading = _("Where would it be?")
    place = Line(
        label=_("Village, street or part of town"),
        help_text=_("Not the whole address. It shows us who lives near."),
        max_length=120,
        required=False,
    )


class ReachForm(Reachable, Question):
    heading = _("How can we reach you?")
    name = Line(
        label=_("Your name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Tell us your name, or what you like to be called.")},
    )
    phone = _phone()
    wants_a_call = forms.BooleanField(label=_("Please call me back"), required=False, initial=True)
    call_when = forms.ChoiceField(
        label=_("When is a good time to call?"), choices=Enquiry.CallWhen.choices, initial="any", required=False
    )
    email = _email()

    def clean_call_when(self) -> str:
        return self.cleaned_data["call_when"] or Enquiry.CallWhen.ANY

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("wants_a_call") and not said.get("phone") and said.get("email"):
            said["wants_a_call"] = False
        return said


STEPS: Final[dict[str, type[Question]]] = {
    "who": WhoForm,
    "what": WhatForm,
    "where": WhereForm,
    "reach": ReachForm,
}
FIELDS: Final = tuple(name for form in STEPS.values() for name in form.base_fields)


# --- the short form for everything else -----------------------------------------------------------------------------


IN_FIRST_PERSON: Final = [
    (Enquiry.About.SUPPORT, _("I need support")),
    (Enquiry.About.WORK, _("I want to give support")),
    (Enquiry.About.HELP, _("I want to help out")),
    (Enquiry.About.OTHER, _("Something else")),
]


class WhatItIsAbout(forms.Form):
    """What there is to get in touch about in a circle of this kind: `abouts`, of the services."""

    def __init__(self, *args: Any, abouts: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        about: forms.ChoiceField = self.fields["about"]  # type: ignore[assignment]
        about.choices = [each for each in self.base_fields["about"].choices if each[0] in abouts]  # type: ignore[attr-defined]
        if Enquiry.About.WORK not in abouts:
            about.error_messages["invalid_choice"] = NO_PAID_WORK


class ContactForm(Reachable, WhatItIsAbout, Trapped):
    about = forms.ChoiceField(
        label=_("What is it about?"),
        choices=IN_FIRST_PERSON,
        widget=forms.RadioSelect,
    )
    words = Words(
        label=_("What would you like to say or ask?"),
        error_messages={"required": _("Write a few words, so that we know what it is about.")},
    )
    name = Line(
        label=_("Your name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Tell us your name, or what you like to be called.")},
    )
    email = _email()
    phone = _phone()

    field_order = ("about", "words", "name", "email", "phone")


class NewsForm(Trapped):
    """Join the mailing list."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    yes = forms.BooleanField(label="")

    def __init__(self, *args: Any, wording: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["yes"].label = wording
        self.fields["yes"].error_messages["required"] = _("Tick the sentence if you agree with it.")


# --- for those who answer -------------------------------------------------------------------------------------------


IN_THIRD_PERSON: Final = [
    (Enquiry.ForWhom.SELF, _("The caller")),
    (Enquiry.ForWhom.SOMEBODY, _("Somebody the caller knows")),
    (Enquiry.ForWhom.WORK, _("Somebody the caller meets through their work")),
]
NO_WAY_BACK: Final = _(
    "There is no number, address or place, so nobody can answer. Add one if you know it. If not, press the button"
    " again."
)


class TakeDownForm(WhatItIsAbout):
    """What somebody said on the phone, on paper or at the door. Less is fine: it can be asked later.

    Only a call that leaves no way back is asked about once more, for whoever has hung up cannot be asked.
    """

    channel = forms.ChoiceField(
        label=_("How did they get in touch?"),
        choices=[choice for choice in Enquiry.Channel.choices if choice[0] != Enquiry.Channel.WEB],
        widget=forms.RadioSelect,
        initial=Enquiry.Channel.PHONE,
    )
    about = forms.ChoiceField(label=_("What is it about?"), choices=Enquiry.About.choices, widget=forms.RadioSelect)
    for_whom = forms.ChoiceField(label=_("Who is it for?"), choices=IN_THIRD_PERSON, initial=Enquiry.ForWhom.SELF)
    name = Line(label=_("Name"), max_length=LONGEST_NAME)
    phone = _phone()
    email = _email()
    place = Line(label=_("Where they live"), max_length=120, required=False)
    words = Words(label=_("What they said"), required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)
    no_way_back = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        reach = {"phone", "email", "place"}
        is_call = said.get("channel") == Enquiry.Channel.PHONE
        was_told = said.pop("no_way_back", False)
        if is_call and not was_told and not any(said.get(way) or way in self.errors for way in reach):
            self.data = {**self.data.dict(), "no_way_back": "on"}
            self.add_error("phone", NO_WAY_BACK)
        return said


class NoteForm(forms.Form):
    words = Words(
        label=_("Note"),
        rows=3,
        help_text=_("Stewards and co-ordinators can read it, and the person may ask to see it."),
        error_messages={"required": _("Write a few words first.")},
    )


class PlanForm(forms.Form):
    """Who does what next, and by when."""

    what = Line(label=_("What is to be done"), max_length=200, required=False)
    who = forms.ModelChoiceField(label=_("Who does it"), queryset=Person.objects.none(), required=False)
    on = forms.DateField(
        label=_("By when"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        choices = [("", _("Nobody yet")), *((key, person.called) for key, person in self.people.items())]
        self.fields["who"] = forms.ChoiceField(label=_("Who does it"), choices=choices, required=False)

    def clean_who(self) -> Person | None:
        return self.people.get(self.cleaned_data["who"])

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if (said.get("who") or said.get("on")) and not said.get("what"):
            self.add_error("what", _("Say what is to be done."))
        return said


class CloseForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("How did it end?"),
        choices=[choice for choice in Enquiry.Outcome.choices if choice[0] != Enquiry.Outcome.JOINED],
        widget=forms.RadioSelect,
    )
    words = Words(label=_("Anything to remember"), rows=2, required=False)


class PersonForm(forms.Form):
    """Whoever got in touch, or the person they asked for, comes into the circle."""

    name = Line(label=_("Name"), max_length=LONGEST_NAME)
    hat = forms.ChoiceField(
        label=_("What they will do here"),
        choices=[
            ("", _("Nothing special yet: a member")),
            (Hat.Kind.SUPPORTED, Hat.Kind.SUPPORTED.label),
            (Hat.Kind.SUPPORTER, Hat.Kind.SUPPORTER.label),
        ],
        required=False,
    )
    agreed = forms.BooleanField(label=_("They know about it and want it"))

    def clean_agreed(self) -> bool:
        if not self.cleaned_data["agreed"]:
            raise ValidationError(_("Ask them first."), code="agreed")
        return True
