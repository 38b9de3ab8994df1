"""Circles: the list of all of them, and each one as the national co-op may know it."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from shared_apps.applications.checking import check_called
from shared_apps.applications.models import Application
from shared_apps.console import circles
from shared_apps.console.addresses import refuse_what_cannot_be_had
from shared_apps.console.forms import OpenForm
from shared_apps.console.gate import ConsoleRequest, officer_required
from shared_apps.console.hats import CIRCLES
from shared_apps.console.kinds import kind_in_words
from shared_apps.console.listing import listing
from shared_apps.console.models import PlanChange
from shared_apps.console.pages import Words, ask, show
from shared_apps.console.services import plans, verbs
from shared_apps.console.who import tell_who
from shared_apps.federation import reasons
from shared_apps.federation.facts import value_in_words
from shared_apps.federation.features import FEATURES, MAY_BE_COPIED, name_of
from shared_apps.federation.models import DomainClaim, Incident, Standing, SupportSession
from shared_apps.federation.modes import Mode
from shared_apps.federation.services import agreements, facts, standing, switches
from shared_apps.federation.stages import MOVES
from shared_apps.runs.models import Run
from tenants.context import address_of
from tenants.models import Circle, Domain

LATEST_RUNS = 10
LATEST_CLAIMS = 5
STAGES, PLANS = dict(Standing.Stage.choices), dict(PlanChange.Plan.choices)
# What may be done to a circle, by the state of its doors. Moving its stage and noting a plan is always possible.
VERBS: dict[str, tuple[str, ...]] = {
    Circle.State.OPENING: ("close",),
    Circle.State.OPEN: ("suspend", "rename", "steward", "close"),
    Circle.State.SUSPENDED: ("resume", "rename", "close"),
    Circle.State.CLOSING: ("recover",),
    Circle.State.CLOSED: ("recover",),
}


def find(slug: str) -> Circle:
    """The circle with this web address and everything the desk knows of it; 404 when there is none."""
    circle = circles.with_everything(circles.latest_step()).filter(slug=slug).first()
    if circle is None:
        raise Http404
    return circle


@require_safe
@officer_required()
def all_circles(request: ConsoleRequest) -> HttpResponse:
    """Every circle: stage, health, tables, last copy, plan, address."""
    step = circles.latest_step()
    rows = listing(
        request,
        circles.with_everything(step),
        columns=circles.COLUMNS,
        choices=circles.CHOICES,
        search=circles.found,
        sort="name",
    )
    for row in rows.page:
        row.stage_words, row.plan_words = STAGES.get(row.stage, ""), PLANS.get(row.plan, "")
    return show(request, "console/circles.html", {"list": rows, "latest_step": step})


@require_safe
@officer_required()
def one_circle(request: ConsoleRequest, slug: str) -> HttpResponse:
    """One circle: where it stands, what is known of it, what was done to it. Nobody's personal data."""
    circle = find(slug)
    request.about.circle_id = circle.pk
    known = facts.known(circle.pk)
    latest: list[Any] = list(Run.objects.of_circle(circle.pk).defer("facts", "found")[:LATEST_RUNS])
    for run in latest:
        run.words = kind_in_words(run.kind)
    context = {
        "circle_row": circle,
        "state_words": circles.STATES[circle.state],
        "health_words": circles.HEALTH[circle.health],
        "latest_step": circles.latest_step(),
        "domains": list(Domain.objects.filter(tenant=circle).order_by("-is_primary", "domain")),
        "claims": DomainClaim.objects.filter(circle_id=circle.pk)[:LATEST_CLAIMS],
        "address": address_of(circle.main_address) if circle.main_address else "",
        "known": [_told(fact) for fact in known.values()],
        "signatures": agreements.signatures_of(circle.pk),
        "agreement": agreements.current(),
        "has_signed": agreements.has_signed_what_holds(circle.pk),
        "runs": latest,
        "application": Application.objects.filter(circle_id=circle.pk).only("pk", "state").first(),
        "incidents": Incident.objects.for_circle(circle.pk).filter(closed_at=None),
        "sessions": SupportSession.objects.of_circle(circle.pk)[:5],
        "features": [(each, each.code in circle.features) for each in FEATURES],
        "plan": next(iter(plans.history(circle.pk)), None),
        "verbs": VERBS[circle.state] if CIRCLES in request.desk.powers else (),
        **_standing(circle),
    }
    return show(request, "console/circle.html", context)


def _told(fact: Any) -> dict[str, Any]:
    value = value_in_words(fact.kind, fact.value)
    return {"fact": fact, "kind": fact.get_kind_display(), "value": value, "evidence": reasons.in_words(fact.evidence)}


def _standing(circle: Circle) -> dict[str, Any]:
    here = standing.of_circle(circle.pk)
    ahead = MOVES[here.stage] if here else ()
    return {
        "standing": here,
        "checklists": [(_stage(stage), standing.checklist(circle.pk, stage)) for stage in ahead],
    }


def _stage(stage: str) -> dict[str, Any]:
    return {"code": stage, "label": Standing.Stage(stage).label}


@require_safe
@officer_required()
def history(request: ConsoleRequest, slug: str) -> HttpResponse:
    """Everything that was written down about a circle: stages, what was ticked, facts, features, plans."""
    circle = find(slug)
    request.about.circle_id = circle.pk
    moves, lines = standing.history(circle.pk), facts.history(circle.pk)
    switched, paid = switches.history(circle.pk), plans.history(circle.pk)
    ticked = standing.ticked(circle.pk)
    tell_who(moves, lines, switched, paid, ticked)
    for tick in ticked:
        tick.what = standing.what_was_ticked(tick)  # type: ignore[attr-defined]
    for move in moves:
        move.reason = reasons.in_words(move.why)  # type: ignore[attr-defined]
    for change in switched:
        change.what = name_of(change.feature)  # type: ignore[attr-defined]
    context = {
        "circle_row": circle,
        "moves": moves,
        "lines": [_told(fact) for fact in lines],
        "switched": switched,
        "plans": paid,
        "ticked": ticked,
    }
    return show(request, "console/history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@officer_required(CIRCLES)
def open_circle(request: ConsoleRequest) -> HttpResponse:
    """Open a circle without an application: the national co-op knows the group already."""
    recipes = {name: recipe.title for name, recipe in import_string(settings.RECIPE_BOOK).items()}
    models = list(Circle.objects.filter(state=Circle.State.OPEN, features__contains=[MAY_BE_COPIED.code]))

    def do(answers: Any) -> tuple[str, Words]:
        slug = answers["slug"].strip().lower()
        refuse_what_cannot_be_had(slug)
        check_called(answers["name"], answers["place"])
        steward = {"name": answers["steward_name"], "email": answers["steward_email"]}
        wanted = {name: answers[name] for name in ("name", "place", "recipe", "copy_of", "mode", "is_sandbox")}
        run = verbs.open_circle(
            {**wanted, "slug": slug, "stewards": [steward]}, once=answers["once"], by=request.officer
        )
        request.about.subject = slug
        return f"/runs/{run.pk}/", _("The circle is being opened.")

    return ask(
        request,
        lambda *given, **named: OpenForm(*given, recipes=recipes, models=models, **named),
        do,
        initial={"once": verbs.new_form(), "recipe": next(iter(recipes)), "mode": Mode.COMMUNITY},
        heading=_("Open a circle"),
        intro=_("For a group you know already. Every other group applies by itself, and agrees to the agreement."),
        button=_("Open it"),
        back_url="/circles/",
    )
