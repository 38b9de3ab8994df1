"""What people fill in: an answer, a complaint; and, for whoever answers, a question, a decision, a rule, a hold."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.answers import Paper, Piece
from tenant_apps.people.models import Person, today
from tenant_apps.rights.models import ClockStop, Complaint, DataRequest, Decided
from tenant_apps.rights.models.consents import Channel
from tenant_apps.rights.models.requests import MOST_WORDS
from tenant_apps.rights.services.keeping import Keeping

FORGET_WORDS = _("Yes, forget me")
LONG = forms.Textarea(attrs={"rows": 5})
DAY = {"type": "date"}


def day(**options: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), **options)


class WordsForm(forms.Form):
    """Some words, with a label that says which."""

    words = forms.CharField(max_length=MOST_WORDS, widget=LONG)

    def __init__(self, data: Any = None, *, label: Any, hint: Any = "", **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["words"].label, self.fields["words"].help_text = label, hint


class ComplaintForm(forms.Form):
    """What happened, in their own words."""

    about = forms.ChoiceField(label=_("What is it about?"), choices=Complaint.About.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("What happened?"), help_text=_("In your own words."), max_length=MOST_WORDS, widget=LONG
    )


class OwnComplaintForm(ComplaintForm):
    """The same, and whether it is about somebody who would answer it."""

    concerns = forms.MultipleChoiceField(
        label=_("Is it about one of these people?"),
        help_text=_("They answer complaints here. Whom you tick does not read it, and somebody else answers."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, answerers: Any, **more: Any) -> None:
        super().__init__(data, **more)
        people = [(str(each.pk), each.called) for each in answerers]
        self.fields["concerns"].choices = people  # type: ignore[attr-defined]
        if not people:
            del self.fields["concerns"]

    def clean_concerns(self) -> list[UUID]:
        return [UUID(each) for each in self.cleaned_data["concerns"]]


class AppointForm(forms.Form):
    """Who answers one complaint, where it concerns everybody whose office that is."""

    somebody = forms.ModelChoiceField(label=_("Who should answer it?"), queryset=Person.objects.none())

    def __init__(self, data: Any = None, *, people: Any, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["somebody"].queryset = people  # type: ignore[attr-defined]
        self.fields["somebody"].label_from_instance = lambda person: person.called  # type: ignore[attr-defined]


class TakenDownForm(forms.Form):
    """Who asked, in which way, and when: for somebody who rang, wrote, or said it at the door."""

    person = forms.ModelChoiceField(label=_("Who?"), queryset=Person.objects.none())
    channel = forms.ChoiceField(label=_("How did they tell you?"), choices=Channel.choices, widget=forms.RadioSelect)
    received_on = day(label=_("On which day?"), help_text=_("The month to answer in begins on that day."))

    def __init__(self, data: Any = None, *, people: Any, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["person"].label_from_instance = lambda person: person.name  # type: ignore[attr-defined]
        self.fields["channel"].initial, self.fields["received_on"].initial = Channel.VOICE, today()


class RequestTakenDownForm(TakenDownForm):
    kind = forms.ChoiceField(
        label=_("What do they ask for?"), choices=DataRequest.Kind.choices, widget=forms.RadioSelect
    )
    field_order = ("person", "kind", "channel", "received_on")


class ComplaintTakenDownForm(TakenDownForm):
    """A complaint of somebody we know, or of somebody else."""

    name = forms.CharField(label=_("Or somebody we do not know: their name"), max_length=120, required=False)
    reach = forms.CharField(label=_("Where can we answer them?"), max_length=200, required=False)
    about = forms.ChoiceField(label=_("What is it about?"), choices=Complaint.About.choices, widget=forms.RadioSelect)
    words = forms.CharField(label=_("What happened?"), max_length=MOST_WORDS, widget=LONG)
    field_order = ("person", "name", "reach", "channel", "received_on", "about", "words")

    def __init__(self, data: Any = None, *, people: Any, **more: Any) -> None:
        super().__init__(data, people=people, **more)
        self.fields["person"].required = False

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("person") and not (said.get("name") and said.get("reach")):
            self.add_error("person", _("Say who complains: somebody we know, or their name and where we can answer."))
        return said


class QuestionForm(forms.Form):
    """What has to be known before their request can be answered."""

    why = forms.ChoiceField(
        label=_("What do you need to know?"), choices=ClockStop.Why.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("Your question"), help_text=_("They read it, and the clock stands still until they answer."),
        max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class DecideForm(forms.Form):
    """What goes into the copy of one piece."""

    how = forms.ChoiceField(label=_("What goes into the copy?"), widget=forms.RadioSelect)
    covered = forms.CharField(
        label=_("Which words?"), help_text=_("As they stand above, one piece of it in each line."),
        widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=MOST_WORDS,
    )  # fmt: skip
    why = forms.CharField(
        label=_("Why is it held back?"), help_text=_("This stands in the copy. Name nobody here."),
        required=False, max_length=300,
    )  # fmt: skip

    def __init__(self, data: Any = None, *, piece: Piece | Paper, seen: Decided | None, **more: Any) -> None:
        first = {"how": seen.how, "covered": "\n".join(seen.covered), "why": seen.why} if seen else {}
        super().__init__(data, initial=first, **more)
        choices = list(Decided.How.choices)
        if isinstance(piece, Paper):
            choices.remove((Decided.How.COVERED.value, Decided.How.COVERED.label))
            del self.fields["covered"]
        self.fields["how"].choices = choices  # type: ignore[attr-defined]

    @property
    def words(self) -> list[str]:
        return list(self.cleaned_data.get("covered", "").splitlines())


class RuleForm(forms.Form):
    """How long it is kept here, and where that is said."""

    months = forms.IntegerField(label=_("For how many months?"), min_value=1, max_value=1200)
    source = forms.CharField(
        label=_("Which law or advice says so?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: Any = None, *, keeping: Keeping, **more: Any) -> None:
        super().__init__(data, initial={"months": keeping.months, "source": keeping.source}, **more)


class HoldForm(forms.Form):
    """Of whom nothing may go, why, and when somebody looks at it again."""

    person = forms.ModelChoiceField(label=_("Who?"), queryset=Person.objects.none())
    reason = forms.CharField(
        label=_("Why may nothing go?"), help_text=_("A claim, an inquest, an enquiry to keep somebody safe."),
        max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    review_on = day(label=_("When do you look at it again?"))

    def __init__(self, data: Any = None, *, people: Any, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["person"].label_from_instance = lambda person: person.name  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """What was found, and what was done."""

    outcome = forms.ChoiceField(
        label=_("What did you find?"), choices=Complaint.Outcome.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("Tell them what you found, and what you did"), max_length=MOST_WORDS, widget=LONG,
        help_text=_("They read this. Tell them, too, that they may go to the Information Commissioner."),
    )  # fmt: skip
