"""Doors of the start host: what it is, begin, come back, one question a page, and have a look at it all."""

from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_response_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.errors import Conflict, NotFound, RuleBroken
from provisioning.start import addresses, choices
from provisioning.start.about_forms import AddressForm, LookForm, NameForm, PeopleForm, PlaceForm
from provisioning.start.forms import BeginForm, StepForm
from provisioning.start.pages import BY_STEP, PAGES, after, before, going_on, path_of
from provisioning.start.plan_forms import AgreeForm, KindForm, RecipeForm, SocietyForm
from provisioning.start.visiting import Visit, application_of, arrive, leave, slow_down, with_application
from shared_apps.applications import links, services
from shared_apps.applications.models import Application
from shared_apps.federation.spoken import ENGLISH, WORDINGS
from ui import looks, traps
from ui.colour import normal_hex
from ui.language import chosen_in, keep
from ui.theme import A_YEAR

HOUR: Final = 3600
FORMS: Final[dict[str, type[StepForm]]] = {
    form.step: form
    for form in (
        NameForm,
        PlaceForm,
        AddressForm,
        PeopleForm,
        LookForm,
        KindForm,
        SocietyForm,
        RecipeForm,
        AgreeForm,
    )
}


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """What it is, what it costs, what you need; in Easy Read at `?easy=1`."""
    here = application_of(request)
    page = "start/front_easy.html" if "easy" in request.GET else "start/front.html"
    return render(request, page, {"going_on": going_on(here) if here else "", "mode": settings.START_MODE})


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """An e-mail address, and the link is on its way. The answer is the same whoever's address it is."""
    form = BeginForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "start/begin.html", {"form": form, "again": "again" in request.GET})
    email = form.cleaned_data["email"]
    slow_down(request, "begin", most=20, seconds=HOUR)
    if form.held:
        return render(request, "start/held.html", {"email": email, "once_more": traps.once_more()})
    slow_down(request, "mail", most=3, seconds=600, whose=email.lower())
    slow_down(request, "mail-day", most=12, seconds=24 * HOUR, whose=email.lower())
    services.begin(email, language=get_language() or settings.LANGUAGE_CODE)
    return render(request, "start/sent.html", {"email": email, "days": links.LIVES.days})


@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest, token: str) -> HttpResponse:
    """Come back by the link, on any device. The secret is taken out of the address at once, and sent to nobody else."""
    slow_down(request, "resume", most=60, seconds=HOUR)
    try:
        application, runs = links.application_of(token)
    except NotFound as nowhere:
        raise Http404 from nowhere
    response: HttpResponse
    if runs and request.method != "POST":
        arrive(request, application)
        if not chosen_in(request) and application.language != get_language():
            keep(request, application.language)  # another device than the one it was begun on
        response = redirect(going_on(application))
    elif request.method == "POST":
        slow_down(request, "mail", most=3, seconds=600, whose=application.email)
        services.renew_link(token)
        response = render(request, "start/sent.html", {"days": links.LIVES.days})
    else:
        response = render(request, "start/run_out.html", {"days": links.LIVES.days}, status=410)
    response.headers["Cache-Control"] = "no-store, private"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@with_application
def step(request: Visit, name: str) -> HttpResponse:
    """One question: shown with what was saved, saved by itself, and on to the next."""
    application, page = request.application, BY_STEP[name]
    if not application.may_change(name) and request.method != "POST":
        return redirect(going_on(application))
    form = FORMS[name](request.POST or None, request.FILES or None, application=application)
    if request.method == "POST" and not application.may_change(name):
        return _too_late(form, request)
    if request.method == "POST":
        slow_down(request, "save", most=300, seconds=HOUR, whose=application.email)
        services.write_in(application.pk, get_language() or "", by=services.Founder(application.pk))
        if "later" in request.POST and not form.has_changed():
            return redirect("/later/")
        if form.is_valid() and not _only_looks(form, request) and _saved(form, application):
            application.refresh_from_db()
            return redirect("/later/" if "later" in request.POST else after(page, application))
        if "later" in request.POST and not form.overtaken_by and _put_by(form, application):
            return redirect("/later/?picture=1" if request.FILES else "/later/")
    return _shown(form, request)


