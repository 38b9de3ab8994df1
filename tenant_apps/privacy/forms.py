"""What people are asked about their privacy."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.sections import Audience, Section
from tenant_apps.people.models import Person
from tenant_apps.privacy.words import AUDIENCES

MOST_ON_A_LIST = 200


class AudienceForm(forms.Form):
    """Who may see one section; and whom, by name."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    audience = forms.TypedChoiceField(label=_("Who may see this?"), coerce=int, widget=forms.RadioSelect)
    named = forms.ModelMultipleChoiceField(
        label=_("People I choose"), queryset=Person.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, section: Section, known: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [each for each in section.choices if each is not Audience.FEDERATION]
        self.fields["audience"].choices = [(each.value, AUDIENCES[each]) for each in choices]  # type: ignore[attr-defined]
        named: Any = self.fields["named"]
        named.queryset = known
        named.label_from_instance = lambda person: person.called
        if Audience.NAMED not in choices or not known.exists():
            del self.fields["named"]


class DoubtForm(forms.Form):
    words = forms.CharField(
        label=_("What worries you?"),
        help_text=_("You need not write anything."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("What was it?"),
        help_text=_("They read this, word for word."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class GlassForm(forms.Form):
    reason = forms.CharField(
        label=_("Why can it not wait?"),
        help_text=_("They read this, and the safeguarding lead does."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    withhold = forms.CharField(
        label=_("Only if telling them now would put somebody at risk: why?"),
        help_text=_("Then they are told later. You look at this again within 30 days."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, may_withhold: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_withhold:
            del self.fields["withhold"]


class ReviewForm(forms.Form):
    until = forms.DateField(
        label=_("When to look at this again"), widget=forms.DateInput(attrs={"type": "date"}), required=True
    )
