"""What is asked on the pages of a team's life."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel import papers
from kernel.time import Gap, NoSuchTime, Overlap, instant_at
from tenant_apps.teams.models import CheckIn, ReviewWords, TeamHat
from tenant_apps.teams.terms import HAT_MONTHS, MOST_HAT_MONTHS

DAY = forms.DateInput(attrs={"type": "date"})
Choices = list[tuple[str, str]]


def someone(form: forms.Form, name: str, people: Choices, empty: str = "") -> None:
    """The people a question can be answered with; `empty` is the answer that is nobody."""
    chosen = form.fields[name]
    assert isinstance(chosen, forms.ChoiceField)
    chosen.choices = [("", empty or _("Choose")), *people]


def moment_of(day: date, wall: time, zone: str) -> datetime:
    """The instant at which the clock on the wall shows this, and the first where there are two in autumn. Raises
    ValidationError for the hour that is left out in spring."""
    try:
        return instant_at(day, wall.replace(tzinfo=None), ZoneInfo(zone), gap=Gap.REFUSE, overlap=Overlap.FIRST)
    except NoSuchTime as error:
        words = _("On this night the clocks go forward, and this time does not come. Choose another one.")
        raise forms.ValidationError(words, code="no_such_time") from error


class HatForm(forms.Form):
    """Who should wear which hat, and for how long."""

    kind = forms.ChoiceField(label=_("What is to be done?"))
    person = forms.ChoiceField(label=_("Who should do it?"))
    months = forms.IntegerField(
        label=_("For how many months?"),
        min_value=1,
        max_value=MOST_HAT_MONTHS,
        initial=HAT_MONTHS,
        help_text=_("From one to twelve. They can go on afterwards, or hand it over at any time."),
    )

    def __init__(self, *args: Any, kinds: list[TeamHat.Kind], people: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        someone(self, "person", people)
        chosen = self.fields["kind"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [("", _("Choose")), *((kind.value, kind.label) for kind in kinds)]


class LayDownForm(forms.Form):
    """Who takes a hat over, or that nobody does for now."""

    successor = forms.ChoiceField(label=_("Who takes it over?"), required=False)
    leaves_vacant = forms.BooleanField(
        label=_("Nobody does it for now"),
        required=False,
        help_text=_("Everybody in the team is told, and it stands on the team’s page until somebody does it."),
    )

    def __init__(self, *args: Any, people: Choices) -> None:
        super().__init__(*args)
        someone(self, "successor", people, str(_("Nobody")))


class TaskForm(forms.Form):
    """What is to be done."""

    what = forms.CharField(label=_("What is to be done?"), max_length=300)
    who = forms.ChoiceField(label=_("Who does it?"), required=False)
    due_on = forms.DateField(label=_("Until when?"), widget=DAY, required=False)

    def __init__(self, *args: Any, people: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        someone(self, "who", people, str(_("Anybody")))


class CheckInForm(forms.Form):
    """How it is going."""

    going = forms.ChoiceField(label=_("How is it going?"), choices=CheckIn.Going.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In a few words"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class MeetingForm(forms.Form):
    """When and where the team meets."""

    day = forms.DateField(label=_("On which day?"), widget=DAY)
    at = forms.TimeField(label=_("At what time?"), widget=forms.TimeInput(attrs={"type": "time"}))
    place = forms.CharField(label=_("Where?"), max_length=200, required=False)

    def __init__(self, *args: Any, zone: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.zone = zone

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("day") and isinstance(said.get("at"), time):
            try:
                said["at"] = moment_of(said["day"], said["at"], self.zone)
            except forms.ValidationError as refused:
                self.add_error("at", refused)
        return said


class NotesForm(forms.Form):
    """Who was there, and what was talked about."""

    there = forms.MultipleChoiceField(label=_("Who was there?"), widget=forms.CheckboxSelectMultiple, required=False)
    notes = forms.CharField(
        label=_("What did you talk about?"),
        max_length=8000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, people: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        chosen = self.fields["there"]
        assert isinstance(chosen, forms.MultipleChoiceField)
        chosen.choices = people


class DecisionForm(forms.Form):
    """What was decided, and when it is looked at again."""

    what = forms.CharField(label=_("What did you decide?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    review_on = forms.DateField(label=_("When do you look at it again?"), widget=DAY)


class DocumentForm(forms.Form):
    """A paper for the team."""

    paper = forms.FileField(
        label=_("A picture or a PDF file"),
        widget=forms.FileInput(attrs={"data-most": papers.MOST}),
        error_messages={"empty": _("This file is empty. Choose another one.")},
    )
    called = forms.CharField(label=_("What is it?"), max_length=200, required=False)


class AgreementForm(forms.Form):
    """Something to agree on."""

    title = forms.CharField(label=_("What is it about?"), max_length=120)
    words = forms.CharField(
        label=_("What do we agree on?"),
        max_length=6000,
        help_text=_("Write it as you would say it. Everybody in the team is asked for their yes."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class WordingForm(forms.Form):
    """Another wording of it."""

    words = forms.CharField(
        label=_("What do we agree on?"),
        max_length=6000,
        help_text=_("Everybody is asked again for their yes to the new words."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class SessionForm(forms.Form):
    """That two people met on a day."""

    who = forms.ChoiceField(label=_("Who met?"))
    on = forms.DateField(label=_("On which day?"), widget=DAY)

    def __init__(self, *args: Any, people: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        someone(self, "who", people)


class ReviewForm(forms.Form):
    """Three plain questions after some sessions."""

    good = forms.CharField(
        label=_("What goes well?"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    change = forms.CharField(
        label=_("What should be different?"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    going_on = forms.ChoiceField(
        label=_("How do you want to go on?"), choices=ReviewWords.Next.choices, widget=forms.RadioSelect
    )
    is_shared = forms.BooleanField(
        label=_("The team may read this"), required=False, help_text=_("Only if the other person says so, too.")
    )
