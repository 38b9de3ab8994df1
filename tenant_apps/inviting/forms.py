"""What people are asked: at the door, and by whoever looks after the list of people."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.signing import BadSignature
from django.utils.translation import gettext_lazy as _

from kernel.ids import uuid7
from kernel.words import refuse_control_signs, tidy
from tenant_apps.inviting.policies import EVERYDAY
from tenant_apps.inviting.words import END_HAT_WORDS
from tenant_apps.people.models import LONGEST_NAME, Hat, Person
from tenants.signing import sign, unsign

NOBODY_YET = ("", _("No wish"))
WHY = _("Why?")
SIGNS = [refuse_control_signs]
BESIDE = "inviting:beside"
"""What the page on which two people sit together signs the id for that it gives out."""


class CodeForm(forms.Form):
    """The code on the card."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_("Ten letters and figures, like FHKLM-QRWY2. Small letters are fine."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class NumberForm(forms.Form):
    """The four figures that are said, never written."""

    number = forms.CharField(
        label=_("Number"),
        max_length=12,
        help_text=_("Four figures."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )


class AddressForm(forms.Form):
    """Where the code to sign in is sent."""

    email = forms.EmailField(
        label=_("Your e-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class CalledForm(forms.Form):
    """How somebody wants to be called."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=LONGEST_NAME,
        validators=SIGNS,
        help_text=_("As it should stand in the list of people."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    known_as = forms.CharField(
        label=_("What should we call you?"),
        max_length=60,
        required=False,
        validators=SIGNS,
        help_text=_("For example your first name."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )


class ReachForm(forms.Form):
    """How somebody wants to be reached."""

    reach_by = forms.ChoiceField(
        label=_("What suits you best?"),
        required=False,
        choices=[*Person.ReachBy.choices, NOBODY_YET],
        widget=forms.RadioSelect,
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        validators=SIGNS,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    contact_note = forms.CharField(
        label=_("Anything we should know?"),
        max_length=500,
        required=False,
        help_text=_("For example: ring before noon, or let it ring for long."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _reason(help_text: Any, *, label: Any = WHY, required: bool = True, rows: int = 4) -> forms.CharField:
    """Why something is done to somebody, for those whom `help_text` names."""
    return forms.CharField(
        label=label,
        max_length=1000,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class AskingInForm(forms.Form):
    """Whom to ask in; while a circle tries things out, also whether they are starting it.

    The service refuses whoever leaves that open.
    """

    def __init__(self, *args: Any, is_trying: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_trying:
            self.fields["is_starting"] = forms.BooleanField(
                label=_("They are starting the circle with us"),
                help_text=_("Everybody else can be invited when the federation has said yes."),
                required=False,
            )


def _languages(languages: Sequence[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Which language do they read best?"), choices=languages, required=False)


class InviteForm(AskingInForm):
    """Whom to invite, and what they may be asked to do here."""

    name = forms.CharField(label=_("Their name"), max_length=LONGEST_NAME, validators=SIGNS)
    email = forms.EmailField(label=_("Their e-mail address"), max_length=254)
    language = forms.ChoiceField(label=_("Which language do they read best?"), required=False)
    hats = forms.MultipleChoiceField(
        label=_("What would you like to ask them to be?"),
        required=False,
        help_text=_("They say yes or no to each. Leave it open if you are not sure."),
        choices=[(kind.value, kind.label) for kind in EVERYDAY],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, how: str, languages: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if how == "card":
            del self.fields["email"]
        if how == "card" or len(languages) < 2:
            del self.fields["language"]
        else:
            self.fields["language"] = _languages(languages)


class AskToHoldForm(forms.Form):
    """Who is asked to come in and be steward."""

    name = forms.CharField(label=_("Their name"), max_length=LONGEST_NAME, validators=SIGNS)
    email = forms.EmailField(label=_("Their e-mail address"), max_length=254)

    def __init__(self, *args: Any, languages: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(languages) > 1:
            self.fields["language"] = _languages(languages)


class BesideForm(AskingInForm):
    """Somebody sits beside the helper, or is on the telephone, and says yes to being a member."""

    name = forms.CharField(label=_("Their name"), max_length=LONGEST_NAME, validators=SIGNS)
    known_as = forms.CharField(label=_("What should we call them?"), max_length=60, required=False, validators=SIGNS)
    how_joined = forms.ChoiceField(
        label=_("How did you talk?"),
        choices=[
            (Person.HowJoined.MET.value, _("We sat together")),
            (Person.HowJoined.PHONED.value, _("On the phone")),
            (Person.HowJoined.PAPER.value, _("They filled in a paper form")),
        ],
        widget=forms.RadioSelect,
    )
    reach_by = forms.ChoiceField(
        label=_("How do they want to be reached?"),
        choices=[choice for choice in Person.ReachBy.choices if choice[0] != Person.ReachBy.EMAIL],
        widget=forms.RadioSelect,
    )
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False, validators=SIGNS)
    contact_note = forms.CharField(
        label=_("Address, and what else helps to reach them"),
        max_length=500,
        required=False,
        help_text=_("Where letters go, when to ring, who opens the door."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    said_yes = forms.BooleanField(label=_("I read them what it means to be a member, and they said yes"))
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["key"] = sign(str(uuid7()), purpose=BESIDE)

    def clean_key(self) -> UUID | None:
        """The id the person will have, as this page gave it out; none when it did not, or long ago."""
        try:
            return UUID(unsign(self.cleaned_data["key"], purpose=BESIDE, max_age=timedelta(days=1)))
        except (BadSignature, ValueError):
            return None


class PersonForm(forms.Form):
    """What the circle wrote down about somebody, to be put right.

    Only what was put right is written: `seen` knows what the page showed, so whoever wrote something else meanwhile
    keeps it; and where both wrote in the same place, both are shown before one of them counts.
    """

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME, validators=SIGNS)
    known_as = forms.CharField(label=_("Likes to be called"), max_length=60, required=False, validators=SIGNS)
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        required=False,
        help_text=_("With an address they can sign in. Be sure that it is theirs."),
    )
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False, validators=SIGNS)
    reach_by = forms.ChoiceField(
        label=_("Best way to reach them"), required=False, choices=[NOBODY_YET, *Person.ReachBy.choices]
    )
    contact_note = forms.CharField(
        label=_("How to reach them"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=400)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        initial: dict[str, Any] = {name: getattr(person, name) for name in self.base_fields if name != "seen"}
        super().__init__(*args, initial=initial | {"seen": self._seen_now}, **kwargs)
        self.person = person
        if person.account_id is not None:
            # Whoever signs in changes their own address, with proof, where they sign in.
            del self.fields["email"]

    def _seen_now(self) -> str:
        return " ".join(f"{name}:{_mark(getattr(self.person, name))}" for name in self.fields if name != "seen")

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        seen = dict(each.partition(":")[::2] for each in said.pop("seen", "").split())
        for name in [each for each in said if each in seen]:
            typed, stands = said[name], getattr(self.person, name)
            if _mark(typed) == seen[name]:
                del said[name]
            elif _mark(stands) not in (seen[name], _mark(typed)):
                self._show_both(name, stands)
        return said

    def _show_both(self, name: str, stands: str) -> None:
        """What was typed stays in its place, what somebody else wrote stands beside it, and the next press decides."""
        words = dict(Person.ReachBy.choices).get(stands, stands) if name == "reach_by" else stands
        there = _("Somebody wrote “%(words)s” here meanwhile. If yours is right, save it once more.") % {"words": words}
        emptied = _("Somebody took out what stood here meanwhile. If yours is right, save it once more.")
        self.add_error(name, there if stands else emptied)
        self.data = self.data.copy()  # type: ignore[union-attr]
        self.data[self.add_prefix("seen")] = self._seen_now()  # type: ignore[index]


def _mark(value: str) -> str:
    """By which a page knows later what it showed, and tells nobody."""
    plain = tidy(value.replace("\r\n", "\n").replace("\n", " \\ "))
    return hashlib.blake2b(plain.encode(), digest_size=6).hexdigest()


class MyContactForm(PersonForm):
    """The same, asked of the person."""

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, person=person, **kwargs)
        self.fields.pop("email", None)
        self.fields["name"].label = _("Your name")
        self.fields["known_as"].label = _("What should we call you?")
        self.fields["reach_by"].label = _("What suits you best?")
        self.fields["contact_note"].label = _("Anything we should know?")


class TheirContactForm(PersonForm):
    """How to reach somebody, asked of whoever acts for them: not what they are called, nor where they sign in."""

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, person=person, **kwargs)
        for name in ("name", "known_as", "email"):
            self.fields.pop(name, None)


class SuspendForm(forms.Form):
    """Why, for stewards; and whom to talk to, for the person."""

    talk_to = forms.ModelChoiceField(
        label=_("Whom should they talk to?"),
        queryset=Person.objects.none(),
        empty_label=_("Choose a name"),
        help_text=_("They are told this name when they try to come in."),
    )
    reason = _reason(_("Only stewards read this. Say what happened, not what you think of them."))

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to_talk_to: forms.ModelChoiceField = self.fields["talk_to"]  # type: ignore[assignment]
        offices = Person.objects.able().wearing(*Hat.OFFICES).exclude(pk=person.pk)
        to_talk_to.queryset = offices.by_name()
        to_talk_to.label_from_instance = lambda each: each.name  # type: ignore[method-assign,assignment]


class EndForm(forms.Form):
    """Why a membership ends, for stewards."""

    reason = _reason(
        _("Only stewards read this. It is kept, in case they come back or ask."), label=_("Why does it end?")
    )
    died = forms.BooleanField(
        label=_("They have died"),
        help_text=_("If they have died, no letter goes to them, and the other stewards are told."),
        required=False,
    )
    tell = forms.ModelChoiceField(
        label=_("If they have died: is somebody in the circle close to them?"),
        help_text=_("They get a short letter too. Call them first, if you can."),
        queryset=Person.objects.none(),
        empty_label=_("Nobody to write to"),
        required=False,
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        close: forms.ModelChoiceField = self.fields["tell"]  # type: ignore[assignment]
        close.queryset = Person.objects.present().exclude(pk=person.pk).exclude(email="").by_name()
        close.label_from_instance = lambda each: each.name  # type: ignore[method-assign,assignment]


class SureForm(forms.Form):
    """A tick before something that others notice."""

    sure = forms.BooleanField()

    def __init__(self, *args: Any, words: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sure"].label = words


class RemovalForm(forms.Form):
    """Why an office is to end, for its wearer and for stewards."""

    reason = _reason(_("They read this, and so do all stewards. Say what happened, not what you think of them."))


class TakeOffForm(forms.Form):
    """Why a hat is taken off, for its wearer."""

    reason = _reason(_("They are told that you took it off, and read this."), required=False, rows=3)
    sure = forms.BooleanField(label=END_HAT_WORDS)


class OfferForm(forms.Form):
    """From when until when somebody is asked to wear a hat."""

    from_on = forms.DateField(
        label=_("From which day?"),
        required=False,
        help_text=_("Left open, it begins when they say yes."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until_on = forms.DateField(
        label=_("Until which day?"),
        required=False,
        help_text=_("A term makes it easier to say yes, and to hand over. A year is usual."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    said_yes = forms.BooleanField(label=_("I asked them, and they said yes"), required=False)

    def __init__(self, *args: Any, can_be_heard: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not can_be_heard:
            del self.fields["said_yes"]
