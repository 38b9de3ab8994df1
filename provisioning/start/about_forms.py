"""Steps 1 to 5: what the circle is called, where it is, who begins it, and how it looks."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kernel.errors import RuleBroken
from kernel.pictures import MEGABYTE, asking
from kernel.words import tidy
from provisioning import stewards
from provisioning.start import addresses
from provisioning.start.forms import NameLine, StepForm
from shared_apps.applications import logos, services
from shared_apps.applications.checking import check_free_name
from shared_apps.applications.models import Application
from ui import looks
from ui.colour import normal_hex


class NameForm(StepForm):
    step = "name"
    template = "start/name.html"
    name = NameLine(
        label=_("Name of your circle"),
        max_length=80,
        help_text=_("As people say it. You can change it later. For example: Todmorden Care Circle."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Give your circle a name.")},
    )

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        try:
            check_free_name(self.application, name=name)
        except RuleBroken as no:
            raise ValidationError(str(no.sentence), code=no.code) from no
        return name


class PlaceForm(StepForm):
    step = "place"
    template = "start/place.html"
    place = NameLine(
        label=_("Your place"),
        max_length=120,
        help_text=_("A town, or a part of a city, as neighbours call it."),
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
        error_messages={"required": _("Say which place your circle is for.")},
    )
    places = NameLine(
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

    def clean(self) -> dict[str, Any]:
        """Elsewhere the name may have been free; here another circle may have it, or one like it."""
        said = self.cleaned_data
        if not self.errors:
            try:
                check_free_name(self.application, place=said["place"], places=said["places"])
            except RuleBroken as no:
                way_out = _("%(why)s To change the name, go back one page.") % {"why": no.sentence}
                self.add_error("place", ValidationError(way_out, code=no.code))
        return said


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
            self.fields[f"name_{number}"] = NameLine(
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

    def clean_email_1(self) -> str:
        """Whoever starts a circle is its steward at once, so only by the address that the link was opened from."""
        email = str(self.cleaned_data["email_1"])
        if email.lower() != self.application.email.lower():
            raise ValidationError(
                _("Your link went to %(email)s, so that is your address here. To use another, begin again with it."),
                params={"email": self.application.email},
                code="not_yours",
            )
        return email

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
    not_put_by = ("logo", "no_logo")
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
        label=_("Your logo"),
        required=False,
        help_text=_("A PNG, JPEG, WebP or GIF picture under 2 MB. Without one you get our mark in your colours."),
        widget=forms.FileInput(attrs=asking(2 * MEGABYTE)),
        error_messages={"empty": _("This picture is empty: there is nothing in the file. Choose another one.")},
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
