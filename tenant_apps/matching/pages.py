"""The pages of asks and offers: what is mine, writing it page by page, checking it, opening and closing it."""

from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.actors import Actor
from kernel.errors import Conflict, RuleBroken
from kernel.sections import Purpose, Scope
from tenant_apps.entry.acting import knows_acting, whose
from tenant_apps.entry.gate import hat_required, member_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.helping.choosing import choosable
from tenant_apps.helping.forms import ask as ask_with
from tenant_apps.helping.forms import tell
from tenant_apps.matching import policies
from tenant_apps.matching.checking import told_to_giver
from tenant_apps.matching.models import Ask, Exclusion, Offer, State
from tenant_apps.matching.services import exclusions, wishes
from tenant_apps.matching.steps import Step, ask_from_profile, offer_from_profile, steps_of
from tenant_apps.matching.told import told
from tenant_apps.people.models import Person
from tenant_apps.privacy.doors import known_by_name, masked
from tenant_apps.profiles.vocabulary import vocabulary
from tenant_apps.teams.policies import HOSTS

page_methods = require_http_methods(["GET", "HEAD", "POST"])
for_hosts = hat_required(*HOSTS)
Thing = Ask | Offer


@require_safe
@knows_acting
@member_required
def match(request: MemberRequest) -> HttpResponse:
    """What somebody asks for and offers, and what happens next."""
    person, actor = whose(request, Scope.CARE)
    return render(request, "matching/match.html", _hub(person, actor, is_own=True))


@require_safe
@for_hosts
def match_of(request: MemberRequest, person_id: UUID) -> HttpResponse:
    """The same of somebody whom a coordinator has on the telephone, or at the table."""
    person = _somebody(request, person_id)
    context = _hub(person, request.person, is_own=False)
    return render(request, "matching/match.html", context)


def _hub(person: Person, actor: Actor, *, is_own: bool) -> dict[str, Any]:
    asks = Ask.objects.living().filter(person=person).select_related("person").order_by("-changed_at")
    offers = Offer.objects.living().filter(person=person).select_related("person")
    return {
        "person": person,
        "is_own": is_own,
        "asks": [each for each in asks if policies.can_read(actor, each)],
        "offer": next((each for each in offers if policies.can_read(actor, each)), None),
        "is_writing_offer": offers.exists(),
        "at": "/match/" if is_own else f"/circle/matching/for/{person.pk}/",
    }


@require_POST
@knows_acting
@member_required
def begin(request: MemberRequest, what: str, person_id: UUID | None = None) -> HttpResponse:
    """Begin an ask or an offer, with what the profile says already."""
    person, actor = _for_whom(request, person_id)
    thing: Thing
    is_own = person_id is None
    if what == "ask":
        thing = wishes.begin_ask(person, by=actor, **(ask_from_profile(person) if is_own else {}))
    else:
        thing = wishes.begin_offer(person, by=actor, **(offer_from_profile(person) if is_own else {}))
    return redirect(f"{_at(thing)}what/" if thing.state == State.DRAFT else _at(thing))


@page_methods
@knows_acting
@member_required
def step(request: MemberRequest, what: str, thing_id: UUID, slug: str) -> HttpResponse:
    """One page of it. Every button keeps what was typed."""
    thing, actor = _thing(request, what, thing_id)
    steps = steps_of(thing)
    number = next((n for n, each in enumerate(steps) if each.slug == slug), None)
    if number is None or thing.state == State.CLOSED:
        raise Http404
    if not policies.can_change(actor, thing):
        return redirect(_at(thing))
    form = steps[number].form(request.POST if request.method == "POST" else None, vocabulary(), thing)
    if request.method == "POST" and form.is_valid():
        try:
            wishes.change(thing, form.columns(), seen=_seen(request), by=actor)
        except (Conflict, RuleBroken, ValidationError) as no:
            tell(form, no)
            thing.refresh_from_db()
        else:
            return _after(request, thing, steps, number)
    context = {
        "thing": thing,
        "form": form,
        "step": steps[number],
        "number": number + 1,
        "of": len(steps),
        "previous": steps[number - 1] if number else None,
        "at": _at(thing),
        "is_week": slug == "when",
        "is_empty": "empty" in request.GET and request.method != "POST",
    }
    return render(request, "matching/step.html", context, status=422 if form.errors else 200)


def _seen(request: MemberRequest) -> int | None:
    """Which version was on the page that was sent."""
    number = request.POST.get("seen", "")
    return int(number) if number.isdecimal() else None


def _after(request: MemberRequest, thing: Thing, steps: tuple[Step, ...], number: int) -> HttpResponseRedirect:
    """Where a button leads once everything is kept."""
    go = request.POST.get("go", "")
    if go == "back" and number:
        return redirect(f"{_at(thing)}{steps[number - 1].slug}/")
    if go == "stop" or number + 1 == len(steps) or thing.state != State.DRAFT:
        return redirect(_at(thing))
    return redirect(f"{_at(thing)}{steps[number + 1].slug}/")


