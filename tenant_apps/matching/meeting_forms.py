"""What is asked at each step between two people."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.sections import section_called
from tenant_apps.matching.pounds import PoundsField, pence
from tenant_apps.matching.services.trying import MOST_AN_HOUR
from tenant_apps.teams.forms_life import moment_of
from tenants.context import current_circle


class PlainForm(forms.Form):
    """Nothing but the button."""


class TalkForm(forms.Form):
    """Yes, let us talk; and how, if one would like to say so."""

    may_reach = forms.BooleanField(
        label=_("They may read how to reach me"),
        help_text=_("If you do not tick this, they wait for you to get in touch, or a coordinator helps."),
        required=False,
    )
    tells = forms.CharField(
        label=_("How can they reach you?"),
        help_text=_("They read just this, once both of you would like to talk."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("may_reach") and not said.get("tells", "").strip():
            self.add_error("tells", _("Say how they can reach you."))
        if said.get("tells", "").strip() and not said.get("may_reach") and "tells" in self.changed_data:
            self.add_error("may_reach", _("Tick this if they may read it, or take the words out below."))
        return {"tells": said.get("tells", "") if said.get("may_reach") else ""}


class AgreeForm(forms.Form):
    """Yes to the first visit as it stands; and what the other may read for it."""

    number = forms.IntegerField(widget=forms.HiddenInput, required=False)
    where = forms.CharField(
        label=_("Where do you meet?"), help_text=_("They read it when both of you have said yes."), max_length=300
    )
    ticked = forms.MultipleChoiceField(
        label=_("What may they read for this visit?"),
        help_text=_("From when both have said yes until the day after. You see when they looked."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, tells: tuple[str, ...], says_where: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [(code, section_called(code).name) for code in tells]
        self.fields["ticked"].choices = choices  # type: ignore[attr-defined]
        if not says_where:
            del self.fields["where"]

    def clean_ticked(self) -> tuple[str, ...]:
        return tuple(self.cleaned_data["ticked"])


class TrialForm(AgreeForm):
    """When the first visit could be."""

    day = forms.DateField(label=_("On which day?"), widget=forms.DateInput(attrs={"type": "date"}))
    time = forms.TimeField(label=_("At what time?"), widget=forms.TimeInput(attrs={"type": "time"}))
    is_paid = forms.ChoiceField(
        label=_("Is the first visit paid?"),
        choices=[("no", _("No, it is unpaid")), ("yes", _("Yes, it is paid"))],
        widget=forms.RadioSelect,
        initial="no",
    )
    an_hour = PoundsField(
        label=_("What is an hour paid?"),
        help_text=_("In pounds. Leave it empty if it is unpaid. They say yes to just this."),
        most=MOST_AN_HOUR // 100,
        required=False,
    )
    field_order = ("number", "day", "time", "is_paid", "an_hour", "where", "ticked")

    def __init__(self, *args: Any, may_be_paid: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if not may_be_paid:
            del self.fields["is_paid"], self.fields["an_hour"]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        day, time, said["seen"] = said.pop("day", None), said.pop("time", None), said.pop("number", None)
        if day is not None and time is not None:
            try:
                said["at"] = moment_of(day, time, current_circle().time_zone)
            except forms.ValidationError as refused:
                self.add_error("time", refused)
        amount, is_paid = said.pop("an_hour", None), said.pop("is_paid", "no") == "yes"
        if amount and not is_paid:
            self.add_error("is_paid", _("Say that it is paid, or leave the amount empty."))
        said["is_paid"], said["an_hour_minor"] = is_paid, pence(amount) if is_paid and amount else None
        return said


class ReviewForm(forms.Form):
    """How the first visit was, in three plain answers."""

    went_well = forms.CharField(
        label=_("What was good?"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    differently = forms.CharField(
        label=_("What would you like to be different?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    agree_on = forms.CharField(
        label=_("What should you two agree on before you go on?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TeamWordForm(forms.Form):
    """What somebody of the team says."""

    is_worried = forms.ChoiceField(
        label=_("How do you feel about it?"),
        choices=[("no", _("It is fine with me")), ("yes", _("I am worried"))],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("What worries you?"),
        help_text=_("Only the person the team is for reads it, and whoever acts for them."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_is_worried(self) -> bool:
        return str(self.cleaned_data["is_worried"]) == "yes"

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("is_worried") is False and said.get("words", "").strip() and "words" in self.changed_data:
            self.add_error("is_worried", _("Say that you are worried, or take the words out."))
        return said


class BringUpForm(forms.Form):
    """A coordinator brings two people up for each other."""

    ask = forms.ChoiceField(label=_("Which ask?"))
    giver = forms.ChoiceField(label=_("Who might suit?"))

    def __init__(self, *args: Any, asks: dict[str, tuple[Any, str]], people: dict[str, tuple[Any, str]]) -> None:
        super().__init__(*args)
        self.asks, self.people = asks, people
        for name, rows in (("ask", asks), ("giver", people)):
            self.fields[name].choices = [("", _("Choose")), *((pk, label) for pk, (_row, label) in rows.items())]  # type: ignore[attr-defined]

    def clean_ask(self) -> Any:
        return self.asks[self.cleaned_data["ask"]][0]

    def clean_giver(self) -> Any:
        return self.people[self.cleaned_data["giver"]][0]
