"""What stewards fill in about their circle. Each form knows how to show what the register says, and how to say it."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, ClassVar, Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from kernel.pictures import MEGABYTE, asking, square_png
from kernel.words import refuse_control_signs, refuse_what_is_no_name, refuse_what_is_no_phone, tidy
from tenant_apps.site.setting_up.services import SetUp
from tenants.context import current_circle
from ui import looks
from ui.colour import normal_hex
from ui.vocabulary import LONGEST, MANY, ONE, VOCABULARY, Word, key_of, own_word

LOGO_SIDE: Final = 512
MOST_PLACES: Final = 12


class Line(forms.CharField):
    """One line of words in one spelling, without signs that cannot be seen."""

    def __init__(self, **how: Any) -> None:
        super().__init__(**{"validators": [refuse_control_signs], **how})

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        # A line that is far too long is said to be so; there is no need to go through all of it first.
        return tidy(text) if len(text) <= 5000 else text


class SetUpForm(forms.Form):
    """A form over some columns of the register. `seen` carries what the page showed, to be held against what is."""

    columns: ClassVar[tuple[str, ...]]
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20_000)

    def __init__(self, data: Any = None, files: Any = None, *, here: SetUp) -> None:
        self.here = here
        said = json.dumps({column: here[column] for column in self.columns}, sort_keys=True)
        super().__init__(data, files, initial={**self.shown(here), "seen": said})

    def shown(self, here: SetUp) -> dict[str, Any]:
        """What the fields show when the page is opened."""
        return {column: here[column] for column in self.columns}

    def wanted(self) -> dict[str, Any]:
        """The columns as they are to be."""
        return {column: self.cleaned_data[column] for column in self.columns}

    def clean_seen(self) -> dict[str, Any]:
        """A page that cannot say what it showed counts as one that showed what is there now."""
        try:
            seen = json.loads(self.cleaned_data["seen"])
        except (ValueError, RecursionError):
            seen = None
        return seen if isinstance(seen, dict) else dict(self.here)

    def show_anew(self, now: SetUp) -> None:
        """Keep what was typed, over what is saved now: the next press of the button is about that."""
        self.here = now
        said = json.dumps({column: now[column] for column in self.columns}, sort_keys=True)
        typed: Any = self.data
        self.data = typed.copy()
        self.data["seen"] = said  # type: ignore[index]


class SettingsForm(SetUpForm):
    """Name, places, and how to reach the circle."""

    columns = (
        "name",
        "strapline",
        "place",
        "places",
        "contact_phone",
        "contact_email",
        "contact_address",
        "is_listed",
        "may_be_copied",
    )
    name = Line(label=_("Name of the circle"), max_length=80)
    strapline = Line(
        label=_("One sentence about you"),
        help_text=_("It stands in large letters on your front page."),
        max_length=200,
        required=False,
    )
    place = Line(label=_("Your place"), help_text=_("As neighbours call it."), max_length=120, required=False)
    places = Line(
        label=_("Other places near by"),
        help_text=_(
            "So that people there find you, too. First halves of postcodes, like HX7, help as well. Put a comma between"
            " them."
        ),
        max_length=800,
        required=False,
    )
    contact_phone = Line(
        label=_("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    contact_email = forms.EmailField(label=_("E-mail address"), max_length=254, required=False)
    contact_address = Line(label=_("Address to visit or write to"), max_length=200, required=False)
    is_listed = forms.BooleanField(label=_("Show our circle where people look for one"), required=False)
    may_be_copied = forms.BooleanField(
        label=_("Others may copy our set-up"),
        help_text=_(
            "New circles can start with your colours, your words, your languages and your public pages with their"
            " pictures. Never with your name, your logo, or anything about people."
        ),
        required=False,
    )

    def shown(self, here: SetUp) -> dict[str, Any]:
        return {**super().shown(here), "places": ", ".join(here["places"])}

    def clean_name(self) -> str:
        return self._a_name("name")

    def clean_place(self) -> str:
        return self._a_name("place")

    def clean_contact_phone(self) -> str:
        refuse_what_is_no_phone(self.cleaned_data["contact_phone"])
        return self.cleaned_data["contact_phone"]

    def _a_name(self, field: str) -> str:
        """Until the federation has said yes, what stands in letters to people who do not know us is only a name."""
        if current_circle().is_sandbox:
            refuse_what_is_no_name(self.cleaned_data[field])
        return self.cleaned_data[field]

    def clean_places(self) -> list[str]:
        places = list(dict.fromkeys(place.strip() for place in self.cleaned_data["places"].split(",") if place.strip()))
        if len(places) > MOST_PLACES:
            raise ValidationError(_("That are many places. Name the twelve that matter most."), code="too_many")
        if any(len(place) > 60 for place in places):
            raise ValidationError(_("One of these places is very long. Is there a comma missing?"), code="too_long")
        return places


class LookForm(SetUpForm):
    """Two colours and a logo."""

    columns = ("brand", "accent", "logo")
    look = forms.ChoiceField(
        label=_("Colours"),
        choices=[(look.name, look.called) for look in looks.LOOKS] + [(looks.OWN, _("Our own colours"))],
        widget=forms.RadioSelect,
    )
    brand = forms.CharField(label=_("Main colour"), max_length=7, required=False)
    accent = forms.CharField(label=_("Second colour"), max_length=7, required=False)
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("A PNG, JPEG, WebP or GIF picture under 2 MB. Without one you get our mark in your colours."),
        widget=forms.FileInput(attrs=asking(2 * MEGABYTE)),
        error_messages={"empty": _("This picture is empty: there is nothing in the file. Choose another one.")},
    )
    no_logo = forms.BooleanField(label=_("Take the logo away"), required=False)

    def shown(self, here: SetUp) -> dict[str, Any]:
        brand, accent = here["brand"], here["accent"]
        return {"look": looks.chosen(brand, accent), "brand": brand, "accent": accent}

    def clean_logo(self) -> bytes | None:
        sent = self.cleaned_data.get("logo")
        return square_png(sent, side=LOGO_SIDE) if sent else None

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        look = looks.BY_NAME.get(said.get("look", ""))
        for name in ("brand", "accent"):
            try:
                said[name] = getattr(look, name) if look else normal_hex(said.get(name) or "")
            except ValueError:
                self.add_error(name, _("Choose a colour, or one of the pairs above."))
        return said

    def colours(self) -> tuple[str, str]:
        """The colours the page is to show; those that are saved while what was asked for makes no sense."""
        look = looks.BY_NAME.get(str(self["look"].value() or ""))
        if look is not None:
            return look.brand, look.accent
        try:
            return normal_hex(str(self["brand"].value())), normal_hex(str(self["accent"].value()))
        except ValueError:
            return self.here["brand"], self.here["accent"]

    def wanted(self) -> dict[str, Any]:
        said = self.cleaned_data
        logo = "" if said["no_logo"] else said["seen"].get("logo", self.here["logo"])
        return {"brand": said["brand"], "accent": said["accent"], "logo": _kept(said["logo"]) if said["logo"] else logo}


def _kept(png: bytes) -> str:
    """Keep a logo in the circle's own files; its name is made from what is in it, so that keeping it twice is once."""
    name = f"site/logo-{hashlib.sha256(png).hexdigest()[:16]}.png"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(png))
    return name


