"""For whoever answers: what waits, by when; taking down what somebody said; and what is known, why and for how long."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from kernel.errors import NotFound
from kernel.sections import Purpose
from tenant_apps.entry.gate import fresh_proof_required, hat_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.inviting.asking import ask, page, sent
from tenant_apps.people.models import Person, PersonQuerySet, today
from tenant_apps.privacy.doors import masked_many, require, visible
from tenant_apps.rights import register
from tenant_apps.rights.book import BASES, RULES
from tenant_apps.rights.forms import HoldForm, RequestTakenDownForm, RuleForm
from tenant_apps.rights.models import Complaint, DataRequest, LegalHold
from tenant_apps.rights.pages.shown import clock_of
from tenant_apps.rights.policies import ANSWERERS, can_read_complaint, free_to_answer
from tenant_apps.rights.services import copies, keeping, requests

answerer_required = hat_required(*ANSWERERS)
NAME = "people.name"


def names(request: MemberRequest, people: list[Person]) -> dict[UUID, str]:
    """What each may be called by whoever reads this page."""
    seen = masked_many(request.person, people, Purpose.ADMIN, [NAME])
    return {each.id: each.called for each in seen}


def those_named(request: MemberRequest) -> PersonQuerySet:
    """Everybody whose name whoever reads this page may know, by name."""
    found: PersonQuerySet = visible(request.person, Person.objects.by_name(), NAME, Purpose.ADMIN)
    return found


@require_safe
@answerer_required
def desk(request: MemberRequest) -> HttpResponse:
    """What waits to be answered, the most urgent first."""
    asked = list(DataRequest.objects.under_way().select_related("person").prefetch_related("stops"))
    open_ones = list(Complaint.objects.open().select_related("person").order_by("received_on", "id"))
    said = [each for each in open_ones if can_read_complaint(request.person, each)]
    called = names(request, [each.person for each in [*asked, *said] if each.person is not None])
    rows = [(each, clock_of(each, today()), called.get(each.person_id, "")) for each in asked]
    context = {
        "requests": sorted(rows, key=lambda row: row[1].due),
        "complaints": [(each, called.get(each.person_id, each.name), each.is_late(today())) for each in said],
        "stuck": [each for each in open_ones if not each.appointed_id and not free_to_answer(each).exists()],
        "unconfirmed": sum(not each.is_confirmed for each in keeping.rules()),
        "holds": LegalHold.objects.in_force().count(),
        "settled": DataRequest.objects.exclude(state__in=DataRequest.UNDER_WAY).count(),
    }
    return render(request, "rights/desk.html", context)


@page
@answerer_required
def take_down(request: MemberRequest) -> HttpResponse:
    """Somebody rang, wrote, or said it at the door."""
    form = RequestTakenDownForm(sent(request), people=those_named(request))

    def do(said: dict[str, Any]) -> DataRequest:
        how = {"channel": said["channel"], "received_on": said["received_on"]}
        return requests.ask(said["person"], said["kind"], by=request.person, **how)

    return ask(request, "rights/take_down.html", form, do, lambda made: reverse("rights:answering", args=[made.pk]))


@require_safe
@answerer_required
@fresh_proof_required
def file(request: MemberRequest, request_id: UUID) -> HttpResponse:
    """The copy of somebody with no account, to be printed and handed to them."""
    found = get_object_or_404(DataRequest.objects.select_related("person"), pk=request_id)
    require(request.person, found.person, "rights.copy", Purpose.ADMIN)
    packed = copies.fetch(found, by=request.person)
    headers = {"Content-Disposition": f'attachment; filename="copy-{found.pk}.zip"'}
    return HttpResponse(packed, content_type="application/zip", headers=headers)


@require_safe
@answerer_required
def kept(request: MemberRequest) -> HttpResponse:
    """How long things are kept here, which rules somebody has confirmed, and why things are held at all."""
    confirmed = keeping.bases_confirmed()
    rules = keeping.rules()
    signed = [each.confirmed.by for each in rules if each.confirmed] + [each.by for each in confirmed.values()]
    context = {
        "rules": rules,
        "bases": [(basis, confirmed.get(code)) for code, basis in BASES.items()],
        "names": names(request, signed),
    }
    return render(request, "rights/rules.html", context)


@page
@answerer_required
def confirm_rule(request: MemberRequest, code: str) -> HttpResponse:
    """Say that a rule is right for this circle, or set another span."""
    if code not in RULES:
        raise NotFound
    found = keeping.rule_called(code)
    form = RuleForm(sent(request), keeping=found)

    def do(said: dict[str, Any]) -> Any:
        return keeping.confirm_rule(code, said["months"], said["source"], by=request.person)

    return ask(request, "rights/rule.html", form, do, reverse("rights:rules"), keeping=found)


@require_POST
@answerer_required
def confirm_basis(request: MemberRequest, code: str) -> HttpResponse:
    """Say that this is why something is held here."""
    if code not in BASES:
        raise NotFound
    keeping.confirm_basis(code, BASES[code].source, by=request.person)
    return redirect("rights:rules")


@require_safe
@answerer_required
def register_page(request: MemberRequest) -> HttpResponse:
    """The register of processing, as the code has it and with this circle's own spans."""
    holding = {each.rule.code: each for each in keeping.rules()}
    confirmed = keeping.bases_confirmed()
    rows = [
        (activity, [holding[code] for code in activity.rules], confirmed.get(activity.basis.code))
        for activity in register.activities()
    ]
    return render(request, "rights/register.html", {"rows": rows, "today": today()})


@require_safe
@answerer_required
def assessment(request: MemberRequest) -> HttpResponse:
    """What could go wrong for people, what stands in the way, and what is left open."""
    found = register.risks()
    context = {"risks": found, "left_open": sum(bool(risk.left_open) for risk in found), "today": today()}
    return render(request, "rights/assessment.html", context)


@page
@answerer_required
def holds(request: MemberRequest) -> HttpResponse:
    """Of whom nothing may go just now, and adding somebody."""
    form = HoldForm(sent(request), people=those_named(request))
    found = list(LegalHold.objects.in_force().select_related("person", "by"))
    called = names(request, [each.person for each in found] + [each.by for each in found])
    rows = [(each, called.get(each.person_id, ""), called.get(each.by_id, "")) for each in found]

    def do(said: dict[str, Any]) -> Any:
        return keeping.hold(said["person"], said["reason"], said["review_on"], by=request.person)

    return ask(request, "rights/holds.html", form, do, reverse("rights:holds"), rows=rows, today=today())


@require_POST
@answerer_required
def end_hold(request: MemberRequest, hold_id: UUID) -> HttpResponse:
    keeping.end_hold(get_object_or_404(LegalHold, pk=hold_id), by=request.person)
    return redirect("rights:holds")
