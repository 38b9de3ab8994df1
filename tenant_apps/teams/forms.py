"""What is asked on the pages of teams."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from tenant_apps.people.models import Person
from tenant_apps.privacy.doors import Masked
from tenant_apps.teams.models import Place
from tenants.context import current_circle


class _Choosing(forms.Form):
    """Somebody out of those whose names the reader may know."""

    def __init__(self, *args: Any, people: list[Person] | list[Masked], field: str = "person") -> None:
        super().__init__(*args)
        self.people = {str(each.pk): each for each in people}
        chosen = self.fields[field]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [("", _("Choose")), *((pk, each.called) for pk, each in self.people.items())]


class PlaceForm(_Choosing):
    """Who is brought up for a team, and as what."""

    person = forms.ChoiceField(label=_("Who?"))
    kind = forms.ChoiceField(label=_("Who are they to the team?"), choices=Place.Kind.choices)
    does = forms.CharField(
        label=_("What would they do?"),
        help_text=_("In a few words, like “shopping on Fridays”. The team reads it."),
        max_length=200,
        required=False,
    )

    def clean_person(self) -> Any:
        return self.people[self.cleaned_data["person"]]


class StandInForm(_Choosing):
    """Who stands in, and until when."""

    person = forms.ChoiceField(label=_("Who stands in?"))
    until = forms.DateField(
        label=_("Until the end of which day?"),
        help_text=_("Two weeks at most. Then it ends by itself."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    does = forms.CharField(label=_("What for?"), max_length=200, required=False)

    def clean_person(self) -> Any:
        return self.people[self.cleaned_data["person"]]

    def clean_until(self) -> datetime:
        """The end of that day, where the circle lives."""
        day: date = self.cleaned_data["until"]
        return datetime.combine(day + timedelta(days=1), time.min, tzinfo=ZoneInfo(current_circle().time_zone))


class FoundForm(_Choosing):
    """For whom a coordinator founds a team."""

    person = forms.ChoiceField(label=_("For whom?"))
    starter = forms.BooleanField(label=_("I help the team to begin"), required=False, initial=True)
    asked = forms.BooleanField(label=_("I have asked them, and they would like a team"))

    def clean_person(self) -> Any:
        return self.people[self.cleaned_data["person"]]


class EndForm(forms.Form):
    """Why a team ends, if anybody wants to say."""

    why = forms.CharField(
        label=_("Would you like to say why?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