def _shown(form: StepForm, request: Visit, *, status: int = 200) -> HttpResponse:
    page = BY_STEP[form.step]
    place = {"page": page, "place": PAGES.index(page) + 1, "back": before(page)}
    return render(request, form.template, _around(form, request) | place, status=status)


def _too_late(form: StepForm, request: Visit) -> HttpResponse:
    """It was sent from another window meanwhile. What was typed here stands on the page, and is saved nowhere."""
    sent = _("This was sent meanwhile, so it can no longer be changed here. What you typed is not saved.")
    form.add_error(None, ValidationError(sent, code="not_now"))
    return _shown(form, request, status=409)


def _only_looks(form: StepForm, request: Visit) -> bool:
    """Whether the page is to be shown again with more on it, before anything is saved."""
    return "look_again" in request.POST or (isinstance(form, KindForm | SocietyForm) and form.asks_for_more)


def _saved(form: StepForm, application: Application) -> bool:
    """Keep the answers. When another window was quicker, say so, show what is saved, and keep what was typed here."""
    founder = services.Founder(application.pk)
    try:
        services.save_step(application.pk, form.step, form.answers(), seen=form.version_seen(), by=founder)
    except (Conflict, RuleBroken) as no:
        if no.code == "not_now":
            raise
        form.add_error(None, ValidationError(str(no.sentence), code=no.code))
        application.refresh_from_db()
        form.show_anew()
        form.overtaken_by = form.as_saved()
        return False
    return True


def _put_by(form: StepForm, application: Application) -> bool:
    """Keep a page as it stands, though it is not right yet; false when it was about another application."""
    try:
        form.version_seen()
    except Conflict as no:
        form.add_error(None, ValidationError(str(no.sentence), code=no.code))
        return False
    services.put_by(application.pk, form.step, form.typed(), by=services.Founder(application.pk))
    return True


def _around(form: StepForm, request: Visit) -> dict[str, object]:
    """What a page shows beside its form."""
    application = request.application
    facts: dict[str, object] = {"form": form, "application": application, "is_complete": not application.missing()}
    if form.step == "address":
        facts |= {"ending": f".{settings.FEDERATION_DOMAIN}", **_free(str(form["slug"].value() or ""), application)}
    if form.step == "look":
        facts |= {**_preview(form), "looks": looks.LOOKS, "edition": looks.edition()}
    if form.step == "kind":
        facts["options"] = choices.modes()
    if form.step == "society":
        facts["options"] = choices.societies()
    if form.step == "recipe":
        facts["options"] = choices.cookbook(with_copy=bool(choices.circles_to_copy()))
    if form.step == "agree":
        wording = str(request.POST.get("wording") or request.GET.get("wording") or "plain")
        wording = wording if wording in WORDINGS else "plain"
        in_english = "english" in request.GET or request.POST.get("shown_in") == ENGLISH
        facts |= {"version": choices.agreement_in_force(), "wording": wording, "asked_for_english": in_english}
        facts["spoken"] = choices.agreement_spoken(wording, in_english=in_english)
    return facts


@require_safe
@with_application
def free(request: Visit) -> HttpResponse:
    """Is this address free? A piece of the page, asked for while somebody types."""
    slow_down(request, "free", most=600, seconds=HOUR, whose=str(request.application.pk))
    typed = request.GET.get("slug", "")[:200]
    facts = _free(typed, request.application)
    return render(request, "start/free.html", {**facts, "ending": f".{settings.FEDERATION_DOMAIN}"})


def _free(typed: str, application: Application) -> dict[str, object]:
    slug = addresses.tidied(typed)
    if not slug:
        return {"slug": ""}
    try:
        addresses.check_free(slug, application)
    except RuleBroken as no:
        return {"slug": slug, "no": no.sentence, "offers": addresses.offers(application)}
    return {"slug": slug, "no": ""}


@require_safe
@with_application
def preview(request: Visit) -> HttpResponse:
    """How a pair of colours looks and reads. A piece of the page, asked for when a colour is chosen."""
    slow_down(request, "preview", most=1200, seconds=HOUR, whose=str(request.application.pk))
    form = LookForm(request.GET, application=request.application)
    return render(request, "start/preview.html", {**_preview(form), "application": request.application})


