"""A whole team for one ask: have it looked for, see how far it is, and read what was found."""

from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from kernel.errors import Refusal
from kernel.sections import Scope
from kernel.time import now
from tenant_apps.entry.acting import knows_acting, whose
from tenant_apps.entry.gate import member_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.matching import plan_words, planning
from tenant_apps.matching.models import Ask, Plan, State
from tenant_apps.matching.policies import can_write
from tenant_apps.matching.services import plans
from tenant_apps.matching.services.asking_a_team import ask_a_team

PROGRESS: Final = "matching/plans/progress.html"


@require_http_methods(["GET", "HEAD", "POST"])
@knows_acting
@member_required
def team(request: MemberRequest, ask_id: UUID) -> HttpResponse:
    """The team that was looked for last, or the button that has one looked for."""
    ask, actor = _found(request, ask_id)
    refused = ""
    if request.method == "POST":
        try:
            plans.plan_team(ask, by=actor)
        except Refusal as refusal:
            refused = str(refusal)
        else:
            return redirect("matching:plan_team", ask.pk)
    plan = plans.latest_plan(ask)
    is_polled = bool(request.headers.get("HX-Request"))
    if plan is not None and plan.is_at_work:
        page = {"ask": ask, "plan": plan, "is_quiet": plan.is_quiet(now()), "parts": len(Plan.Part)}
        template = PROGRESS if is_polled else "matching/plans/at_work.html"
        return render(request, template, page | {"refused": refused}, status=422 if refused else 200)
    if is_polled:
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = _context(request, ask, plan) | {"refused": refused}
    return render(request, "matching/plans/team.html", context, status=422 if refused else 200)


def _context(request: MemberRequest, ask: Ask, plan: Plan | None) -> dict[str, Any]:
    left, day = plans.looks_left(ask)
    context: dict[str, Any] = {
        "ask": ask,
        "plan": plan,
        "looks_left": left,
        "one_more_on": day,
        "is_own": whose(request)[0].pk == ask.person_id,
        "reads_for_them": whose(request)[0].pk != ask.person_id,
        "is_open": ask.state == State.OPEN,
        "visits": [
            plan_words.time_of((visit.start, visit.quarters, visit.people)) for visit in planning.visits_of(ask)
        ],
    }
    if plan is None or plan.state != Plan.State.DONE:
        return context
    if plan.ask_number != ask.number or ask.state != State.OPEN:
        return context | {"is_of_before": True}
    faults = plans.faults_of(plan, ask)
    return context | {
        "teams": plan_words.told(plan.result, ask, whose(request)[1], faults),
        "changed": plan_words.what_changed(faults) or ([plan_words.CHANGED] if plan.result.get("changed") else []),
        "why": plan_words.why(plan.result),
        "unchecked": plan_words.unchecked(plan.result),
    }


@require_POST
@knows_acting
@member_required
def ask_all(request: MemberRequest, ask_id: UUID, kind: str) -> HttpResponse:
    """I would like to get to know everybody in one of these teams."""
    ask, actor = _found(request, ask_id)
    plan = plans.latest_plan(ask)
    if plan is None:
        raise Http404
    ask_a_team(plan, kind, by=actor)
    return redirect("matching:plan_team", ask.pk)


@require_POST
@knows_acting
@member_required
def stop(request: MemberRequest, ask_id: UUID) -> HttpResponse:
    """Nobody waits for it any more."""
    ask, actor = _found(request, ask_id)
    plan = plans.latest_plan(ask)
    if plan is not None:
        plans.stop_plan(plan, by=actor)
    return redirect("matching:plan_team", ask.pk)


def _found(request: MemberRequest, ask_id: UUID) -> tuple[Ask, Any]:
    """The ask, for whoever may have a team looked for. For everybody else there is none."""
    person, actor = whose(request, Scope.CARE)
    ask = Ask.objects.select_related("person").filter(pk=ask_id).first()
    if ask is None or not can_write(actor, ask.person):
        raise Http404
    if ask.state == State.DRAFT and ask.person_id != person.pk:
        raise Http404  # what somebody is still writing is theirs alone
    return ask, actor
