"""One short form a page. Each knows how to show what was saved before, and what its answers are called there."""

from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kernel.errors import RuleBroken
from kernel.words import refuse_control_signs, tidy
from provisioning import recipes, stewards
from provisioning.start import addresses, choices, looks
from provisioning.start.traps import Trapped
from shared_apps.applications import logos, services
from shared_apps.applications.models import FIELDS, Application
from shared_apps.federation.modes import Mode
from tenants.models import Circle
from ui.colour import normal_hex

ECHOED: Final = 2000
"""How much of what was typed is shown back. A field that somebody filled with a megabyte is not sent back whole."""


class Line(forms.CharField):
    """One line of words in one spelling, without signs that cannot be seen."""

    def __init__(self, **how: Any) -> None:
        super().__init__(**{"validators": [refuse_control_signs], **how})

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        # A line that is far too long is said to be so; there is no need to go through all of it first.
        return tidy(text) if len(text) <= ECHOED else text


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class StepForm(forms.Form):
    """A step of the application. `seen` carries which version of the step the page showed."""

    step: ClassVar[str]
    template: ClassVar[str]
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31, required=False)

    def __init__(self, data: Any = None, files: Any = None, *, application: Application) -> None:
        self.application = application
        initial = {**self.saved(application), "seen": application.steps.get(self.step, 0)}
        super().__init__(_shortened(data), files, initial=initial)

    def saved(self, application: Application) -> dict[str, Any]:
        """What the fields show when the page is opened."""
        return {name: getattr(application, name) for name in FIELDS[self.step]}

    def answers(self) -> dict[str, Any]:
        """The answers by the names the application keeps them under."""
        return {name: self.cleaned_data[name] for name in FIELDS[self.step]}

    def show_anew(self) -> None:
        """Carry on from what is saved now: the next press of the button is about that."""
        self.data = {**dict(self.data.items()), "seen": self.application.steps.get(self.step, 0)}


def _shortened(data: Any) -> Any:
    if data is None or all(len(value) <= ECHOED for value in data.values()):
        return data
    data = data.copy()
    for name, value in data.items():
        data[name] = value[:ECHOED]
    return data


