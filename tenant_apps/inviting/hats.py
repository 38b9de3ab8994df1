"""Hats on pages: asked by those who may give them, answered by the wearer, with their whole history."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.errors import NotAllowed, Refusal
from tenant_apps.entry.gate import fresh_proof_required, fresh_proof_required_when, member_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.inviting.asking import ask, not_while_closing, page, sent
from tenant_apps.inviting.forms import OfferForm, RemovalForm, SureForm, TakeOffForm
from tenant_apps.inviting.invitations import for_hosts
from tenant_apps.inviting.me import is_last_steward
from tenant_apps.inviting.members import for_stewards, found
from tenant_apps.inviting.words import END_HAT_WORDS, HAT_WORDS
from tenant_apps.people import policies, services
from tenant_apps.people.models import Hat, HatOffer, HatRemoval, Person, today
from tenant_apps.people.services.terms import ending_soon, worn_through_to

# What a steward can say to an office that is to end.
SAYINGS: Final = {
    "agree": services.agree_to_removal,
    "object": services.object_to_removal,
    "take_back": services.take_back_removal,
}
WHO_SAID: Final = ("asked_by", "closed_by")
# How long before a term ends whoever wears the hat can say yes to the next.
RENEWED_WITHIN: Final = timedelta(days=60)


@require_safe
@for_hosts
def hats(request: MemberRequest, person_id: UUID) -> HttpResponse:
    """What somebody does here, has been asked to do, and did before."""
    person = found(person_id, request.person)
    return render(request, "inviting/hats.html", {"person": person, **_history(person, request.person)})


@require_safe
@not_while_closing
@for_hosts
def choose(request: MemberRequest, person_id: UUID) -> HttpResponse:
    """Which hat to ask them to wear."""
    person = found(person_id, request.person)
    asked = set(person.hat_offers.waiting().values_list("kind", flat=True))
    kinds = [
        (kind, HAT_WORDS[kind], kind in asked, ends if ends > today() else None)
        for kind in Hat.Kind
        if policies.can_offer_hat(request.person, kind) and (ends := worn_through_to(person, kind)) is not None
    ]
    return render(request, "inviting/choose_hat.html", {"person": person, "kinds": kinds})


def _is_an_office(request: MemberRequest, person_id: UUID, kind: str) -> bool:
    return kind in Hat.OFFICES


@page
@for_hosts
@fresh_proof_required_when(_is_an_office)
def offer(request: MemberRequest, person_id: UUID, kind: str) -> HttpResponse:
    """Ask somebody to wear a hat. For an office, whoever asks proves first that it is really them."""
    if kind not in Hat.Kind.values:
        raise Http404
    return _offer(request, found(person_id, request.person), Hat.Kind(kind))


def _offer(request: MemberRequest, person: Person, kind: Hat.Kind) -> HttpResponse:
    can_be_heard = person.account_id is None and kind not in Hat.OFFICES
    ends = worn_through_to(person, kind)
    again_from = ends if ends is not None and ends > today() else None
    goes_on = again_from is not None and person.pk == request.person.pk
    form = OfferForm(sent(request), can_be_heard=can_be_heard)
    if again_from is not None:  # the next term follows the one that runs
        del form.fields["from_on"]
        form.initial["until_on"] = again_from + services.A_TERM

    def do(said: dict[str, Any]) -> HatOffer:
        said_yes = said.pop("said_yes", False) or goes_on
        made = services.offer_hat(person, kind, by=request.person, **({"from_on": again_from} | said))
        return services.answer_offer(made, yes=True, by=request.person) if said_yes else made

    to = reverse("inviting:my_hats") if goes_on else reverse("inviting:hats", args=[person.pk])
    words = {
        "again_from": again_from,
        "goes_on": goes_on,
        "person": person,
        "kind": kind,
        "words": HAT_WORDS[kind],
        "is_office": kind in Hat.OFFICES,
    }
    return ask(request, "inviting/offer.html", form, do, to, **words)


@require_POST
@for_hosts
def take_back(request: MemberRequest, person_id: UUID, offer_id: UUID) -> HttpResponse:
    """Ask no longer."""
    asked = HatOffer.objects.filter(pk=offer_id, person=person_id).first()
    if asked is None:
        raise Http404
    services.take_back_offer(asked, by=request.person)
    return redirect("inviting:hats", person_id)


def _ends_an_office(request: MemberRequest, person_id: UUID, hat_id: UUID) -> bool:
    return _worn(person_id, hat_id).kind in Hat.OFFICES


@page
@for_hosts
@fresh_proof_required_when(_ends_an_office)
def end(request: MemberRequest, person_id: UUID, hat_id: UUID) -> HttpResponse:
    """Take a hat off somebody's head. For an office that is asked for, with a reason, after a fresh proof."""
    return _end(request, _worn(person_id, hat_id), reverse("inviting:hats", args=[person_id]))


