"""Inviting somebody, for stewards and co-ordinators: choose how, write the invitation, print the card, see the list."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tenant_apps.entry.gate import fresh_proof_required, hat_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.inviting import naming, policies, services
from tenant_apps.inviting.asking import ask, not_while_closing, page, sent
from tenant_apps.inviting.codes import short_code, spoken_number
from tenant_apps.inviting.forms import AskToHoldForm, BesideForm, InviteForm
from tenant_apps.inviting.languages import ask_language
from tenant_apps.inviting.models import Invitation
from tenant_apps.inviting.squares import square_of
from tenant_apps.people.models import Hat, HatOffer, Person
from tenant_apps.people.services import add_person
from ui.language import offered

A_PAGE = 50
A_FEW = 12
for_hosts = hat_required(Hat.Kind.STEWARD, Hat.Kind.COORDINATOR)


@require_safe
@not_while_closing
@for_hosts
def invite(request: MemberRequest) -> HttpResponse:
    """How does the person like to be asked?"""
    return render(request, "inviting/invite.html", {"is_steward": request.person.wears(Hat.Kind.STEWARD)})


@page
@for_hosts
def invite_by(request: MemberRequest, how: str) -> HttpResponse:
    """Write an invitation: by e-mail, or for a card."""
    if how not in Invitation.How.values:
        raise Http404
    form = InviteForm(sent(request), how=how, is_trying=request.circle.is_sandbox, languages=_own_first(request))
    if how == Invitation.How.CARD:
        ask_language(form, request, after="name")
    return ask(
        request,
        "inviting/invite_by.html",
        form,
        lambda said: services.invite(how=how, by=request.person, **said),
        lambda made: reverse("inviting:shown", args=[made.pk]),
        how=how,
    )


@page
@for_hosts
def beside(request: MemberRequest) -> HttpResponse:
    """Somebody without e-mail says yes to the one who sits beside them, and is of the circle at once."""

    def add(said: dict) -> Person:
        del said["said_yes"]
        return add_person(by=request.person, **said)

    form = BesideForm(sent(request), is_trying=request.circle.is_sandbox)
    ask_language(form, request, after="contact_note")
    return ask(request, "inviting/beside.html", form, add, lambda made: reverse("inviting:member", args=[made.pk]))


@page
@hat_required(Hat.Kind.STEWARD)
@fresh_proof_required
def ask_steward(request: MemberRequest) -> HttpResponse:
    """Ask somebody from outside to come in and be steward."""
    return ask(
        request,
        "inviting/ask_steward.html",
        AskToHoldForm(sent(request), languages=_own_first(request)),
        lambda said: naming.ask_to_hold(by=request.person, **said),
        lambda made: reverse("inviting:shown", args=[made.pk]),
    )


@require_safe
@for_hosts
def invitations(request: MemberRequest) -> HttpResponse:
    """Who has been asked, by whom, and what they said. Those asked to hold an office come first, whatever they said."""
    asked = Invitation.objects.select_related("person", "invited_by").newest_first()
    waiting = "all" not in request.GET
    shown = asked.unanswered() if waiting else asked
    page_of = Paginator(shown.to_join_only(), A_PAGE).get_page(request.GET.get("page"))
    context = {"invitations": page_of, "to_hold": asked.to_hold_office()[:A_FEW], "waiting": waiting}
    return render(request, "inviting/invitations.html", context)


@require_safe
@for_hosts
def shown(request: MemberRequest, invitation_id: UUID) -> HttpResponse:
    """One invitation: what to say on the telephone, print it, send it again, take it back."""
    invitation = _found(invitation_id)
    context = {"invitation": invitation, "may_hand_out": policies.can_hand_out(request.person, invitation)}
    if context["may_hand_out"]:
        context |= {"number": spoken_number(invitation), "code": short_code(invitation)}
    context["hats"] = [Hat.Kind(kind).label for kind in invitation.hats]
    if invitation.asks_to_hold and invitation.person is not None:
        context["said_no"] = invitation.person.hat_offers.filter(
            kind__in=invitation.asks_to_hold, answer=HatOffer.Answer.NO, offered_at__gte=invitation.made_at
        )
    return render(request, "inviting/shown.html", context)


@require_safe
@for_hosts
def card(request: MemberRequest, invitation_id: UUID) -> HttpResponse:
    """The card, to print: a square for telephones, a code in large letters. A4 for the table, A6 for the pocket."""
    invitation = _found(invitation_id)
    code = short_code(invitation)
    may_print = policies.can_hand_out(request.person, invitation)
    if not invitation.is_waiting or not invitation.is_card or not code or not may_print:
        return redirect("inviting:shown", invitation.pk)
    address = f"{request.circle.url}/welcome/"
    context = {
        "invitation": invitation,
        "code": code,
        "plain_host": request.circle.url.split("://", 1)[1],
        "square": square_of(f"{address}{code.replace('-', '')}/"),
        "reads": invitation.reads_in(request.circle),  # the tools around the card speak to who prints it
        "size": "a6" if request.GET.get("size") == "a6" else "a4",
    }
    return render(request, "inviting/card.html", context)


@require_POST
@for_hosts
def again(request: MemberRequest, invitation_id: UUID) -> HttpResponse:
    """The same e-mail once more; or a new card, after which the old one opens nothing."""
    invitation = _found(invitation_id)
    repeat = services.make_new_card if invitation.is_card else services.send_again
    repeat(invitation, by=request.person)
    return redirect("inviting:shown", invitation.pk)


@require_POST
@for_hosts
def withdraw(request: MemberRequest, invitation_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    invitation = services.withdraw(_found(invitation_id), by=request.person)
    return redirect("inviting:shown", invitation.pk)


def _own_first(request: MemberRequest) -> list[tuple[str, str]]:
    """The languages somebody can be written to in, the circle's own first."""
    return sorted(offered(request), key=lambda each: each[0] != request.circle.language)


def _found(invitation_id: UUID) -> Invitation:
    found = Invitation.objects.select_related("person", "invited_by").filter(pk=invitation_id).first()
    if found is None:
        raise Http404
    return found
