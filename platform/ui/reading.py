"""How somebody likes to read: size and kind of letters, space, colours, language. Kept in a cookie on their own device.

No sign-in is needed and nothing is stored about anybody. Both pages are plain forms that work without JavaScript.
"""

from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from ui.language import LIKES_COOKIE as COOKIE
from ui.language import offered

LONGEST_WAY_BACK = 1000
A_YEAR = 365 * 24 * 60 * 60
SIZES = {"normal": _("Normal"), "large": _("Large"), "largest": _("Largest")}
COLOURS = {
    "auto": _("The same as my device"),
    "light": _("Light: dark words on a light page"),
    "dark": _("Dark: light words on a dark page"),
    "contrast": _("Strong contrast: black words on white"),
    "night": _("Strong contrast: yellow words on black"),
}
STRONG = ("contrast", "night")
SPACES = {"normal": _("Normal"), "wide": _("More room between letters, words and lines")}
LETTERS = {"normal": _("Normal"), "plain": _("Plain, wide letters that are hard to mix up")}
CHOICES = {"size": SIZES, "colours": COLOURS, "space": SPACES, "letters": LETTERS}


@dataclass(frozen=True)
class Reading:
    """One reader's choice; anything unknown in the cookie counts as no choice."""

    size: str = "normal"
    colours: str = "auto"
    space: str = "normal"
    letters: str = "normal"

    @classmethod
    def of(cls, request: HttpRequest) -> "Reading":
        said = request.COOKIES.get(COOKIE, "").split(".")
        asked = zip(cls.__dataclass_fields__, said, strict=False)
        return cls(**{name: choice for name, choice in asked if choice in CHOICES[name]})

    @property
    def is_special(self) -> bool:
        """Whether the choice needs styles that most readers need not load."""
        return self.colours in STRONG or (self.space, self.letters) != ("normal", "normal")

    def __str__(self) -> str:
        return ".".join((self.size, self.colours, self.space, self.letters))


class ReadingForm(forms.Form):
    """Words, colours, and the room between them."""

    size = forms.ChoiceField(label=_("How big should words be?"), choices=SIZES, widget=forms.RadioSelect)
    colours = forms.ChoiceField(label=_("Which colours suit you?"), choices=COLOURS, widget=forms.RadioSelect)
    space = forms.ChoiceField(label=_("How much room should there be?"), choices=SPACES, widget=forms.RadioSelect)
    letters = forms.ChoiceField(label=_("Which letters read best?"), choices=LETTERS, widget=forms.RadioSelect)


class LanguageForm(forms.Form):
    """One of the languages offered here, each by the name its own readers call it."""

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(
            label=_("Which language do you read best?"), choices=choices, widget=forms.RadioSelect
        )


@require_http_methods(["GET", "HEAD", "POST"])
def reading(request: HttpRequest) -> HttpResponse:
    """Choose words, colours and room; the page itself changes at once, so you see what you chose."""
    chosen = Reading.of(request)
    form = ReadingForm(request.POST or None, initial=asdict(chosen))
    if request.method == "POST" and form.is_valid():
        answer = Reading(**form.cleaned_data)
        return _keep(request, COOKIE, str(answer), to="/reading/?saved=1")
    return _page(request, "ui/reading.html", form)


@require_http_methods(["GET", "HEAD", "POST"])
def language(request: HttpRequest) -> HttpResponse:
    """Choose a language for this site on this device; there is no such page where there is only one."""
    choices = offered(request)
    if len(choices) < 2:
        raise Http404
    form = LanguageForm(request.POST or None, choices=choices, initial={"language": translation.get_language()})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["language"]
        return _keep(request, settings.LANGUAGE_COOKIE_NAME, chosen, to="/language/?saved=1")
    return _page(request, "ui/language.html", form)


def _page(request: HttpRequest, template: str, form: forms.Form) -> HttpResponse:
    """The other page of the two leads back to the same place, not here."""
    back = _back(request)
    facts = {"form": form, "saved": "saved" in request.GET, "back": back, "way_back": urlencode({"back": back})}
    return render(request, template, facts)


def _keep(request: HttpRequest, cookie: str, value: str, *, to: str) -> HttpResponse:
    """Remember a choice on this device and come back to the same page, still knowing where the reader came from."""
    back = _back(request)
    response = redirect(f"{to}&{urlencode({'back': back})}" if back != "/" else to)
    response.set_cookie(cookie, value, max_age=A_YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
    return response


def _back(request: HttpRequest) -> str:
    """The page the reader was on, with its question, if it is one of ours; never an address elsewhere."""
    asked = request.POST.get("back") or request.GET.get("back") or "/"
    safe = url_has_allowed_host_and_scheme(asked, allowed_hosts=None) and asked.startswith("/")
    return asked if safe and len(asked) <= LONGEST_WAY_BACK and not any(c in asked for c in "#\\") else "/"
