"""The pages of helping: who may act for me, whom I help, and the record for whoever looks after it."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.sections import Purpose
from tenant_apps.entry.gate import fresh_proof_required, hat_required, member_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.helping import acting, asking, papers, policies, services
from tenant_apps.helping.bases import Basis
from tenant_apps.helping.choosing import choosable
from tenant_apps.helping.forms import AskForm, CapacityForm, CheckerForm, EndForm, PaperForm, RecordForm, ask
from tenant_apps.helping.models import Authority, Capacity, Evidence
from tenant_apps.helping.sections import EVIDENCE
from tenant_apps.people.models import Person
from tenant_apps.privacy import doors
from tenant_apps.privacy.doors import known_by_name

page = require_http_methods(["GET", "HEAD", "POST"])
for_watchers = hat_required(*policies.WATCHERS)


# --- who may act for me -----------------------------------------------------------------------------------------------


@require_safe
@member_required
def helpers(request: MemberRequest) -> HttpResponse:
    """Who may act for me, how far, and until when; and who no longer may."""
    mine = Authority.objects.filter(person=request.person).select_related("helper", "checked_by")
    context = {
        "own_words": Basis.CONSENT,
        "living": _with_standing(mine.living()),
        "ended": mine.exclude(ended_at=None)[:20],
        "lacks": Capacity.objects.filter(person=request.person, can_decide=False, ended_at=None)
        .select_related("recorded_by")
        .first(),
    }
    return render(request, "helping/helpers.html", context)


@page
@member_required
def ask_helper(request: MemberRequest) -> HttpResponse:
    """Ask somebody whose name I may know to act for me."""
    known = known_by_name(request.person, Person.objects.able()).exclude(pk=request.person.pk)
    found = choosable(request, known, "helper")
    form = AskForm(request.POST if request.method == "POST" else None, people=found.people)
    return ask(
        request,
        "helping/ask.html",
        form,
        lambda said: services.ask_for_help(request.person, by=request.person, **said),
        reverse("helping:helpers"),
        found=found,
        can_decide=services.can_decide(request.person),
    )


@require_POST
@member_required
def take_back(request: MemberRequest, authority_id: UUID) -> HttpResponse:
    """From this moment they no longer act for me."""
    found = _mine(Authority.objects.filter(person=request.person), authority_id)
    services.end(found, why=Authority.Ended.WITHDRAWN, by=request.person)
    return redirect("helping:helpers")


@require_POST
@member_required
def still_right(request: MemberRequest, authority_id: UUID) -> HttpResponse:
    """What I agreed to still stands."""
    found = _mine(Authority.objects.filter(person=request.person), authority_id)
    services.look_again(found, by=request.person)
    return redirect("helping:helpers")


# --- whom I help ------------------------------------------------------------------------------------------------------


@require_safe
@member_required
def helping(request: MemberRequest) -> HttpResponse:
    """Whom I may act for, and whom I am asked to help."""
    rows = Authority.objects.living().filter(helper=request.person).select_related("person")
    context = {"rows": _with_standing(rows), "to_check": checks_waiting_for(request.person)}
    context["asked"] = asking.waiting_for(request.person).select_related("person")
    return render(request, "helping/helping.html", context)


def checks_waiting_for(person: Person) -> list[Authority]:
    """The authorities somebody was named to check."""
    named = Authority.objects.living().filter(checker=person, checked_at=None).select_related("person", "helper")
    return [each for each in named if policies.can_check(person, each)]


@require_POST
@member_required
def answer(request: MemberRequest, authority_id: UUID) -> HttpResponse:
    """Yes, no, stepping down, or yes for today."""
    found = _mine(Authority.objects.filter(helper=request.person), authority_id)
    said = request.POST.get("do")
    if said == "yes":
        services.accept(found, by=request.person)
    elif said == "today":
        services.say_yes_for_today(found, by=request.person)
    elif said == "no":
        why = Authority.Ended.REFUSED if found.accepted_at is None else Authority.Ended.STEPPED_DOWN
        services.end(found, why=why, by=request.person)
    return redirect("helping:helping")


@require_POST
@member_required
def begin(request: MemberRequest, authority_id: UUID) -> HttpResponse:
    """Begin to act for somebody."""
    found = _mine(Authority.objects.living().filter(helper=request.person), authority_id)
    acting.begin(request, found, by=request.person)
    return redirect("helping:helping")


@require_POST
@member_required
def stop(request: MemberRequest) -> HttpResponse:
    """Act for nobody any more."""
    acting.stop(request)
    return redirect("helping:helping")


# --- the record -------------------------------------------------------------------------------------------------------


@require_safe
@for_watchers
def authorities(request: MemberRequest, person_id: UUID) -> HttpResponse:
    """Everybody who may act for this person, and whether they can decide for themselves."""
    person = _person(person_id, request.person)
    rows = Authority.objects.filter(person=person).select_related("helper", "checked_by")
    context = {
        "person": person,
        "living": _with_standing(rows.living()),
        "ended": rows.exclude(ended_at=None)[:20],
        "capacity": Capacity.objects.filter(person=person, ended_at=None).first(),
    }
    return render(request, "helping/authorities.html", context)


@page
@for_watchers
def record(request: MemberRequest, person_id: UUID) -> HttpResponse:
    """Write down an authority that a paper or a meeting gave."""
    person = _person(person_id, request.person)
    found = choosable(request, Person.objects.able().exclude(pk=person.pk), "helper")
    form = RecordForm(request.POST if request.method == "POST" else None, people=found.people)
    return ask(
        request,
        "helping/record.html",
        form,
        lambda said: services.record_authority(person, by=request.person, **said),
        reverse("helping:authorities", args=[person.pk]),
        person=person,
        found=found,
    )


@page
@for_watchers
def authority(request: MemberRequest, person_id: UUID, authority_id: UUID) -> HttpResponse:
    """One authority: its papers, checking it, and ending it."""
    found = _mine(
        Authority.objects.filter(person=_person(person_id, request.person)).select_related("person", "helper"),
        authority_id,
    )
    doors.require(request.person, found.person, EVIDENCE.code, Purpose.ADMIN)
    form = PaperForm(request.POST or None, request.FILES or None)
    waits = found.ended_at is None and found.waits_for_check
    is_stuck = waits and not policies.somebody_can_check(found) and policies.can_name_checker(request.person, found)
    checkers = choosable(request, policies.could_be_named(found), "checker") if is_stuck else None
    context = {
        "authority": found,
        "checkers": checkers,
        "checker_form": CheckerForm(people=checkers.people) if checkers is not None else None,
        "papers": found.evidence.all(),
        "end_form": EndForm(),
        "may_look_again": found.asks_for_a_look and policies.can_look_again(request.person, found),
        "can_check": waits and policies.can_check(request.person, found),
        "beside": services.attorneys_reaching(found).exclude(pk=found.pk).select_related("helper"),
        "is_paid": found.helper.wears("supporter"),
    }
    return ask(
        request,
        "helping/authority.html",
        form,
        lambda said: papers.keep(found, said["paper"], by=request.person),
        reverse("helping:authority", args=[found.person_id, found.pk]),
        **context,
    )


@require_POST
@for_watchers
@fresh_proof_required
def check(request: MemberRequest, person_id: UUID, authority_id: UUID) -> HttpResponse:
    """Say that the papers bear it out."""
    found = _mine(Authority.objects.filter(person=_person(person_id, request.person)), authority_id)
    services.check(found, by=request.person)
    return redirect("helping:authority", found.person_id, found.pk)


@require_POST
@for_watchers
def look_again(request: MemberRequest, person_id: UUID, authority_id: UUID) -> HttpResponse:
    """Say that it was looked at, and still stands."""
    found = _mine(Authority.objects.filter(person=_person(person_id, request.person)), authority_id)
    services.look_again(found, by=request.person)
    return redirect("helping:authority", found.person_id, found.pk)


@require_POST
@for_watchers
def end(request: MemberRequest, person_id: UUID, authority_id: UUID) -> HttpResponse:
    """End it, for a reason."""
    found = _mine(Authority.objects.filter(person=_person(person_id, request.person)), authority_id)
    form = EndForm(request.POST)
    if form.is_valid():
        services.end(found, why=form.cleaned_data["why"], by=request.person)
    return redirect("helping:authorities", found.person_id)


@require_safe
@for_watchers
@fresh_proof_required
def paper(request: MemberRequest, person_id: UUID, authority_id: UUID, evidence_id: UUID) -> HttpResponse:
    """A paper, as a file to keep: never a page of ours."""
    rows = Evidence.objects.filter(authority=authority_id, authority__person=_person(person_id, request.person))
    found = rows.select_related("authority").filter(pk=evidence_id).first()
    if found is None:
        raise Http404
    return to_keep(found, by=request.person)


@page
@for_watchers
def capacity(request: MemberRequest, person_id: UUID) -> HttpResponse:
    """Write down whether somebody can decide for themselves, and see what follows from it."""
    person = _person(person_id, request.person)
    form = CapacityForm(request.POST if request.method == "POST" else None)
    consents = Authority.objects.living().filter(person=person, basis=Basis.CONSENT).select_related("helper")

    def write(said: dict) -> None:
        decides = said["can_decide"] == "yes"
        services.record_capacity(
            person, can_decide=decides, why=said["why"], review_on=said["review_on"], by=request.person
        )

    to = reverse("helping:authorities", args=[person.pk])
    return ask(request, "helping/capacity.html", form, write, to, person=person, consents=consents)


def to_keep(found: Evidence, *, by: Person) -> HttpResponse:
    """A paper as a file to keep, never a page of ours."""
    content = papers.opened(found, by=by)
    ending = "pdf" if found.media_type == papers.PDF else "webp"
    headers = {
        "Content-Disposition": f'attachment; filename="paper-{found.pk}.{ending}"',
        "Content-Security-Policy": "sandbox",
        "Cache-Control": "no-store",
    }
    return HttpResponse(content, content_type=found.media_type, headers=headers)


def _with_standing(rows: "QuerySet[Authority]") -> list[Authority]:
    """Each with whether it is in force, and who must still agree today."""
    found = list(rows)
    in_force = set(Authority.objects.in_force().filter(pk__in=[row.pk for row in found]).values_list("pk", flat=True))
    for row in found:
        row.is_in_force = row.pk in in_force  # type: ignore[attr-defined]
        row.waits_for = services.who_must_still_agree(row) if row.pk in in_force else []  # type: ignore[attr-defined]
    return found


def _mine(rows: "QuerySet[Authority]", authority_id: UUID) -> Authority:
    found = rows.filter(pk=authority_id).first()
    if found is None:
        raise Http404
    return found


def _person(person_id: UUID, by: Person) -> Person:
    """Whom this reader may know by name: nobody who was forgotten, for those who look after the list."""
    found = doors.visible(by, Person.objects.filter(pk=person_id), "people.name", Purpose.ADMIN).first()
    if found is None:
        raise Http404
    return found
