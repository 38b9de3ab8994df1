"""Doors: what the federation says, and what stewards say to it. Each page asks the federation one question."""

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.time import now
from shared_apps.federation.features import is_on
from shared_apps.federation.spoken import WORDINGS, language_to_show, spoken
from tenant_apps.entry.gate import fresh_proof_required, fresh_proof_required_when, hat_required, member_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.entry.typed import brought_back
from tenant_apps.people.models import Hat
from tenant_apps.site.federation import services
from tenant_apps.site.federation.forms import FiguresForm, SignForm
from tenant_apps.site.federation.policies import can_speak_for_circle
from tenant_apps.site.federation.says import agreement_clauses, federation_says
from tenant_apps.site.federation.showing import Desk, SupportList

HERE = "/circle/federation/"
NOT_ON = _("This is not switched on for your circle yet. You can choose now, and nothing leaves before it is on.")
steward_required = hat_required(Hat.Kind.STEWARD)


@require_safe
@steward_required
def desk(request: MemberRequest) -> HttpResponse:
    """Everything between the circle and the national co-op, on one page."""
    return render(request, "site/federation/desk.html", {"desk": Desk.of(federation_says(), request.person)})


@require_POST
@steward_required
def tick(request: MemberRequest) -> HttpResponse:
    """Tick something on the circle's own list, or take it back."""
    services.tick(request.POST.get("item", ""), done=request.POST.get("done") == "yes", by=request.person)
    return HttpResponseRedirect(f"{HERE}#checklist")


@require_safe
@steward_required
@fresh_proof_required
def prove_to_sign(request: MemberRequest) -> HttpResponse:
    """Who comes here proves who they are, and goes on to where they sign."""
    return HttpResponseRedirect(f"{HERE}agreement/?{request.GET.urlencode()}#sign")


def _signs(request: MemberRequest) -> bool:
    return request.method == "POST"


@require_http_methods(["GET", "HEAD", "POST"])
@steward_required
@fresh_proof_required_when(_signs)
def agreement(request: MemberRequest) -> HttpResponse:
    """Read the agreement in one of its wordings, and sign it: that needs a fresh proof of who signs."""
    said = federation_says()
    if said.agreement is None:
        raise Http404
    wording = request.GET.get("wording", "plain")
    wording = wording if wording in WORDINGS else "plain"
    language = language_to_show(in_english="english" in request.GET)
    shown = spoken(said.agreement.title, agreement_clauses(said.agreement.id), wording=wording, language=language)
    number = said.agreement.number
    form = SignForm(request.POST if request.method == "POST" else None, number=number)
    form = form if form.is_bound else brought_back(request, form)
    if form.is_bound and form.is_valid():
        services.sign(said, form.cleaned_data["name"], wording=wording, language=shown.language, by=request.person)
        return HttpResponseRedirect(f"{HERE}agreement/?wording={wording}#sign")
    has_signed_it = any(s.person == request.person.pk and s.number == said.agreement.number for s in said.signatures)
    context = {
        "agreement": said.agreement,
        "signatures": said.signatures,
        "spoken": shown,
        "wording": wording,
        "asked_for_english": "english" in request.GET,
        "form": form,
        "has_signed_it": has_signed_it,
        "is_proved": request.session.proof.is_fresh(now()),
    }
    return render(request, "site/federation/agreement.html", context, status=422 if form.errors else 200)


@require_safe
@member_required
def support(request: MemberRequest) -> HttpResponse:
    """Who looked at how the circle is set up, when, and why: every member may know. Stewards answer here."""
    shown = SupportList.of(federation_says())
    context = {
        "support": shown,
        "may_answer": can_speak_for_circle(request.person),
        "is_proved": request.session.proof.is_fresh(now()),
    }
    return render(request, "site/federation/support.html", context)


def _lets_somebody_look(request: MemberRequest, session_id: UUID) -> bool:
    return request.method != "POST" or request.POST.get("answer") == "yes"


@require_http_methods(["GET", "HEAD", "POST"])
@steward_required
@fresh_proof_required_when(_lets_somebody_look)
def answer_support(request: MemberRequest, session_id: UUID) -> HttpResponse:
    """Yes, no, or it is over now. A yes needs a fresh proof of who says it; shutting the door never waits for one."""
    said = federation_says()
    if said.support_called(session_id) is None:
        raise Http404
    if request.method != "POST":
        return HttpResponseRedirect(f"{HERE}support/#s-{session_id}")
    services.answer_support(said, session_id, request.POST.get("answer", ""), by=request.person)
    return HttpResponseRedirect(f"{HERE}support/")


@require_POST
@steward_required
def read_notice(request: MemberRequest, notice_id: UUID) -> HttpResponse:
    services.mark_read(federation_says(), notice_id, by=request.person)
    return HttpResponseRedirect(f"{HERE}#news")


@require_http_methods(["GET", "HEAD", "POST"])
@steward_required
def figures(request: MemberRequest) -> HttpResponse:
    """Choose which numbers the circle reports."""
    said = federation_says()
    form = FiguresForm(request.POST) if request.method == "POST" else FiguresForm(initial={"kinds": said.figures})
    if form.is_bound and form.is_valid():
        services.choose_figures(said, form.cleaned_data["kinds"], by=request.person)
        return HttpResponseRedirect(HERE)
    context = {
        "form": form,
        "heading": _("Numbers for the federation"),
        "button": _("Save"),
        "back_url": HERE,
        "intro": "" if is_on(request.circle, "figures") else NOT_ON,
    }
    return render(request, "ui/form.html", context, status=422 if form.errors else 200)
