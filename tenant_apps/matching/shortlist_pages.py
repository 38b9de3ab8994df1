"""Who might suit me, and whom I might suit: on a page, on paper, and to be read out on the telephone."""

from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from kernel.sections import Purpose, Scope
from tenant_apps.entry.acting import knows_acting, whose
from tenant_apps.entry.gate import hat_required, member_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.matching.cards import AskCard, PersonCard, asks_on, people_on
from tenant_apps.matching.hints import hints_for
from tenant_apps.matching.models import Ask, Introduction, Offer, Quiet
from tenant_apps.matching.services import introductions, shortlists
from tenant_apps.matching.veils import behind
from tenant_apps.people.models import Person
from tenant_apps.privacy.doors import known_by_name, masked_many
from tenant_apps.profiles.policies import HOSTS

LOOKS: Final = ("large", "easy")


@require_safe
@knows_acting
@member_required
def people(request: MemberRequest, ask_id: UUID) -> HttpResponse:
    """The people who might suit an ask, each with what speaks for it."""
    ask = _ask(request, ask_id)
    return render(request, "matching/people/people.html", _people(request, ask))


@require_safe
@knows_acting
@member_required
def people_on_paper(request: MemberRequest, ask_id: UUID) -> HttpResponse:
    """The same on paper: large, or in Easy Read."""
    ask = _ask(request, ask_id)
    look = request.GET.get("look", LOOKS[0])
    context = {**_people(request, ask), "look": look if look in LOOKS else LOOKS[0]}
    return render(request, "matching/people/paper.html", context)


@require_safe
@hat_required(*HOSTS)
def people_to_read_out(request: MemberRequest, ask_id: UUID) -> HttpResponse:
    """What a co-ordinator reads to somebody on the telephone, sentence by sentence."""
    ask = _ask(request, ask_id)
    reach = masked_many(request.person, [ask.person], Purpose.ADMIN, ["people.contact"])[0]
    return render(request, "matching/people/call.html", {**_people(request, ask), "phone": reach.phone})


@require_POST
@knows_acting
@member_required
def better(request: MemberRequest, ask_id: UUID, person_id: UUID) -> HttpResponse:
    """I would like to know them better: they are asked now. A co-ordinator has both asked."""
    ask = _ask(request, ask_id)
    made = introductions.bring_up(ask, _suggested(ask, person_id), by=_actor(request))
    return redirect("matching:met_board") if _reads_for_another(request, ask) else redirect("matching:met", made.pk)


@require_POST
@knows_acting
@member_required
def not_for_me(request: MemberRequest, ask_id: UUID, person_id: UUID) -> HttpResponse:
    """This one is not for me: quiet for this ask."""
    ask = _ask(request, ask_id)
    shortlists.be_quiet(ask, _suggested(ask, person_id), by=_actor(request))
    return redirect("matching:people", ask.pk)


@require_POST
@knows_acting
@member_required
def after_all(request: MemberRequest, ask_id: UUID, quiet_id: UUID) -> HttpResponse:
    """They may be suggested again."""
    ask = _ask(request, ask_id)
    shortlists.end_quiet(get_object_or_404(Quiet, pk=quiet_id, ask=ask, said_by_giver=False), by=_actor(request))
    return redirect("matching:people", ask.pk)


@require_safe
@knows_acting
@member_required
def asks(request: MemberRequest) -> HttpResponse:
    """The asks that an offer might suit: what and when, and not who it is."""
    offer = _offer(request)
    found = shortlists.look(offer, by=_actor(request))
    cards: list[AskCard] = [] if found.shortlist is None else asks_on(found.shortlist, offer)
    context = {"offer": offer, "cards": cards, "waits_until": found.waits_until}
    return render(request, "matching/people/asks.html", context)


@require_POST
@knows_acting
@member_required
def glad(request: MemberRequest, ask_id: UUID) -> HttpResponse:
    """I would be glad to: whoever asks is asked, and learns who I am when they say yes, too."""
    offer = _offer(request)
    made = introductions.bring_up(_shown_ask(offer, ask_id), offer.person, by=_actor(request))
    return redirect("matching:met", made.pk)


@require_POST
@knows_acting
@member_required
def ask_not_for_me(request: MemberRequest, ask_id: UUID) -> HttpResponse:
    """This ask is not for me. Whoever asks does not learn that it was shown to me."""
    offer = _offer(request)
    ask = _shown_ask(offer, ask_id)
    shortlists.be_quiet(ask, offer.person, from_giver=True, by=_actor(request))
    return redirect("matching:asks")


def _people(request: MemberRequest, ask: Ask) -> dict[str, Any]:
    by = _actor(request)
    found = shortlists.look(ask, by=by)
    cards: list[PersonCard] = [] if found.shortlist is None else people_on(found.shortlist, ask, by=by)
    return {
        "ask": ask,
        "cards": cards,
        "waits_until": found.waits_until,
        "is_mine": ask.person_id == request.person.pk,
        "reads_for_them": _reads_for_another(request, ask),
        "asker": None
        if ask.person_id == request.person.pk
        else masked_many(by, [ask.person], Purpose.MATCH, ["people.name"])[0],
        "has_times": bool(ask.week),
        "hints": [] if cards or found.waits_until else hints_for(ask),
        "quiet": _quiet(ask, by),
        "reads_out": request.person.wears(*HOSTS),
    }


def _quiet(ask: Ask, by: Any) -> list[tuple[Quiet, str]]:
    """Of whom the asker said that they are not for them: to take it back, with what they may be called."""
    rows = list(Quiet.objects.filter(ask=ask, said_by_giver=False).select_related("giver").order_by("-said_at")[:50])
    named = known_by_name(ask.person, Person.objects.filter(pk__in=[each.giver_id for each in rows]))
    names = {each.pk: each.called for each in named}
    return [(each, names.get(each.giver_id, "")) for each in rows]


def _ask(request: MemberRequest, ask_id: UUID) -> Ask:
    """An ask whose list this reader may see: their own, that of whom they act for, or any for whoever brings people
    together."""
    found = get_object_or_404(Ask.objects.living().select_related("person"), pk=ask_id)
    person, _actor = whose(request, Scope.CARE)
    if found.person_id != person.pk and (person.pk != request.person.pk or not person.wears(*HOSTS)):
        raise Http404
    return found


def _offer(request: MemberRequest) -> Offer:
    person, _actor = whose(request, Scope.CARE)
    return get_object_or_404(Offer.objects.living().select_related("person"), person=person)


def _suggested(ask: Ask, person_id: UUID) -> Person:
    """Somebody whom whoever asks was shown: nobody else can be named here, so nothing is found out by trying."""
    found = get_object_or_404(Person, pk=behind(ask, person_id))
    if not introductions.was_shown(ask, found, Introduction.With.ASKER):
        raise Http404
    return found


def _shown_ask(offer: Offer, ask_id: UUID) -> Ask:
    """An ask that stood on a list of this offer."""
    if not any(ask_id in each.ids for each in offer.shortlists.all()):
        raise Http404
    return get_object_or_404(Ask.objects.living().select_related("person"), pk=ask_id)


def _reads_for_another(request: MemberRequest, ask: Ask) -> bool:
    """Whether somebody reads this for its asker by their hat, and not as themselves or acting for them."""
    return whose(request)[0].pk != ask.person_id


def _actor(request: MemberRequest) -> Any:
    return whose(request, Scope.CARE)[1]
