"""What is asked to be done to a circle: each verb a page with one form, and a run that comes of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from kernel.errors import Conflict, RuleBroken
from kernel.words import tidy
from shared_apps.applications.checking import check_called
from shared_apps.console.addresses import refuse_what_cannot_be_had
from shared_apps.console.circles import STATES
from shared_apps.console.forms import (
    CloseForm,
    FactForm,
    PlanForm,
    RenameForm,
    StageForm,
    StewardForm,
    SureForm,
    SuspendForm,
)
from shared_apps.console.gate import ConsoleRequest, View, officer_required
from shared_apps.console.hats import CIRCLES
from shared_apps.console.pages import Words, ask
from shared_apps.console.services import plans, verbs
from shared_apps.console.views.circles import VERBS, find
from shared_apps.federation import policies
from shared_apps.federation.services import facts, standing
from shared_apps.federation.services.facts import today
from shared_apps.federation.stages import MOVES
from tenants.models import Circle


@dataclass(frozen=True)
class Verb:
    """A verb as a page: its heading, what it means, its button, and its form."""

    heading: Words
    intro: Words
    button: Words
    form: type[forms.Form]
    power: str = CIRCLES
    fresh: bool = False


BESIDE: Final = ("once", "typed", "was")  # what a form carries that is no fact of the run
PAGES: Final[Mapping[str, Verb]] = {
    "suspend": Verb(
        _("Pause %(circle)s"),
        _("Nobody gets in and nothing of its own runs. Nothing is lost, and it can go on at any time."),
        _("Pause it"),
        SuspendForm,
        fresh=True,
    ),
    "resume": Verb(
        _("Let %(circle)s go on"), _("Its doors open again, and everything is as it was."), _("Let it go on"), SureForm
    ),
    "rename": Verb(
        _("Rename %(circle)s"),
        _("What you leave empty stays as it is."),
        _("Rename it"),
        RenameForm,
    ),
    "steward": Verb(
        _("Give %(circle)s a steward again"),
        _(
            "Only when nobody who can sign in is steward there any more. Whoever you name is steward at once, and"
            " everybody in the circle is told. Call the circle first: it is for them to choose."
        ),
        _("Make them steward"),
        StewardForm,
        fresh=True,
    ),
    "close": Verb(
        _("Close %(circle)s"),
        _("Everybody in it is told by e-mail. Until its tables are removed for good it can be brought back."),
        _("Close it"),
        CloseForm,
        fresh=True,
    ),
    "recover": Verb(
        _("Bring %(circle)s back"),
        _("Its closing is called off, or its home is fetched back from where it was put aside. Its members are told."),
        _("Bring it back"),
        SureForm,
    ),
}


def _page(kind: str) -> View:
    verb = PAGES[kind]

    @require_http_methods(["GET", "HEAD", "POST"])
    @officer_required(verb.power, fresh=verb.fresh)
    def page(request: ConsoleRequest, slug: str) -> HttpResponse:
        circle = find(slug)
        request.about.circle_id = circle.pk
        if kind not in VERBS[circle.state]:
            raise Http404
        return ask(
            request,
            partial(verb.form, slug=slug, shortest=_shortest_notice(circle)) if verb.form is CloseForm else verb.form,
            lambda answers: _asked(request, kind, circle, CHECKS.get(kind, _as_typed)(circle, answers)),
            initial={"once": verbs.new_form(), "days": 30, "was": _called(circle)},
            heading=str(verb.heading) % {"circle": circle.name},
            intro=verb.intro,
            button=verb.button,
            back_url=f"/circles/{slug}/",
            is_grave=verb.fresh,
        )

    page.__doc__ = f"The page that asks to {kind} a circle."
    return page


def _shortest_notice(circle: Circle) -> int:
    """Days. Where nobody's care or belongings are, there is nothing to give notice for."""
    has_people = circle.state != Circle.State.OPENING and not circle.is_sandbox
    return settings.SHORTEST_NOTICE.days if has_people else 0


def _as_typed(circle: Circle, answers: Mapping[str, Any]) -> Mapping[str, Any]:
    return answers


def _called(circle: Circle) -> str:
    return f"{circle.slug} {circle.name}"


def _renamed(circle: Circle, answers: Mapping[str, Any]) -> Mapping[str, Any]:
    """The new name and address, if there is anything new and the address can be had."""
    name, slug = tidy(answers["name"]), answers["slug"].strip().lower()
    if answers["was"] and answers["was"] != _called(circle):
        said = _("Its name or address changed meanwhile: it is called %(name)s now, at %(slug)s. Open this page anew.")
        raise RuleBroken(said % {"name": circle.name, "slug": circle.slug}, code="changed_meanwhile")
    if name in ("", circle.name) and slug in ("", circle.slug):
        raise RuleBroken(_("Say how the circle is to be called, or its new web address."), code="no_name")
    if name not in ("", circle.name):
        check_called(name, circle.place, tuple(circle.places), by=circle.pk)
    if slug not in ("", circle.slug):
        refuse_what_cannot_be_had(slug, by=circle.pk)
    return {**answers, "name": name, "slug": slug}


