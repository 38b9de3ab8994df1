"""My information: a copy of it, what I said yes to, how long it is kept, being forgotten, complaining."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from kernel.actors import Actor
from kernel.errors import NotAllowed, NotFound
from kernel.sections import Scope
from tenant_apps.entry.gate import fresh_proof_required, member_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.helping.acting import Acting, actor_of, knows_acting
from tenant_apps.inviting.asking import ask, page, sent
from tenant_apps.inviting.forms import SureForm
from tenant_apps.people.models import Person, today
from tenant_apps.privacy.doors import known_by_name
from tenant_apps.rights import policies
from tenant_apps.rights.appointing import waiting_for
from tenant_apps.rights.book import BASES, PURPOSES, WATCHDOG
from tenant_apps.rights.forms import FORGET_WORDS, AppointForm, OwnComplaintForm, WordsForm
from tenant_apps.rights.models import Complaint, Consent, DataRequest, KeptPart
from tenant_apps.rights.pages.shown import clock_of, planned
from tenant_apps.rights.services import clearing, complaints, consents, copies, keeping, requests

Kind = DataRequest.Kind


def whose(request: MemberRequest) -> Person:
    """Whose information this is: one's own, or that of whom one acts for under an authority that reaches so far."""
    acting: Acting | None = getattr(request, "acting", None)
    if acting is None:
        return request.person
    if Scope.DATA_REQUEST not in acting.scopes:
        raise NotAllowed(_("What you may do for them does not reach to their information."))
    return acting.person


def by(request: MemberRequest) -> Actor:
    """Who acts: oneself, or the helper for somebody, with both names."""
    actor = actor_of(request)
    assert actor is not None
    return actor


@require_safe
@member_required
def mine(request: MemberRequest) -> HttpResponse:
    """Everything about my information, in one calm place."""
    person = whose(request)
    asked = person.data_requests.prefetch_related("stops")
    context = {
        "copy": next((each for each in asked if each.is_copy and each.is_open and not each.has_run_out), None),
        "forget": next((each for each in asked if not each.is_copy and each.is_open), None),
        "past": [each for each in asked if not each.is_open],
        "complaints": person.data_complaints.all(),
        "to_answer": waiting_for(request.person) if person.pk == request.person.pk else [],
        "yes": Consent.objects.standing().filter(person=person).count(),
        "can_decide": policies.can_decide(by(request), person),
    }
    return render(request, "rights/mine.html", context)


@knows_acting
@require_POST
@member_required
def ask_for_copy(request: MemberRequest) -> HttpResponse:
    """One click, and the clock runs."""
    made = copies.ask_for_copy(whose(request), by=by(request))
    return redirect("rights:request", made.pk)


@require_safe
@member_required
def one(request: MemberRequest, request_id: UUID) -> HttpResponse:
    """How far something I asked for has come, what I am asked, and the copy when it is ready."""
    found = _mine(request, request_id)
    context = {
        "asked": found,
        "clock": clock_of(found, today()),
        "form": WordsForm(label=_("Your answer")) if found.waits_for and found.is_under_way else None,
    }
    return render(request, "rights/request.html", context)


@knows_acting
@page
@member_required
def answer(request: MemberRequest, request_id: UUID) -> HttpResponse:
    """Answer what I was asked, and the clock runs again."""
    found = _mine(request, request_id)
    form = WordsForm(sent(request), label=_("Your answer"))
    return ask(
        request,
        "rights/request.html",
        form,
        lambda said: requests.start_clock(found, said["words"], by=by(request)),
        reverse("rights:request", args=[found.pk]),
        asked=found,
        clock=clock_of(found, today()),
    )


@knows_acting
@require_POST
@member_required
def take_back(request: MemberRequest, request_id: UUID) -> HttpResponse:
    requests.take_back(_mine(request, request_id), by=by(request))
    return redirect("rights:mine")


@require_safe
@member_required
@fresh_proof_required
def file(request: MemberRequest, request_id: UUID) -> HttpResponse:
    """The copy itself, for somebody who has just proved that it is them."""
    packed = copies.fetch(_mine(request, request_id), by=by(request))
    name = f"my-information-{today():%Y-%m-%d}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(packed, content_type="application/zip", headers=headers)


@knows_acting
@require_POST
@member_required
def clear(request: MemberRequest, request_id: UUID) -> HttpResponse:
    """I have it; remove it from here."""
    clearing.clear_away(_mine(request, request_id), by=by(request))
    return redirect("rights:mine")