@require_safe
@knows_acting
@member_required
def look(request: MemberRequest, what: str, thing_id: UUID) -> HttpResponse:
    """The whole of it before others are looked for, and as it stands."""
    thing, actor = _thing(request, what, thing_id)
    may_open = policies.can_open(actor, thing.person)
    lines = told(thing, vocabulary(), says_where=may_open or policies.can_change(actor, thing))
    context = {
        "thing": thing,
        "what": what,
        "at": _at(thing),
        "rows": [(each, lines[each.slug]) for each in steps_of(thing)],
        "checks": told_to_giver(thing) if isinstance(thing, Offer) else (),
        "written_by": _written_by(thing, actor),
        "may_open": may_open,
        "may_change": thing.state != State.CLOSED and policies.can_change(actor, thing),
        "is_own": thing.person_id == whose(request)[0].pk,
    }
    return render(request, "matching/look.html", context)


def _written_by(thing: Thing, actor: Actor) -> str:
    """Who wrote it last, if it was somebody else than the person themselves."""
    if thing.written_by_id in (None, thing.person_id):
        return ""
    known = known_by_name(actor, Person.objects.filter(pk=thing.written_by_id)).first()
    return known.called if known is not None else ""


VERBS: Final = MappingProxyType({"open": wishes.open_up, "rest": wishes.rest, "close": wishes.close})


@page_methods
@knows_acting
@member_required
def turn(request: MemberRequest, what: str, thing_id: UUID, verb: str) -> HttpResponse:
    """Open it, let it rest, or close it; what closing means is said first."""
    thing, actor = _thing(request, what, thing_id)
    if verb not in VERBS:
        raise Http404
    if request.method != "POST":
        if verb != "close" or thing.state == State.CLOSED or not policies.can_open(actor, thing.person):
            return redirect(_at(thing))
        return render(request, "matching/close.html", {"thing": thing, "at": _at(thing)})
    try:
        VERBS[verb](thing, by=actor)
    except RuleBroken as no:
        if "tasks" not in no.errors:
            raise
        return redirect(f"{_at(thing)}what/?empty=1")
    return redirect(_at(thing) if verb != "close" else "/match/")


# --- with whom not ----------------------------------------------------------------------------------------------------


class NotWithForm(forms.Form):
    """With whom one would rather not be brought together."""

    person = forms.ChoiceField(label=_("With whom would you rather not be brought together?"))
    note = forms.CharField(
        label=_("A note for yourself"),
        help_text=_("Nobody else reads it. You need not write anything."),
        max_length=500,
        required=False,
    )

    def __init__(self, *args: Any, people: list[Person]) -> None:
        super().__init__(*args)
        self.people = {str(each.pk): each for each in people}
        self.fields["person"].choices = [("", _("Choose")), *((pk, each.called) for pk, each in self.people.items())]  # type: ignore[attr-defined]

    def clean_person(self) -> Person:
        return self.people[self.cleaned_data["person"]]


@page_methods
@knows_acting
@member_required
def not_with(request: MemberRequest) -> HttpResponse:
    """Those with whom one would rather not be brought together. Nobody else ever sees this page's list: whoever acts
    for somebody may add to it, and reads nothing of what is there."""
    person, actor = whose(request, Scope.CARE)
    is_own = actor is person
    theirs = Exclusion.objects.filter(person=person).select_related("other").order_by("said_at")
    said = list(theirs) if is_own else []
    known = exclusions.whom_they_may_name(person, actor).exclude(pk=person.pk)
    chosen = choosable(request, known, "person")
    form = NotWithForm(request.POST if request.method == "POST" else None, people=chosen.people)
    if not is_own:
        del form.fields["note"]
    return ask_with(
        request,
        "matching/not_with.html",
        form,
        lambda typed: exclusions.exclude(person, typed["person"], typed.get("note", ""), by=actor),
        reverse("matching:not_with") + ("" if is_own else "?kept=1"),
        said=said,
        is_own=is_own,
        is_kept="kept" in request.GET,
        found=chosen,
    )


@require_POST
@knows_acting
@member_required
def with_again(request: MemberRequest, exclusion_id: UUID) -> HttpResponse:
    """Take it back: their own word, which nobody else has read."""
    person, actor = whose(request, Scope.CARE)
    if actor is not person:
        raise Http404
    found = Exclusion.objects.filter(person=person, pk=exclusion_id).first()
    if found is not None:
        exclusions.include_again(found, by=actor)
    return redirect("matching:not_with")


# --- whose it is ------------------------------------------------------------------------------------------------------


def _for_whom(request: MemberRequest, person_id: UUID | None) -> tuple[Person, Actor]:
    if person_id is None:
        return whose(request, Scope.CARE)
    if not request.person.wears(*HOSTS):
        raise Http404
    return _somebody(request, person_id), request.person


def _somebody(request: MemberRequest, person_id: UUID) -> Person:
    """Somebody whom a coordinator may know: the row, and that the look is written down where it has to be."""
    found = get_object_or_404(Person.objects.able(), pk=person_id)
    masked(request.person, found, Purpose.ADMIN, ["people.name"])
    return found


def _thing(request: MemberRequest, what: str, thing_id: UUID) -> tuple[Thing, Actor]:
    """An ask or offer for whoever may write it; else it is not there."""
    _person, actor = whose(request, Scope.CARE)
    model: Any = Ask if what == "asks" else Offer
    found: Thing = get_object_or_404(model.objects.select_related("person"), pk=thing_id)
    if not policies.can_read(actor, found):
        raise Http404
    return found, actor


def _at(thing: Thing) -> str:
    return f"/match/{'asks' if isinstance(thing, Ask) else 'offers'}/{thing.pk}/"
