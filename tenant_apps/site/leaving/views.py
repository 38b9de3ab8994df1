"""Doors: take a copy along, and leave. Both need a proof of the last minutes that it is really a steward."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.ids import parse_uuid
from shared_apps.runs.kept import in_words
from tenant_apps.entry.gate import fresh_proof_required, hat_required, member_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.entry.typed import brought_back
from tenant_apps.people.models import Hat, Person
from tenant_apps.site.federation.says import Run, federation_says
from tenant_apps.site.leaving import services
from tenant_apps.site.leaving.forms import CopyForm
from tenant_apps.site.leaving.record import Leaving, leaving
from tenant_apps.site.leaving.sending import sent
from tenant_apps.site.leaving.voices import has_a_voice, unreached
from tenants import exports

COPIES = "/circle/export/"
LEAVE = "/circle/leave/"
ON_PAPER: Final = 2000
A_FEW: Final = 10
steward_required = hat_required(Hat.Kind.STEWARD)
View = Callable[..., HttpResponseBase]


def voice_required(view: View) -> View:
    """For stewards, and for whoever was one in the last weeks. Others find nothing here."""

    @member_required
    @wraps(view)
    def guarded(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not has_a_voice(request.person):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("passphrase", "again")
@steward_required
@fresh_proof_required
def copies(request: MemberRequest) -> HttpResponse:
    """The copies that can be taken along now, and a form to ask for another."""
    runs = federation_says().runs
    form = CopyForm(request.POST) if request.method == "POST" else brought_back(request, CopyForm())
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        services.ask_for_copy(said["passphrase"], runs, by=request.person, once=said["once"])
        return HttpResponseRedirect(f"{COPIES}?asked=yes")
    context = {
        "form": form,
        "kept": exports.kept(request.circle.id),
        "key": exports.key_of(request.circle.id),
        "kept_for": settings.EXPORTS_KEPT.days,
        "asked": request.GET.get("asked") == "yes",
        "to_the_last": True,
        **_making(runs),
    }
    return render(request, "site/leaving/copies.html", context, status=422 if form.errors else 200)


def _making(runs: tuple[Run, ...]) -> dict[str, object]:
    """The copy that is being made, how far it is; or why the last one stopped."""
    last = next((run for run in runs if run.kind == services.EXPORT), None)
    if last is None:
        return {}
    step = next((each for each in last.steps if each.state != "done"), None)
    if last.state == "stopped":
        return {"stopped": in_words(step.said) if step else ""}
    if last.state not in services.UNDER_WAY:
        return {}
    return {"making": True, "percent": 100 * step.part // step.of if step and step.of else 0}


@require_safe
@steward_required
@fresh_proof_required
def download(request: MemberRequest, run_id: UUID) -> HttpResponseBase:
    """One copy, as it lies there: locked."""
    if all(each.run_id != run_id for each in exports.kept(request.circle.id)):
        raise Http404
    services.take_copy(run_id, by=request.person)
    return sent(request, exports.path(request.circle.id, run_id), f"{request.circle.slug}{exports.ENDING}")


@require_safe
@voice_required
@fresh_proof_required
def leave(request: MemberRequest) -> HttpResponse:
    """What leaving means, how far it is, and what this steward can do about it."""
    found = leaving()
    context = {
        "leaving": found,
        "started_by": started_by(found),
        "in_the_way": services.stands_in_the_way(found, request.person) if found and not found.is_confirmed else "",
        "alone": not services.other_stewards(request.person),
        "is_steward": request.person.wears(Hat.Kind.STEWARD),
        "wait": settings.LEAVING_WAIT.days,
        "notice": settings.CLOSING_NOTICE.days,
        "to_the_last": True,
        "kept": exports.kept(request.circle.id),
        "unreached": unreached().count(),
    }
    return render(request, "site/leaving/leave.html", context)


@require_POST
@voice_required
@fresh_proof_required
def say(request: MemberRequest) -> HttpResponse:
    """Start it, stop it, or confirm it."""
    word, number = request.POST.get("say", ""), parse_uuid(request.POST.get("leaving"))
    if word == "start":
        services.start_leaving(by=request.person)
    elif word == "stop" and number is not None:
        services.stop_leaving(number, by=request.person)
    elif word == "confirm" and number is not None:
        services.confirm_leaving(number, by=request.person)
    else:
        raise Http404
    return HttpResponseRedirect(LEAVE)


@require_safe
@steward_required
def to_tell(request: MemberRequest) -> HttpResponse:
    """Who gets no e-mail and has to be told by telephone or on paper. To be printed, and ticked by hand."""
    people = Paginator(unreached(), ON_PAPER).get_page(request.GET.get("page"))
    return render(request, "site/leaving/to_tell.html", {"people": people, "to_the_last": True})


@require_safe
@member_required
def news(request: MemberRequest) -> HttpResponse:
    """For every member: whether the circle may leave the federation, what that means, and whom to talk to."""
    found = leaving()
    context = {
        "leaving": found,
        "started_by": started_by(found),
        "has_a_voice": has_a_voice(request.person),
        "stewards": Person.objects.able().wearing(Hat.Kind.STEWARD).by_name()[:A_FEW],
        "notice": settings.CLOSING_NOTICE.days,
        "to_the_last": True,
    }
    return render(request, "site/leaving/news.html", context)


def started_by(found: Leaving | None) -> Person | None:
    return Person.objects.filter(pk__in=[found.by]).first() if found else None