def _preview(form: StepForm) -> dict[str, object]:
    brand, accent = _colours_of(form)
    return {
        "sheet": f"/colours.{brand[1:]}-{accent[1:]}.css",
        "reads": looks.how_it_reads(brand, accent),
        "toned": looks.toned(brand, accent),
        "brand": brand,
        "accent": accent,
    }


def _colours_of(form: StepForm) -> tuple[str, str]:
    """The colours a form asks for; the first pair while they make no sense."""
    look = looks.BY_NAME.get(str(form["look"].value() or ""))
    if look is not None:
        return look.brand, look.accent
    try:
        return normal_hex(str(form["brand"].value())), normal_hex(str(form["accent"].value()))
    except ValueError:
        return looks.LOOKS[0].brand, looks.LOOKS[0].accent


@require_safe
def sheet_of_looks(request: HttpRequest, edition: str) -> HttpResponse:
    """The pairs of colours one can choose, as a stylesheet that may be kept."""
    response = HttpResponse(looks.sheet_of_looks(), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = A_YEAR if edition == looks.edition() else "no-store"
    return response


@require_safe
@with_application
def sheet_of_preview(request: Visit, brand: str, accent: str) -> HttpResponse:
    """One pair of colours in light and in dark, for whoever is choosing."""
    slow_down(request, "preview", most=1200, seconds=HOUR, whose=str(request.application.pk))
    return HttpResponse(looks.both_modes(f"#{brand}", f"#{accent}"), content_type="text/css; charset=utf-8")


@require_safe
@with_application
def logo(request: Visit, fingerprint: str) -> HttpResponse:
    """The group's own logo, for itself."""
    found = request.application.logos.filter(fingerprint=fingerprint).first()
    if found is None:
        raise Http404
    response = HttpResponse(bytes(found.png), content_type="image/png")
    patch_response_headers(response, cache_timeout=0)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@with_application
def check(request: Visit) -> HttpResponse:
    """All answers on one page, each with a way to change it; and the button that sends them."""
    application = request.application
    if application.state != Application.State.DRAFT:
        return redirect(going_on(application))
    if application.missing():
        return redirect(path_of(application.missing()[0]))
    wrong = ""
    if request.method == "POST":
        slow_down(request, "send", most=30, seconds=HOUR, whose=application.email)
        slow_down(request, "send-day", most=20, seconds=24 * HOUR)
        wrong = _send(request)
        if not wrong:
            return redirect("/making/")
    facts = {
        "application": application,
        "pages": [page for page in PAGES if application.may_change(page.step)],
        "wrong": wrong,
        "ending": f".{settings.FEDERATION_DOMAIN}",
        "reads": looks.how_it_reads(application.brand, application.accent),
        "mode": settings.START_MODE,
        "look": looks.BY_NAME.get(looks.chosen(application.brand, application.accent)),
        "recipe": next((o for o in choices.cookbook(with_copy=True) if o.value == application.recipe), None),
    }
    return render(request, "start/check.html", facts, status=409 if wrong else 200)


def _send(request: Visit) -> str:
    """Send the application, or say why not: mostly because another group has had the address meanwhile."""
    application = request.application
    try:
        addresses.check_free(application.slug, application)
        services.send(application.pk, by=services.Founder(application.pk))
    except (RuleBroken, Conflict) as no:
        return str(no.sentence)
    return ""


@require_http_methods(["GET", "HEAD", "POST"])
@with_application
def later(request: Visit) -> HttpResponse:
    """Everything is kept; here is how to come back."""
    sent = False
    if request.method == "POST":
        slow_down(request, "mail", most=3, seconds=600, whose=request.application.email)
        services.begin(request.application.email, language=get_language() or settings.LANGUAGE_CODE)
        sent = True
    facts = {"application": request.application, "sent": sent, "days": links.LIVES.days}
    facts |= {"unfinished": [BY_STEP[step] for step in request.application.unfinished()]}
    facts |= {"picture": "picture" in request.GET}
    return render(request, "start/later.html", facts | {"going_on": going_on(request.application)})


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Forget whose application it is, on a computer that others use. The link leads back."""
    leave(request)
    return redirect("/")
