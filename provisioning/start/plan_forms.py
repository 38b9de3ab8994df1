"""Steps 6 and 7: what the circle is before the law, what it starts with, and what it agrees to."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from provisioning import recipes
from provisioning.start import choices
from provisioning.start.forms import DayInput, Line, StepForm
from shared_apps.applications.checking import needs_own_society
from shared_apps.applications.models import Application
from shared_apps.federation.modes import Mode
from shared_apps.federation.spoken import ENGLISH, WORDINGS, languages
from tenants.models import Circle


class KindForm(StepForm):
    """What the circle is before the law. Whoever needs a proof is asked for it on the same page, second."""

    step = "kind"
    template = "start/kind.html"
    mode = forms.ChoiceField(
        label=_("Kind of circle"),
        choices=Mode.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is nearest to what you plan.")},
    )
    mode_since = forms.DateField(
        label=_("From when"), required=False, widget=DayInput, error_messages={"required": _("Say from when.")}
    )
    mode_evidence = Line(
        label=_("How we can see that"),
        required=False,
        max_length=300,
        error_messages={"required": _("Say in a few words how we can see that.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = str(self["mode"].value() or "")
        self.needs_proof = said in choices.PROOFS
        if self.needs_proof:
            proof = choices.PROOFS[said]
            self.fields["mode_since"].label = str(proof.since)
            self.fields["mode_evidence"].label = str(proof.evidence)
            self.fields["mode_evidence"].help_text = str(proof.hint)
            if not self.asks_for_more:
                self.ask_for("mode_since", "mode_evidence")

    @property
    def asks_for_more(self) -> bool:
        """Whether this answer came from a page that had not asked for the proof of this kind yet."""
        return self.needs_proof and self.is_bound and self.data.get("asked_for") != self.data.get("mode")

    def clean(self) -> dict[str, Any]:
        if not self.needs_proof:
            self.cleaned_data |= {"mode_since": None, "mode_evidence": ""}
        elif self.asks_for_more:
            self.ask_for("mode_since", "mode_evidence")
        return self.cleaned_data


class SocietyForm(StepForm):
    """Who holds contracts and insurance for the circle."""

    step = "society"
    template = "start/society.html"
    society = forms.ChoiceField(
        label=_("Legal side"),
        choices=list(choices.SOCIETY_TITLES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who holds the legal side for you.")},
    )
    society_name = Line(
        label=_("Name of your society"),
        required=False,
        max_length=120,
        error_messages={"required": _("Say the name of your society.")},
    )
    society_number = Line(
        label=_("Its number"),
        required=False,
        max_length=40,
        help_text=_("In the Mutuals Public Register or at Companies House."),
        error_messages={"required": _("Say its number.")},
    )
    society_since = forms.DateField(
        label=_("Registered on"),
        required=False,
        widget=DayInput,
        error_messages={"required": _("Say when it was registered.")},
    )
    society_evidence = Line(
        label=_("Where we can see that"),
        required=False,
        max_length=300,
        help_text=_("A web address, or what you can show us."),
        error_messages={"required": _("Say where we can see that.")},
    )

    def __init__(self, data: Any = None, files: Any = None, *, application: Application) -> None:
        super().__init__(data, files, application=application)
        if self.has_own and not self.asks_for_more:
            self.ask_for(*choices.SOCIETY_NEEDS)

    @property
    def has_own(self) -> bool:
        return self["society"].value() == "own"

    @property
    def asks_for_more(self) -> bool:
        return self.has_own and self.is_bound and "society_name" not in self.data

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if self.application.mode == Mode.REGISTERED and said.get("society") not in (None, "own"):
            self.add_error("society", needs_own_society())
        if self.asks_for_more:
            self.ask_for(*choices.SOCIETY_NEEDS)
        if not self.has_own:
            said |= {"society_name": "", "society_number": "", "society_since": None, "society_evidence": ""}
        return said


class RecipeForm(StepForm):
    step = "recipe"
    template = "start/recipe.html"
    recipe = forms.ChoiceField(
        label=_("What you start with"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you start with.")},
    )
    copy_of = forms.ChoiceField(label=_("Whose set-up"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.models = choices.circles_to_copy()
        titles = [(recipe.name, recipe.title) for recipe in recipes.BOOK.values()]
        if self.models:
            titles.append((choices.COPY, _("A copy of another circle's set-up")))
        self._offer("recipe", titles)
        self._offer("copy_of", [("", _("Choose a circle")), *((str(each.id), each.name) for each in self.models)])

    def saved(self, application: Application) -> dict[str, Any]:
        if application.copy_of:
            return {"recipe": choices.COPY, "copy_of": str(application.copy_of)}
        usual = "community" if application.mode == Mode.COMMUNITY else "equal-care"
        return {"recipe": application.recipe or usual}

    def _offer(self, name: str, answers: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = answers

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("recipe") == choices.COPY and not self.cleaned_data.get("copy_of"):
            self.add_error("copy_of", _("Choose the circle whose set-up you want to copy."))
        return self.cleaned_data

    def answers(self) -> dict[str, Any]:
        if self.cleaned_data["recipe"] == choices.COPY:
            model = next(c for c in self.models if str(c.id) == self.cleaned_data["copy_of"])
            recipe = Circle.objects.values_list("recipe", flat=True).get(pk=model.id)
            return {"recipe": recipe if recipe in recipes.BOOK else recipes.PLAINEST, "copy_of": model.id}
        return {"recipe": self.cleaned_data["recipe"], "copy_of": None}


class AgreeForm(StepForm):
    step = "agree"
    template = "start/agree.html"
    not_put_by = ("agreed", "agreement", "wording", "shown_in")
    agreed_by = Line(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Type your name to sign.")},
    )
    agreed = forms.BooleanField(
        label=_("I have read this, and I may say yes for my group"),
        error_messages={"required": _("Tick the box when you have read it and may say yes for your group.")},
    )
    agreement = forms.IntegerField(widget=forms.HiddenInput)
    wording = forms.ChoiceField(choices=[(w, w) for w in WORDINGS], widget=forms.HiddenInput)
    shown_in = forms.ChoiceField(
        choices=[(code, code) for code in sorted({ENGLISH, *languages()})], required=False, widget=forms.HiddenInput
    )

    def saved(self, application: Application) -> dict[str, Any]:
        first = application.stewards[0]["name"] if application.stewards else ""
        return {"agreed_by": application.agreed_by or first, "agreed": bool(application.agreement)}

    def clean_agreement(self) -> int:
        number: int = self.cleaned_data["agreement"]
        if number != choices.agreement_in_force().number:
            raise ValidationError(_("There is a newer agreement since you opened this page. Read it, then sign."))
        return number
