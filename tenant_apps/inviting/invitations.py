"""Inviting somebody, for stewards and co-ordinators: choose how, write the invitation, print the card, see the list."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tenant_apps.entry.gate import hat_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.inviting import services
from tenant_apps.inviting.asking import ask, not_while_closing, page, sent
from tenant_apps.inviting.codes import short_code, spoken_number
from tenant_apps.inviting.forms import BesideForm, InviteForm
from tenant_apps.inviting.languages import ask_language
from tenant_apps.inviting.models import Invitation
from tenant_apps.inviting.squares import square_of
from tenant_apps.people.models import Hat, Person
from tenant_apps.people.services import add_person
from ui.language import offered

A_PAGE = 50
for_hosts = hat_required(Hat.Kind.STEWARD, Hat.Kind.COORDINATOR)


@require_safe
@not_while_closing
@for_hosts
def invite(request: MemberRequest) -> HttpResponse:
    """How does the person like to be asked?"""
    return render(request, "inviting/invite.html")


@page
@for_hosts
def invite_by(request: MemberRequest, how: str) -> HttpResponse:
    """Write an invitation: by e-mail, or for a card."""
    if how not in Invitation.How.values:
        raise Http404
    is_trying, own = request.circle.is_sandbox, request.circle.language
    languages = sorted(offered(request), key=lambda each: each[0] != own)
    form = InviteForm(sent(request), how=how, is_trying=is_trying, languages=languages)
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
        services.only_founders_while_trying(is_starting=said.pop("is_starting", False))
        return add_person(by=request.person, **said)

    form = BesideForm(sent(request), is_trying=request.circle.is_sandbox)
    ask_language(form, request, after="contact_note")
    return ask(request, "inviting/beside.html", form, add, lambda made: reverse("inviting:member", args=[made.pk]))


@require_safe
@for_hosts
def invitations(request: MemberRequest) -> HttpResponse:
    """Who has been asked, by whom, and what they said."""
    asked = Invitation.objects.select_related("person", "invited_by").newest_first()
    waiting = "all" not in request.GET
    shown = asked.unanswered() if waiting else asked
    page_of = Paginator(shown, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "inviting/invitations.html", {"invitations": page_of, "waiting": waiting})


@require_safe
@for_hosts
def shown(request: MemberRequest, invitation_id: UUID) -> HttpResponse:
    """One invitation: what to say on the telephone, print it, send it again, take it back."""
    invitation = _found(invitation_id)
    context = {"invitation": invitation, "number": spoken_number(invitation), "code": short_code(invitation)}
    hats = [Hat.Kind(kind).label for kind in invitation.hats]
    return render(request, "inviting/shown.html", context | {"hats": hats})


@require_safe
@for_hosts
def card(request: MemberRequest, invitation_id: UUID) -> HttpResponse:
    """The card, to print: a square for telephones, a code in large letters. A4 for the table, A6 for the pocket."""
    invitation = _found(invitation_id)
    code = short_code(invitation)
    if not invitation.is_waiting or not invitation.is_card or not code:
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


def _found(invitation_id: UUID) -> Invitation:
    found = Invitation.objects.select_related("person", "invited_by").filter(pk=invitation_id).first()
    if found is None:
        raise Http404
    return found
