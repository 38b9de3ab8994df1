"""One person of the circle, for stewards and co-ordinators: what is known, and pausing, ending and coming back."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from kernel.sections import Purpose
from kernel.time import now
from tenant_apps.entry.gate import fresh_proof_required, hat_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.inviting import services as inviting
from tenant_apps.inviting.asking import ask, page, sent
from tenant_apps.inviting.forms import EndForm, PersonForm, SuspendForm
from tenant_apps.inviting.invitations import for_hosts
from tenant_apps.inviting.languages import ask_language, read_by
from tenant_apps.inviting.models import Invitation
from tenant_apps.journal.models import Entry
from tenant_apps.people import policies, services
from tenant_apps.people.events import AccountUnlinked, PersonLeft
from tenant_apps.people.models import Hat, Person, today
from tenant_apps.privacy import doors

for_stewards = hat_required(Hat.Kind.STEWARD)


@require_safe
@for_hosts
def member(request: MemberRequest, person_id: UUID) -> HttpResponse:
    """What the circle knows of somebody, what they do here, and how they came and went."""
    person = found(person_id, request.person)
    seen = doors.masked(request.person, person, Purpose.ADMIN)
    sees_reasons = seen.may("people.reasons") and policies.can_see_reasons(request.person)
    context = {
        "person": seen,
        "worn": person.hats.worn(today()).order_by("kind"),
        "offers": person.hat_offers.waiting().newest_first(),
        "waiting": Invitation.objects.waiting().filter(person=person).first(),
        "partings": person.partings.select_related("ended_by").order_by("-at"),
        "suspensions": person.suspensions.select_related("talk_to", "suspended_by", "lifted_by").order_by("-began_at"),
        "sees_reasons": sees_reasons,
        "can_correct": person.is_present and policies.can_correct_person(request.person, person),
        "can_let_in": policies.can_let_in_as(request.person, person),
        "can_suspend": person.is_present and policies.can_suspend(request.person, person),
        "reads": read_by(person),
        "is_me": person.pk == request.person.pk,
        "was_mistaken": person.partings.filter(returned_at=None, undo_until__gt=now()).exclude(reason="").exists(),
        "has_died": not person.is_present and died(person),
        "offices": person.is_present and policies.holds_office_for(request.person, person),
        "holds_office": services.HOLDS_OFFICE,
        "had_account": person.account_id is None and had_account(person),
    }
    return render(request, "inviting/member.html", context)


@page
@for_hosts
def correct(request: MemberRequest, person_id: UUID) -> HttpResponse:
    """Put right what is written down about somebody."""
    person = found(person_id, request.person)
    for section in ("people.contact", "people.membership"):  # the form shows what is written down now
        doors.require(request.person, person, section, Purpose.ADMIN)
    form = PersonForm(sent(request), person=person)
    if person.account_id is None:  # whoever signs in says it themself
        ask_language(form, request, after="contact_note", person=person)
    return ask(
        request,
        "inviting/correct.html",
        form,
        lambda said: services.correct_person(person, by=request.person, **said),
        _page_of(person),
        person=person,
    )


@page
@for_stewards
@fresh_proof_required
def suspend(request: MemberRequest, person_id: UUID) -> HttpResponse:
    """Keep somebody out for a while."""
    person = found(person_id, request.person)
    form = SuspendForm(sent(request), person=person)

    def do(said: dict[str, Any]) -> Any:
        return services.suspend_person(person, by=request.person, **said)

    return ask(request, "inviting/suspend.html", form, do, _page_of(person), person=person)


@require_POST
@for_stewards
def lift(request: MemberRequest, person_id: UUID) -> HttpResponse:
    """Let somebody in again."""
    person = found(person_id, request.person)
    services.lift_suspension(person, by=request.person)
    return redirect("inviting:member", person.pk)


@page
@for_stewards
@fresh_proof_required
def end(request: MemberRequest, person_id: UUID) -> HttpResponse:
    """End somebody's membership, for a reason. An office of theirs is asked to end first, unless they have died."""
    person = found(person_id, request.person)
    died_in_office = "died" in request.GET or "died" in request.POST
    if not died_in_office and policies.holds_office_for(request.person, person):
        context = {"person": doors.masked(request.person, person, Purpose.ADMIN), "holds_office": services.HOLDS_OFFICE}
        return render(request, "inviting/holds_office.html", context, status=409)
    form = EndForm(sent(request), person=person, initial={"died": "died" in request.GET})

    def do(said: dict[str, Any]) -> Any:
        return services.end_membership(person, by=request.person, **said)

    return ask(request, "inviting/end.html", form, do, _page_of(person), person=person)


@require_POST
@for_hosts
def welcome_back(request: MemberRequest, person_id: UUID) -> HttpResponse:
    """Somebody who left said that they want to be here again."""
    person = found(person_id, request.person)
    services.welcome_back(person, by=request.person)
    return redirect("inviting:member", person.pk)


@page
@for_hosts
def card(request: MemberRequest, person_id: UUID) -> HttpResponse:
    """A card for somebody the circle knows, with which they can join an account to themselves later."""
    person = found(person_id, request.person)
    waiting = Invitation.objects.waiting().filter(person=person).first()
    if request.method == "POST":
        made = inviting.invite(person.name, how=Invitation.How.CARD, person=person, by=request.person)
        return redirect("inviting:shown", made.pk)
    may_make = policies.can_let_in_as(request.person, person)
    context = {"person": person, "waiting": waiting, "may_make": may_make, "only_a_steward": inviting.ONLY_A_STEWARD}
    return render(request, "inviting/person_card.html", context)


def had_account(person: Person) -> bool:
    """Whether somebody who cannot sign in now could before: they closed their account, or it was taken off them."""
    gone = Entry.objects.filter(event=AccountUnlinked.event_name, payload__person_id=str(person.pk))
    return gone.exists()


def died(person: Person) -> bool:
    """Whether the last we know of somebody is that they have died."""
    last = Entry.objects.filter(event=PersonLeft.event_name, payload__person_id=str(person.pk)).order_by("-at").first()
    return last is not None and last.payload.get("how") == "died"


def found(person_id: UUID, by: Person) -> Person:
    """Somebody whom this reader may know by name. Their row is for services; what a page shows of it is masked."""
    person = doors.visible(by, Person.objects.filter(pk=person_id), "people.name", Purpose.ADMIN).first()
    if person is None:
        raise Http404
    return person


def _page_of(person: Person) -> str:
    return reverse("inviting:member", args=[person.pk])
