"""Doors: settings, look, words and languages. One shape: what is saved is shown, changed, and held against others'."""

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings as conf
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from kernel.errors import RuleBroken
from tenant_apps.entry.gate import hat_required
from tenant_apps.entry.middleware import CircleRequest, MemberRequest
from tenant_apps.people.models import Hat
from tenant_apps.site.setting_up.forms import LanguagesForm, LookForm, SettingsForm, SetUpForm, WordsForm
from tenant_apps.site.setting_up.services import Clash, SomebodyWasQuicker, change_set_up, last_change, set_up_now
from ui import looks
from ui.colour import normal_hex
from ui.theme import A_YEAR
from ui.vocabulary import VOCABULARY

steward_required = hat_required(Hat.Kind.STEWARD)
COLUMN_WORDS: Final = {
    "brand": gettext_lazy("Main colour"),
    "accent": gettext_lazy("Second colour"),
    "logo": gettext_lazy("Logo"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@steward_required
def settings(request: MemberRequest) -> HttpResponse:
    """Name, places, how to reach us, and whether we are shown where people look for a circle."""
    form = SettingsForm(request.POST or None, here=set_up_now())
    return _edit(request, form, "site/setting_up/settings.html")


@require_http_methods(["GET", "HEAD", "POST"])
@steward_required
def look(request: MemberRequest) -> HttpResponse:
    """Colours with what they do to every page, and a logo."""
    form = LookForm(request.POST or None, request.FILES or None, here=set_up_now())
    only_look = "look_again" in request.POST
    return _edit(request, form, "site/setting_up/look.html", around=_preview, only_look=only_look)


@require_safe
@steward_required
def preview(request: MemberRequest) -> HttpResponse:
    """How a pair of colours looks and reads. A piece of the page, asked for when a colour is chosen."""
    return render(request, "ui/look/preview.html", _preview(LookForm(request.GET, here=set_up_now())))


@require_safe
@steward_required
def sheet_of_preview(request: MemberRequest, colours: str) -> HttpResponse:
    """One pair of colours (`0f766e-d97706`) in light and in dark, for whoever is choosing."""
    brand, _dash, accent = colours.partition("-")
    try:
        sheet = looks.both_modes(normal_hex(brand), normal_hex(accent))
    except ValueError as nothing:
        raise Http404 from nothing
    return HttpResponse(sheet, content_type="text/css; charset=utf-8")


@require_safe
@steward_required
def sheet_of_looks(request: MemberRequest) -> HttpResponse:
    """The pairs of colours one can choose, as a stylesheet."""
    return HttpResponse(looks.sheet_of_looks(), content_type="text/css; charset=utf-8")


@require_http_methods(["GET", "HEAD", "POST"])
@steward_required
def words(request: MemberRequest) -> HttpResponse:
    """The circle's own words, one language at a time."""
    here = set_up_now()
    offered = dict(conf.LANGUAGES)
    asked = request.POST.get("in") or request.GET.get("in") or here["language"]
    language = asked if asked in offered else here["language"]
    form = WordsForm(request.POST or None, here=here, language=language)
    only_look = "look_again" in request.POST

    def around(form: Any) -> dict[str, Any]:
        return {"rows": form.rows(), "language": language, "languages": offered, "tried": _trying(request, form)}

    return _edit(
        request, form, "site/setting_up/words.html", around=around, only_look=only_look, then=f"?in={language}&saved=1"
    )


@require_http_methods(["GET", "HEAD", "POST"])
@steward_required
def languages(request: MemberRequest) -> HttpResponse:
    """Which languages the circle's pages speak."""
    form = LanguagesForm(request.POST or None, here=set_up_now())
    return _edit(request, form, "site/setting_up/languages.html")


@require_safe
def logo(request: CircleRequest, fingerprint: str) -> FileResponse:
    """The circle's own logo, for anybody. Only the one it uses now."""
    name = f"site/logo-{fingerprint}.png"
    if request.circle.logo != name or not default_storage.exists(name):
        raise Http404
    response = FileResponse(default_storage.open(name), content_type="image/png")
    response["Cache-Control"] = A_YEAR
    return response


def _edit(
    request: MemberRequest,
    form: SetUpForm,
    template: str,
    *,
    around: Callable[[Any], dict[str, Any]] = lambda form: {},
    only_look: bool = False,
    then: str = "?saved=1",
) -> HttpResponse:
    """Show a form over the register, save it, and let whoever was second see both."""
    clashes: list[dict[str, Any]] = []
    status = 200
    if request.method == "POST" and not only_look:
        status = 422
        if form.is_valid():
            try:
                change_set_up(form.wanted(), seen=form.cleaned_data["seen"], by=request.person)
            except SomebodyWasQuicker as second:
                status = second.status
                clashes = [_told(form, clash) for clash in second.clashes]
                form.show_anew(second.now)
            except RuleBroken as no:
                for field, said in (no.errors or {"": [no.sentence]}).items():
                    form.add_error(field if field in form.fields else None, [str(each) for each in said])
            else:
                return redirect(request.path + then)
    context = {"form": form, "clashes": clashes, "saved": "saved" in request.GET, **around(form)}
    return render(request, template, context, status=status)


def _told(form: SetUpForm, clash: Clash) -> dict[str, Any]:
    """One clash in words: which field, whose change, when, and both values."""
    column, _dot, part = clash.column.partition(".")
    who_and_when = last_change(column)
    person, at = who_and_when if who_and_when else (None, None)
    return {
        "label": _label(form, column, part),
        "theirs": _value(clash.theirs),
        "mine": _value(clash.mine),
        "who": person.called if person else "",
        "at": at,
    }


def _label(form: SetUpForm, column: str, part: str) -> str | Promise:
    if part and (word := VOCABULARY.get(part.split(".", maxsplit=1)[0])):
        return word.one
    if column in COLUMN_WORDS:
        return COLUMN_WORDS[column]
    return str(form.fields[column].label) if column in form.fields else column


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(map(str, value)) or _("nothing")
    return str(value) or _("nothing")


def _preview(form: LookForm) -> dict[str, Any]:
    brand, accent = form.colours()
    return {
        "sheet": f"/circle/site/look/{brand[1:]}-{accent[1:]}.css",
        "reads": looks.how_it_reads(brand, accent),
        "toned": looks.toned(brand, accent),
        "looks": looks.LOOKS,
    }


def _trying(request: HttpRequest, form: WordsForm) -> Any:
    """The circle as it would speak with the words in the boxes."""
    return {"words": tuple(form.words().items()), "language": form.here["language"]}