@require_safe
@member_required
def yes(request: MemberRequest) -> HttpResponse:
    """What I said yes to, and what I could."""
    is_easy = request.GET.get("easy") == "1"
    standing = {each.purpose: each for each in Consent.objects.standing().filter(person=whose(request))}
    rows = [(each, each.on(today()), standing.get(each.code)) for each in PURPOSES.values()]
    context = {"rows": rows, "is_easy": is_easy, "can_decide": policies.can_decide(by(request), whose(request))}
    return render(request, "rights/yes.html", context)


@knows_acting
@require_POST
@member_required
def say_yes(request: MemberRequest, purpose: str) -> HttpResponse:
    version = request.POST.get("version", "")
    consents.say_yes(
        whose(request),
        purpose,
        by=by(request),
        easy_read=request.POST.get("easy") == "1",
        version=int(version) if version.isascii() and version.isdecimal() and len(version) < 5 else 0,
    )
    return redirect("rights:yes")


@knows_acting
@require_POST
@member_required
def say_no(request: MemberRequest, purpose: str) -> HttpResponse:
    if purpose not in PURPOSES:
        raise NotFound
    standing = Consent.objects.standing().filter(person=whose(request), purpose=purpose).first()
    if standing is not None:  # pressed twice, it is taken back already
        consents.take_back(standing, by=by(request))
    return redirect("rights:yes")


@require_safe
@member_required
def kept(request: MemberRequest) -> HttpResponse:
    """Why the circle holds what it knows, and for how long."""
    return render(request, "rights/kept.html", {"rules": keeping.rules(), "bases": BASES.values()})


@knows_acting
@page
@member_required
def forget(request: MemberRequest) -> HttpResponse:
    """What goes, what waits and what stays if I ask to be forgotten; and asking."""
    person = whose(request)
    if not policies.can_decide(by(request), person):
        raise NotAllowed(policies.ONLY_WHO_DECIDES)
    form = SureForm(sent(request), words=FORGET_WORDS)
    context = {
        "lanes": planned(person.pk),
        "already": person.data_requests.filter(kind=Kind.ERASE, state__in=DataRequest.OPEN).first(),
        "lane": KeptPart.Lane,
    }
    return ask(
        request,
        "rights/forget.html",
        form,
        lambda _said: requests.ask(person, Kind.ERASE, by=by(request)),
        lambda made: reverse("rights:request", args=[made.pk]),
        **context,
    )


@knows_acting
@page
@member_required
def complain(request: MemberRequest) -> HttpResponse:
    """Say that my information was handled badly."""
    person = whose(request)
    answerers = Person.objects.signing_in().wearing(*policies.ANSWERERS).exclude(pk=person.pk).by_name()
    form = OwnComplaintForm(sent(request), answerers=answerers)
    return ask(
        request,
        "rights/complain.html",
        form,
        lambda said: complaints.complain(said.pop("about"), said.pop("words"), person=person, by=by(request), **said),
        lambda made: reverse("rights:complaint", args=[made.pk]),
        watchdog=WATCHDOG,
    )


@require_safe
@member_required
def complaint(request: MemberRequest, complaint_id: UUID) -> HttpResponse:
    """What I said, what was done, and what was found."""
    found = get_object_or_404(Complaint, pk=complaint_id, person=whose(request))
    free = list(policies.free_to_answer(found).by_name()) if found.is_open else []
    context = {
        "complaint": found,
        "steps": found.steps.all(),
        "who": free or ([found.appointed] if found.appointed else []),
        "has_nobody": found.is_open and not free,
        "watchdog": WATCHDOG,
    }
    return render(request, "rights/complaint.html", context)


@knows_acting
@page
@member_required
def choose_who_answers(request: MemberRequest, complaint_id: UUID) -> HttpResponse:
    """It concerns everybody whose office it is to answer: I choose somebody I trust."""
    found = get_object_or_404(Complaint.objects.open(), pk=complaint_id, person=whose(request))
    people = known_by_name(whose(request), policies.could_be_appointed(found)).by_name()
    return ask(
        request,
        "rights/choose_who_answers.html",
        AppointForm(sent(request), people=people),
        lambda said: complaints.appoint(found, said["somebody"], by=by(request)),
        reverse("rights:complaint", args=[found.pk]),
        complaint=found,
    )


def _mine(request: MemberRequest, request_id: UUID) -> DataRequest:
    asked = DataRequest.objects.select_related("person").prefetch_related("stops")
    return get_object_or_404(asked, pk=request_id, person=whose(request))
