"""What is asked on the pages of helping."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal
from tenant_apps.helping.bases import Basis
from tenant_apps.helping.models import SCOPE_WORDS, Authority
from tenant_apps.people.models import Person, today

DAY = forms.DateInput(attrs={"type": "date"})
SCOPES = [(str(scope), words) for scope, words in SCOPE_WORDS.items()]


class AskForm(forms.Form):
    """Whom I ask to act for me, and how far."""

    helper = forms.ChoiceField(label=_("Who should be able to act for you?"))
    scopes = forms.MultipleChoiceField(
        label=_("What may they see and do for you?"), choices=SCOPES, widget=forms.CheckboxSelectMultiple
    )
    until_on = forms.DateField(
        label=_("Until when?"),
        help_text=_("Two years at most. You can end it at any time."),
        widget=DAY,
        required=False,
    )

    def __init__(self, *args: Any, people: list[Person]) -> None:
        super().__init__(*args)
        self.people = {str(person.pk): person for person in people}
        chosen = self.fields["helper"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [("", _("Choose")), *((pk, each.called) for pk, each in self.people.items())]

    def clean_helper(self) -> Person:
        return self.people[self.cleaned_data["helper"]]


class RecordForm(AskForm):
    """What a paper or a meeting gave."""

    basis = forms.ChoiceField(
        label=_("On what ground?"), choices=[each for each in Basis.choices if each[0] != Basis.CONSENT]
    )
    how = forms.ChoiceField(label=_("May they act alone?"), choices=Authority.How.choices)
    reference = forms.CharField(label=_("Its number"), max_length=60, required=False)
    note = forms.CharField(label=_("What it says besides"), max_length=1000, required=False, widget=forms.Textarea)
    field_order = ("basis", "helper", "scopes", "how", "reference", "note", "until_on")

    def __init__(self, *args: Any, people: list[Person]) -> None:
        super().__init__(*args, people=people)
        self.fields["helper"].label = _("Who may act for them?")
        self.fields["scopes"].label = _("What does it reach to?")
        self.fields["until_on"].help_text = _("Leave it empty if it has no end.")


class PaperForm(forms.Form):
    paper = forms.FileField(label=_("A picture or a PDF file of the paper"))


class CheckerForm(forms.Form):
    """Who checks one authority, where nobody who looks after authorities is free to."""

    checker = forms.ChoiceField(label=_("Who looks at the papers instead?"))

    def __init__(self, *args: Any, people: list[Person]) -> None:
        super().__init__(*args)
        self.people = {str(person.pk): person for person in people}
        chosen = self.fields["checker"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [("", _("Choose")), *((pk, each.called) for pk, each in self.people.items())]

    def clean_checker(self) -> Person:
        return self.people[self.cleaned_data["checker"]]


class EndForm(forms.Form):
    why = forms.ChoiceField(
        label=_("Why does it end?"),
        choices=[each for each in Authority.Ended.choices if each[0] not in ("withdrawn", "stepped_down", "refused")],
    )


class CapacityForm(forms.Form):
    """Whether somebody can decide for themselves."""

    can_decide = forms.ChoiceField(
        label=_("Can they decide for themselves just now?"), choices=[("yes", _("Yes")), ("no", _("No"))]
    )
    why = forms.CharField(
        label=_("How this was assessed, and by whom"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    review_on = forms.DateField(label=_("Look at it again on"), widget=DAY)

    def clean_review_on(self) -> Any:
        day = self.cleaned_data["review_on"]
        if not today() < day <= today() + timedelta(days=366):
            raise ValidationError(_("Choose a day within a year from now."))
        return day


def ask(
    request: HttpRequest, template: str, form: forms.Form, do: Callable[[dict[str, Any]], Any], to: str, **context: Any
) -> HttpResponse:
    """Show the form; when it is sent, do what it asks for. A refusal is told in the form, with 422."""
    if request.method == "POST" and form.is_valid():
        try:
            do(form.cleaned_data)
        except (Refusal, ValidationError) as refused:
            tell(form, refused)
        else:
            return redirect(to)
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)


def tell(form: forms.Form, refused: Refusal | ValidationError) -> None:
    """Put each sentence of a refusal beside the field it is about; what is about none of them above the form."""
    if isinstance(refused, ValidationError):
        said = refused.message_dict if hasattr(refused, "error_dict") else {"": refused.messages}
    else:
        said = {name: [str(each) for each in told] for name, told in refused.errors.items()} or {"": [str(refused)]}
    for name, sentences in said.items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, sentence)