def _named(_circle: Circle, answers: Mapping[str, Any]) -> Mapping[str, Any]:
    who = {"name": tidy(answers["name"]), "email": answers["email"].strip().lower()}
    return {"once": answers["once"], "reason": answers["reason"], "stewards": [who]}


# What is said on the page, before a run is made of it.
CHECKS: Final[Mapping[str, Callable[[Circle, Mapping[str, Any]], Mapping[str, Any]]]] = {
    "rename": _renamed,
    "steward": _named,
}


def _asked(request: ConsoleRequest, kind: str, circle: Circle, answers: Mapping[str, Any]) -> tuple[str, Words]:
    given = {name: value for name, value in answers.items() if name not in BESIDE and value not in ("", None)}
    run = verbs.ask(kind, circle.pk, given, once=answers["once"], by=request.officer)
    request.about.words = str(given.get("reason", ""))
    return f"/runs/{run.pk}/", _("This is being done. You can watch it here.")


suspend, resume, rename, steward, close, recover = map(_page, PAGES)


@require_http_methods(["GET", "HEAD", "POST"])
@officer_required(policies.STAGES)
def stage(request: ConsoleRequest, slug: str) -> HttpResponse:
    """Move a circle to another stage of its life, if its checklist is met."""
    circle = find(slug)
    request.about.circle_id = circle.pk
    here = standing.of_circle(circle.pk)
    if here is None or not MOVES[here.stage]:
        raise Http404
    if circle.state in (Circle.State.OPENING, Circle.State.CLOSED):
        said = _("%(circle)s is %(state)s, so it stays in its stage.")
        state = str(STATES[circle.state]).lower()
        raise Conflict(said % {"circle": circle.name, "state": state}, code="wrong_state")

    def do(answers: Mapping[str, Any]) -> tuple[str, Words]:
        missing = standing.missing(circle.pk, answers["stage"])
        if missing:
            raise RuleBroken(code="checklist", errors={"stage": [str(item.words) for item in missing]})
        return _asked(request, "stage", circle, answers)

    return ask(
        request,
        partial(StageForm, stages=MOVES[here.stage]),
        do,
        initial={"once": verbs.new_form()},
        heading=_("Move %(circle)s to another stage") % {"circle": circle.name},
        intro=_("It is now: %(stage)s. What is still missing on its checklist is said when you try.")
        % {"stage": here.get_stage_display().lower()},
        button=_("Move it"),
        back_url=f"/circles/{slug}/",
    )


@require_POST
@officer_required(policies.STAGES)
def tick(request: ConsoleRequest, slug: str) -> HttpResponse:
    """The national co-op ticks something on a checklist, or takes its tick back."""
    circle = find(slug)
    request.about.circle_id, request.about.subject = circle.pk, request.POST.get("item", "")[:60]
    standing.tick(circle.pk, request.POST.get("item", ""), by=request.officer, done=request.POST.get("done") == "1")
    return redirect(f"/circles/{slug}/#checklists")


@require_http_methods(["GET", "HEAD", "POST"])
@officer_required(CIRCLES)
def plan(request: ConsoleRequest, slug: str) -> HttpResponse:
    """Note which plan a circle is on."""
    circle = find(slug)
    request.about.circle_id = circle.pk

    def do(answers: Mapping[str, Any]) -> tuple[str, Words]:
        plans.note(circle.pk, answers["plan"], from_on=answers["from_on"], by=request.officer)
        request.about.subject = answers["plan"]
        return f"/circles/{slug}/", _("The plan is noted.")

    return ask(
        request,
        PlanForm,
        do,
        initial={"from_on": today(), "plan": circle.plan},
        heading=_("Plan of %(circle)s") % {"circle": circle.name},
        button=_("Note it"),
        back_url=f"/circles/{slug}/",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@officer_required(policies.FACTS)
def fact(request: ConsoleRequest, slug: str) -> HttpResponse:
    """Note a dated fact of a circle: what it is before the law, and how we know."""
    circle = find(slug)
    request.about.circle_id = circle.pk

    def do(answers: Mapping[str, Any]) -> tuple[str, Words]:
        kind, _colon, value = answers["what"].partition(":")
        others = {name: answers[name] for name in ("from_on", "until_on", "details", "evidence", "source")}
        facts.note(circle.pk, kind, value, by=request.officer, **others)
        request.about.subject = answers["what"]
        return f"/circles/{slug}/", _("That is noted. It counts from the day you gave.")

    return ask(
        request,
        FactForm,
        do,
        initial={"from_on": today()},
        heading=_("Note a fact of %(circle)s") % {"circle": circle.name},
        intro=_("Facts are never edited: a later one takes over from its day on."),
        button=_("Note it"),
        back_url=f"/circles/{slug}/",
    )
