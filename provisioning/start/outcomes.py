"""Doors for after an application is sent: watch the circle being made, open it, and hear what the co-op says."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.errors import Conflict, RuleBroken
from provisioning.running import kind_of
from provisioning.start import addresses
from provisioning.start.about_forms import AddressForm
from provisioning.start.forms import WordsForm
from provisioning.start.pages import PAGES, going_on
from provisioning.start.visiting import Visit, arrive, slow_down, with_application
from shared_apps.applications import services
from shared_apps.applications.models import Application
from shared_apps.runs.kept import in_words
from shared_apps.runs.models import Run, RunStep
from tenants import directory
from tenants.context import CircleRef
from ui.context import federation_url
from ui.language import along


@dataclass(frozen=True)
class Doing:
    """One thing that is done for the circle, as the page shows it."""

    words: str | Promise
    state: str
    said: str = ""


def _run(application: Application) -> Run | None:
    return Run.objects.filter(key=application.opening_key).first()


def _doings(run: Run, application: Application) -> list[Doing]:
    """The steps of a run, those not begun too; without those that have nothing to do for this application."""
    idle = {name for name, wanted in (("pages", application.copy_of), ("logo", application.logo)) if not wanted}
    rows = {row.number: row for row in run.steps.all()}
    waiting = RunStep.State.WAITING.value
    return [
        Doing(step.words, rows[n].state if n in rows else waiting, in_words(rows[n].said) if n in rows else "")
        for n, step in enumerate(kind_of(run).steps)
        if step.name not in idle
    ]


def _circle(application: Application, run: Run | None) -> CircleRef | None:
    """The circle that came of it, once it can be entered."""
    circle_id = application.circle_id or (run.circle_id if run and run.state == Run.State.DONE else None)
    return directory.by_id(circle_id) if circle_id else None


@require_safe
@with_application
def making(request: Visit) -> HttpResponse:
    """The circle is being made: what is done, what is under way, what comes. The page looks again by itself."""
    application, run = request.application, _run(request.application)
    if run is None:
        return redirect(going_on(application))
    is_done = run.state == Run.State.DONE
    if is_done and not request.headers.get("HX-Request"):
        return redirect("/ready/")
    doings = _doings(run, application)
    facts = {
        "application": application,
        "doings": doings,
        "done": sum(doing.state == RunStep.State.DONE for doing in doings),
        "is_done": is_done,
        "is_stopped": run.state == Run.State.STOPPED,
        "stopped_by": next((doing.said for doing in doings if doing.state == RunStep.State.STOPPED), ""),
        "may_move": application.circle_id is None and run.circle_id is None,
    }
    if not request.headers.get("HX-Request"):
        return render(request, "start/making.html", facts)
    response = render(request, "start/doings.html", facts)
    if is_done:
        response.headers["HX-Redirect"] = "/ready/"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@with_application
def elsewhere(request: Visit) -> HttpResponse:
    """Somebody else had the address first: choose another, and the circle goes on being made."""
    application, run = request.application, _run(request.application)
    if run is None or run.state != Run.State.STOPPED or run.circle_id is not None:
        return redirect("/making/" if run else going_on(application))
    form = AddressForm(request.POST or None, application=application)
    if request.method == "POST" and form.is_valid():
        slow_down(request, "send", most=30, seconds=3600, whose=application.email)
        founder = services.Founder(application.pk)
        try:
            services.choose_another_address(application.pk, form.cleaned_data["slug"], by=founder)
        except Conflict as no:
            form.add_error("slug", str(no.sentence))
        else:
            return redirect("/making/")
    offers = addresses.offers(application)
    form.initial["slug"] = next(iter(offers), application.slug)
    facts = {"form": form, "application": application, "ending": f".{settings.FEDERATION_DOMAIN}", "offers": offers}
    return render(request, "start/elsewhere.html", facts)


@require_POST
@with_application
def try_again(request: Visit) -> HttpResponse:
    """The opening stopped at something that may be over by now."""
    slow_down(request, "send", most=30, seconds=3600, whose=request.application.email)
    services.try_opening_again(request.application.pk, by=services.Founder(request.application.pk))
    return redirect("/making/")


@require_safe
@with_application
def ready(request: Visit) -> HttpResponse:
    """Your circle is open: the way in, and the first five tasks."""
    application, run = request.application, _run(request.application)
    circle = _circle(application, run)
    if circle is None:
        return redirect("/making/" if run else going_on(application))
    first = application.stewards[0] if application.stewards else {}
    facts = {"application": application, "for_circle": circle, "first": first, "missing": 3 - len(application.stewards)}
    return render(request, "start/ready.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@with_application
def yours(request: Visit) -> HttpResponse:
    """What became of an application: where it is, what was said, and what can be answered."""
    application, run = request.application, _run(request.application)
    if application.state == Application.State.DRAFT:
        return redirect(going_on(application))
    form = WordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        slow_down(request, "send", most=30, seconds=3600, whose=application.email)
        say = services.answer if application.state == Application.State.ASKED else services.appeal
        try:
            say(application.pk, form.cleaned_data["words"], by=services.Founder(application.pk))
        except RuleBroken as no:
            form.add_error("words", str(no.sentence))
        else:
            return redirect("/yours/")
    facts = {
        "application": application,
        "for_circle": _circle(application, run),
        "form": form,
        "messages_so_far": application.messages.all(),
        "pages": [page for page in PAGES if application.may_change(page.step)],
        "may_appeal": application.state == Application.State.REFUSED and application.appealed_at is None,
    }
    return render(request, "start/yours.html", facts)


@require_POST
@with_application
def another(request: Visit) -> HttpResponse:
    """One more circle by the same people."""
    slow_down(request, "another", most=3, seconds=24 * 3600, whose=request.application.email)
    application = services.begin_another(request.application, by=services.Founder(request.application.pk))
    arrive(request, application)
    return redirect(going_on(application))


@require_safe
def at_the_federation(request: HttpRequest) -> HttpResponse:
    """The footer's statements are the federation's; here is only the way in."""
    return redirect(f"{federation_url()}{request.path}{along(request)}")