class BeginForm(Trapped):
    """An e-mail address and nothing more."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"required": _("Type your e-mail address.")},
    )


class WordsForm(forms.Form):
    """A few sentences to the national co-op."""

    words = forms.CharField(
        label=_("What you want to say"),
        max_length=services.LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write a few words first.")},
    )


class NameForm(StepForm):
    step = "name"
    template = "start/name.html"
    name = Line(
        label=_("Name of your circle"),
        max_length=80,
        help_text=_("As people say it. You can change it later. For example: Todmorden Care Circle."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Give your circle a name.")},
    )


class PlaceForm(StepForm):
    step = "place"
    template = "start/place.html"
    place = Line(
        label=_("Your place"),
        max_length=120,
        help_text=_("A town, or a part of a city, as neighbours call it."),
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
        error_messages={"required": _("Say which place your circle is for.")},
    )
    places = Line(
        label=_("Other places near by"),
        max_length=400,
        required=False,
        help_text=_("So that people there find you, too. Put a comma between them."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def saved(self, application: Application) -> dict[str, Any]:
        return {"place": application.place, "places": ", ".join(application.places)}

    def clean_places(self) -> list[str]:
        named = [tidy(part) for part in self.cleaned_data["places"].split(",") if tidy(part)]
        if len(named) > 12 or any(len(part) > 60 for part in named):
            raise ValidationError(_("Name twelve places at most, each in 60 letters or less."))
        return list(dict.fromkeys(named))


class AddressForm(StepForm):
    step = "address"
    template = "start/address.html"
    slug = forms.CharField(
        label=_("Web address"),
        max_length=200,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "inputmode": "url"}
        ),
        error_messages={"required": _("Choose a web address.")},
    )

    def saved(self, application: Application) -> dict[str, Any]:
        return {"slug": application.slug or next(iter(addresses.offers(application)), "")}

    def clean_slug(self) -> str:
        slug = addresses.tidied(self.cleaned_data["slug"])
        try:
            addresses.check_free(slug, self.application)
        except RuleBroken as no:
            raise ValidationError(str(no.sentence), code=no.code) from no
        return slug


class PeopleForm(StepForm):
    """Three stewards, of whom two may come later."""

    step = "people"
    template = "start/people.html"
    HOW_MANY: Final = 3

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, self.HOW_MANY + 1):
            mine = number == 1
            fill = {"autocomplete": "name" if mine else "off"}
            self.fields[f"name_{number}"] = Line(
                label=_("Your name") if mine else _("Name"),
                max_length=120,
                required=mine,
                widget=forms.TextInput(attrs=fill),
                error_messages={"required": _("Say your name.")},
            )
            self.fields[f"email_{number}"] = forms.EmailField(
                label=_("Your e-mail address") if mine else _("E-mail address"),
                max_length=254,
                required=mine,
                widget=forms.EmailInput(attrs={"autocomplete": "email" if mine else "off", "spellcheck": "false"}),
                error_messages={"required": _("Say your e-mail address.")},
            )

    def saved(self, application: Application) -> dict[str, Any]:
        shown = {"email_1": application.email}
        for number, steward in enumerate(application.stewards, start=1):
            shown |= {f"name_{number}": steward["name"], f"email_{number}": steward["email"]}
        return shown

    @property
    def rows(self) -> list[tuple[int, list[forms.BoundField]]]:
        return [(n, [self[f"name_{n}"], self[f"email_{n}"]]) for n in range(1, self.HOW_MANY + 1)]

    def clean(self) -> dict[str, Any]:
        known: set[str] = set()
        for number in range(1, self.HOW_MANY + 1):
            name, email = self.cleaned_data.get(f"name_{number}"), self.cleaned_data.get(f"email_{number}")
            self._whole(number, name, email)
            if not (name and email):
                continue
            try:
                stewards.check(name=name, email=email)
            except RuleBroken as no:
                self.add_error(f"name_{number}", str(no.sentence))
            if email.lower() in known:
                self.add_error(f"email_{number}", _("Each steward needs an e-mail address of their own."))
            known.add(email.lower())
        return self.cleaned_data

    def _whole(self, number: int, name: str | None, email: str | None) -> None:
        """A name without an address, or an address without a name, was not finished."""
        if name and not email and f"email_{number}" not in self.errors:
            self.add_error(f"email_{number}", _("Add the e-mail address, or leave both empty."))
        if email and not name and f"name_{number}" not in self.errors:
            self.add_error(f"name_{number}", _("Add the name, or leave both empty."))

    def answers(self) -> dict[str, Any]:
        said = [(self.cleaned_data[f"name_{n}"], self.cleaned_data[f"email_{n}"]) for n in range(1, self.HOW_MANY + 1)]
        return {"stewards": [{"name": name, "email": email.lower()} for name, email in said if name]}


class LookForm(StepForm):
    step = "look"
    template = "start/look.html"
    look = forms.ChoiceField(
        label=_("Colours"),
        choices=[(look.name, look.called) for look in looks.LOOKS] + [(looks.OWN, _("Our own colours"))],
        widget=forms.RadioSelect,
    )
    brand = forms.CharField(
        label=_("Main colour"), max_length=7, required=False, widget=forms.TextInput(attrs={"type": "color"})
    )
    accent = forms.CharField(
        label=_("Second colour"), max_length=7, required=False, widget=forms.TextInput(attrs={"type": "color"})
    )
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("A PNG, JPEG, WebP or GIF picture under 2 MB. Without one you get our mark in your colours."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/gif"}),
    )
    no_logo = forms.BooleanField(label=_("Take the logo away"), required=False)

    def saved(self, application: Application) -> dict[str, Any]:
        first = looks.LOOKS[0]
        brand, accent = application.brand or first.brand, application.accent or first.accent
        return {"look": looks.chosen(brand, accent), "brand": brand, "accent": accent}

    def clean_logo(self) -> bytes | None:
        sent = self.cleaned_data.get("logo")
        return logos.made_anew(sent) if sent else None

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        look = looks.BY_NAME.get(said.get("look", ""))
        for name in ("brand", "accent"):
            try:
                said[name] = getattr(look, name) if look else normal_hex(said.get(name) or "")
            except ValueError:
                self.add_error(name, _("Choose a colour, or one of the pairs above."))
        return said

    def answers(self) -> dict[str, Any]:
        said = self.cleaned_data
        logo = "" if said["no_logo"] else self.application.logo
        if said["logo"]:
            founder = services.Founder(self.application.pk)
            logo = services.keep_logo(self.application.pk, said["logo"], by=founder)
        return {"brand": said["brand"], "accent": said["accent"], "logo": logo}


class KindForm(StepForm):
    """What the circle is before the law. Whoever needs a proof is asked for it on the same page, second."""

    step = "kind"
    template = "start/kind.html"
    mode = forms.ChoiceField(
        label=_("Kind of circle"),
        choices=[(mode, choices.MODE_TITLES[mode]) for mode in Mode.values],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is nearest to what you plan.")},
    )
    mode_since = forms.DateField(label=_("From when"), required=False, widget=DayInput)
    mode_evidence = Line(label=_("How we can see that"), required=False, max_length=300)
    asked_for = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = str(self["mode"].value() or "")
        self.needs_proof = said in choices.PROOFS
        if self.needs_proof:
            proof = choices.PROOFS[said]
            self.initial["asked_for"] = said
            self.fields["mode_since"].label = str(proof.since)
            self.fields["mode_evidence"].label = str(proof.evidence)
            self.fields["mode_evidence"].help_text = str(proof.hint)

    @property
    def asks_for_more(self) -> bool:
        """Whether this answer came from a page that had not asked for the proof of this kind yet."""
        return self.needs_proof and self.is_bound and self.data.get("asked_for") != self.data.get("mode")

    def clean(self) -> dict[str, Any]:
        if not self.needs_proof:
            self.cleaned_data |= {"mode_since": None, "mode_evidence": ""}
        elif not self.asks_for_more:
            if not self.cleaned_data.get("mode_since") and "mode_since" not in self.errors:
                self.add_error("mode_since", _("Say from when."))
            if not self.cleaned_data.get("mode_evidence") and "mode_evidence" not in self.errors:
                self.add_error("mode_evidence", _("Say in a few words how we can see that."))
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
    society_name = Line(label=_("Name of your society"), required=False, max_length=120)
    society_number = Line(
        label=_("Its number"),
        required=False,
        max_length=40,
        help_text=_("In the Mutuals Public Register or at Companies House."),
    )
    society_since = forms.DateField(label=_("Registered on"), required=False, widget=DayInput)
    society_evidence = Line(
        label=_("Where we can see that"),
        required=False,
        max_length=300,
        help_text=_("A web address, or what you can show us."),
    )

    @property
    def has_own(self) -> bool:
        return self["society"].value() == "own"

    @property
    def asks_for_more(self) -> bool:
        return self.has_own and self.is_bound and "society_name" not in self.data

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if self.application.mode == Mode.REGISTERED and said.get("society") not in (None, "own"):
            self.add_error("society", _("A circle with its own registration needs a society of its own."))
        if not self.has_own:
            said |= {"society_name": "", "society_number": "", "society_since": None, "society_evidence": ""}
        elif not self.asks_for_more:
            for name, sentence in choices.SOCIETY_NEEDS.items():
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, str(sentence))
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
    wording = forms.ChoiceField(choices=[(w, w) for w in choices.WORDINGS], widget=forms.HiddenInput)

    def saved(self, application: Application) -> dict[str, Any]:
        first = application.stewards[0]["name"] if application.stewards else ""
        return {"agreed_by": application.agreed_by or first, "agreed": bool(application.agreement)}

    def clean_agreement(self) -> int:
        number: int = self.cleaned_data["agreement"]
        if number != choices.agreement_in_force().number:
            raise ValidationError(_("There is a newer agreement since you opened this page. Read it, then sign."))
        return number


FORMS: Final[dict[str, type[StepForm]]] = {
    form.step: form
    for form in (
        NameForm, PlaceForm, AddressForm, PeopleForm, LookForm, KindForm, SocietyForm, RecipeForm, AgreeForm
    )
}  # fmt: skip