class LanguagesForm(SetUpForm):
    """Which languages the circle's pages are to be read in, and which comes first."""

    columns = ("language", "languages")
    language = forms.ChoiceField(
        label=_("Which language do your pages speak first?"),
        help_text=_("Whoever chooses nothing reads this one."),
        choices=lambda: list(settings.LANGUAGES),
        widget=forms.RadioSelect,
    )
    languages = forms.MultipleChoiceField(
        label=_("Which other languages do people read with you?"),
        choices=lambda: list(settings.LANGUAGES),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def shown(self, here: SetUp) -> dict[str, Any]:
        return {"language": here["language"], "languages": here["languages"] or [here["language"]]}

    def wanted(self) -> dict[str, Any]:
        first = self.cleaned_data["language"]
        others = [code for code in self.cleaned_data["languages"] if code != first]
        if not others and not self.cleaned_data["seen"].get("languages"):
            return {"language": first, "languages": []}
        return {"language": first, "languages": [first, *others]}


class WordsForm(SetUpForm):
    """The circle's own words in one language, each for one and for many."""

    columns = ("words",)

    def __init__(self, data: Any = None, *, here: SetUp, language: str) -> None:
        self.language = language
        super().__init__(data, here=here)
        for word in VOCABULARY.values():
            for form, label in ((ONE, _("one")), (MANY, _("many"))):
                usual = word.one if form == ONE else word.many
                # Each box says by itself which word it is about: tables are not read out in one go.
                named = _("Your word for “%(word)s” (%(form)s)") % {"word": usual, "form": label}
                self.fields[f"{word.code}_{form}"] = Line(label=named, max_length=LONGEST, required=False)
        self.initial = {**self.initial, **self.shown(here)}

    def shown(self, here: SetUp) -> dict[str, Any]:
        words, main = here["words"], here["language"]
        return {
            f"{code}_{form}": own_word(words, code, form, self.language, main)
            for code in VOCABULARY
            for form in (ONE, MANY)
        }

    def clean(self) -> dict[str, Any]:
        """A word for one and none for many would be half a word: pages say both."""
        said = self.cleaned_data
        for code in VOCABULARY:
            one, many = said.get(f"{code}_{ONE}"), said.get(f"{code}_{MANY}")
            if bool(one) != bool(many):
                self.add_error(f"{code}_{MANY if one else ONE}", _("Say both: one, and many."))
        return said

    def words(self) -> dict[str, str]:
        """What is in the boxes now, as a circle keeps it. For the preview, before anything is checked or saved."""
        return self._over(self.here["words"], lambda name: tidy(str(self[name].value() or ""))[:LONGEST])

    def wanted(self) -> dict[str, Any]:
        seen = self.cleaned_data["seen"].get("words")
        base = seen if isinstance(seen, dict) else self.here["words"]
        return {"words": self._over(base, lambda name: self.cleaned_data[name])}

    def _over(self, base: Mapping[str, str], typed: Any) -> dict[str, str]:
        words = dict(base)
        for code in VOCABULARY:
            for form in (ONE, MANY):
                key, value = key_of(code, form, self.language), typed(f"{code}_{form}")
                if self.language == self.here["language"]:
                    words.pop(code if form == ONE else f"{code}.{MANY}", None)  # as a recipe said it
                if value:
                    words[key] = value
                else:
                    words.pop(key, None)
        return words

    def rows(self) -> list[tuple[Word, forms.BoundField, forms.BoundField]]:
        return [(word, self[f"{word.code}_{ONE}"], self[f"{word.code}_{MANY}"]) for word in VOCABULARY.values()]