@require_http_methods(["GET", "HEAD", "POST"])
@for_stewards
@fresh_proof_required
def removal(request: MemberRequest, person_id: UUID, hat_id: UUID) -> HttpResponse:
    """An office of somebody is to end: the reason, and what this steward says to it."""
    asked = HatRemoval.objects.filter(hat=hat_id, hat__person=person_id).select_related("hat__person", "asked_by")
    last = asked.order_by("-asked_at").first()
    if last is None:
        raise Http404
    refused = None
    if request.method == "POST":
        say = SAYINGS.get(request.POST.get("say", ""))
        if say is None:
            raise Http404
        try:
            say(last, by=request.person)
        except Refusal as no:
            refused = no
            last.refresh_from_db()
        else:
            return redirect("inviting:hats", person_id)
    context = {
        "removal": last,
        "person": last.hat.person,
        "refused": refused,
        "is_mine": last.asked_by_id == request.person.pk,
        "may_agree": policies.can_agree(request.person, last),
    }
    return render(request, "inviting/removal.html", context, status=refused.status if refused else 200)


@require_safe
@member_required
def mine(request: MemberRequest) -> HttpResponse:
    """What I do here, what I am asked to do, and what I did before."""
    return render(
        request, "inviting/my_hats.html", {"person": request.person, **_history(request.person, request.person)}
    )


@require_POST
@member_required
def answer(request: MemberRequest, offer_id: UUID) -> HttpResponse:
    """Yes or no to a hat, with no reason asked."""
    asked = request.person.hat_offers.filter(pk=offer_id).select_related("person").first()
    if asked is None:
        raise Http404
    said = request.POST.get("answer")
    if said not in ("yes", "no"):
        raise NotAllowed
    services.answer_offer(asked, yes=said == "yes", by=request.person)
    return redirect("inviting:my_hats")


@require_POST
@member_required
def object_mine(request: MemberRequest, hat_id: UUID) -> HttpResponse:
    """Somebody asks that an office of mine ends, and I say no."""
    asked = HatRemoval.objects.filter(hat=hat_id, hat__person=request.person).order_by("-asked_at").first()
    if asked is None:
        raise Http404
    services.object_to_removal(asked, by=request.person)
    return redirect("inviting:my_hats")


@page
@member_required
def end_mine(request: MemberRequest, hat_id: UUID) -> HttpResponse:
    """Take off a hat of my own."""
    return _end(request, _worn(request.person.pk, hat_id), reverse("inviting:my_hats"))


def _end(request: MemberRequest, hat: Hat, to: str) -> HttpResponse:
    is_mine = hat.person_id == request.person.pk
    form: Form
    if is_mine:
        form = SureForm(sent(request), words=END_HAT_WORDS)
    else:
        form = RemovalForm(sent(request)) if hat.is_office else TakeOffForm(sent(request))

    def do(said: dict[str, Any]) -> Any:
        if hat.is_office and not is_mine:
            return services.ask_for_removal(hat, reason=said["reason"], by=request.person)
        return services.end_hat(hat, by=request.person, reason=said.get("reason", ""))

    context = {"hat": hat, "person": hat.person, "is_mine": is_mine, "back_url": to, "notice": policies.NOTICE.days}
    context["is_last_steward"] = is_mine and hat.kind == Hat.Kind.STEWARD and is_last_steward(hat.person)
    return ask(request, "inviting/end_hat.html", form, do, to, **context)


def _worn(person_id: UUID, hat_id: UUID) -> Hat:
    hat = Hat.objects.filter(pk=hat_id, person=person_id).select_related("person").first()
    if hat is None or (hat.until_on is not None and hat.until_on <= today()):
        raise Http404
    return hat


def _history(person: Person, by: Person) -> dict[str, Any]:
    """Their hats, those of today first, and what they were asked; each with who gave it or took it off, or asked.

    A hat that was taken off on the day it was given stands here too: nothing that was done disappears.
    """
    day = today()
    all_hats = list(person.hats.select_related("given_by", "ended_by", "person").order_by("-from_on", "-id"))
    over = [hat for hat in all_hats if hat.until_on is not None and hat.until_on <= day]
    removals = HatRemoval.objects.waiting().filter(hat__person=person).select_related("hat__person", "asked_by")
    shown = [removal for removal in removals.soonest_first() if policies.can_see_removal(by, removal)]
    settled = HatRemoval.objects.settled().filter(hat__person=person).select_related("hat__person", *WHO_SAID)
    sees_all = policies.can_see_reasons(by)
    return {
        "me": by,
        "worn": [hat for hat in all_hats if hat.is_worn(day)],
        "ahead": [hat for hat in all_hats if hat.from_on > day and hat not in over],
        "over": over,
        "sees_reason_of": {hat.pk for hat in over if sees_all or policies.can_see_end_reason(by, hat)},
        "removals": shown,
        "settled": [each for each in settled.newest_first() if policies.can_see_removal(by, each)],
        "in_notice": {removal.hat_id for removal in shown},
        "offers": person.hat_offers.waiting().select_related("offered_by").newest_first(),
        "refused": person.hat_offers.filter(answer=HatOffer.Answer.NO).newest_first(),
        "renewable": _renewable(person, by),
        "may_end": {kind for kind in Hat.Kind.values if policies.can_give_hat(by, kind)},
    }


def _renewable(person: Person, by: Person) -> set[UUID]:
    """The offices whose term ends soon, for whoever may ask them to go on: a steward, also of themselves."""
    soon = ending_soon(today(), within=RENEWED_WITHIN, of=person)
    return {hat.pk for hat in soon if policies.can_offer_hat(by, hat.kind)}
