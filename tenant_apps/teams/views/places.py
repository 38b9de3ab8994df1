"""The pages of teams: mine, one of them, who is in it, standing in, and all of them for whoever looks after people."""

from collections.abc import Callable
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.actors import Actor
from kernel.errors import NotFound
from kernel.sections import Purpose, Scope, section_called
from tenant_apps.entry.acting import knows_acting, whose
from tenant_apps.entry.gate import hat_required, member_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.helping.choosing import choosable
from tenant_apps.helping.forms import ask
from tenant_apps.people.models import Hat, Person, today
from tenant_apps.privacy.contents import lines_of
from tenant_apps.privacy.doors import require, visible
from tenant_apps.teams import policies, services
from tenant_apps.teams.forms import EndForm, FoundForm, PlaceForm, StandInForm
from tenant_apps.teams.life import life_cards
from tenant_apps.teams.models import Place, Team
from tenant_apps.teams.policies_life import can_take_part
from tenant_apps.teams.reading import names_of, newcomers, view_of, whom_hosts_found_for
from tenant_apps.teams.relations import STAND_IN_READS
from tenant_apps.teams.services.ending import can_end, refuse_who_cannot_end
from tenant_apps.teams.services.hats import last_of_their_kind, what_lacks, with_all_that_is_needed
from tenant_apps.teams.services.second import second_team_of

page_methods = require_http_methods(["GET", "HEAD", "POST"])
for_hosts = hat_required(*policies.HOSTS)


# --- mine -------------------------------------------------------------------------------------------------------------


@require_safe
@knows_acting
@member_required
def mine(request: MemberRequest) -> HttpResponse:
    """The teams somebody is in, and what waits for their answer. Whoever is in one alone finds it here."""
    person, actor = whose(request, Scope.CARE)
    teams = list(Team.objects.of(person).select_related("owner", "starter").order_by("founded_at"))
    starts = Team.objects.living().filter(starter=person, stepped_back_at=None).select_related("owner")
    teams += [each for each in starts if each not in teams] if actor is person else []
    asked = Place.objects.asked_of(person).select_related("team__owner")
    questions = list(asked) if actor is person else []
    if len(teams) == 1 and not questions and "all" not in request.GET and _opens(actor, teams[0]):
        return _shown(request, teams[0], actor)
    called = names_of(actor, [each.owner for each in teams] + [each.team.owner for each in questions])
    context = {
        "person": person,
        "rows": [
            {"team": each, "owner": called[each.owner_id], "covers": policies.covers(actor, each)} for each in teams
        ],
        "questions": [{"place": each, "owner": called[each.team.owner_id]} for each in questions],
        **_by_their_hats(person),
        "has_own": any(each.owner_id == person.pk for each in teams),
        "former": Team.objects.filter(owner=person).exclude(ended_at=None).order_by("-ended_at"),
    }
    return render(request, "teams/mine.html", context)


def _by_their_hats(person: Person) -> dict[str, bool]:
    """What is true for somebody without a team: of the support they get or give first, then of their office."""
    kinds = set(person.hats.worn(today()).values_list("kind", flat=True))
    gets, gives = Hat.Kind.SUPPORTED in kinds, Hat.Kind.SUPPORTER in kinds
    return {"gets_support": gets, "looks_after_circle": bool(kinds.intersection(policies.HOSTS)) and not gives}


@require_POST
@knows_acting
@member_required
def found(request: MemberRequest) -> HttpResponse:
    """Somebody founds their own team, or whoever acts for them does."""
    person, actor = whose(request, Scope.CARE)
    return redirect("teams:team", services.found_team(person, by=actor).pk)


# --- one team ---------------------------------------------------------------------------------------------------------


@require_safe
@knows_acting
@member_required
def team(request: MemberRequest, team_id: UUID) -> HttpResponse:
    """Who is in it, what each does, what waits, and what can be done."""
    found, actor = _team(request, team_id)
    is_from_outside = not (policies.can_read(actor, found) or policies.is_starter(actor, found))
    if is_from_outside and policies.is_host(actor) and not policies.covers(actor, found):
        return redirect("teams:look_after", found.pk)  # there they see what they need to look after it
    return _shown(request, found, actor)


def _shown(request: MemberRequest, found: Team, actor: Actor) -> HttpResponse:
    """The page of a team; whoever stands in there is taken to theirs."""
    if policies.covers(actor, found):
        return redirect("teams:standing_in", found.pk)
    view = view_of(found, actor)
    context = {
        "view": view,
        "may_end": view.may_decide or can_end(actor, found),
        "second": _second(found) if view.may_decide else None,
        "cards": life_cards(found, actor) if can_take_part(actor, found) else None,
    }
    return render(request, "teams/team.html", context)


def _second(found: Team) -> int | None:
    """How many are in the team around the other entry of its owner; nothing where there is none."""
    other = second_team_of(found)
    return other.places.held().filter(covers_until=None).count() if other is not None else None


@require_POST
@knows_acting
@member_required
def ask_over(request: MemberRequest, team_id: UUID) -> HttpResponse:
    """Ask everybody of the team around the owner's other entry into this one."""
    found, actor = _team(request, team_id)
    services.ask_over(found, by=actor)
    return redirect("teams:team", found.pk)


@page_methods
@knows_acting
@member_required
def bring_up(request: MemberRequest, team_id: UUID) -> HttpResponse:
    """Bring somebody up for this team."""
    found, actor = _team(request, team_id)
    if not policies.can_bring_up(actor, found):
        raise Http404
    chosen = choosable(request, newcomers(actor, found), "person")
    form = PlaceForm(request.POST if request.method == "POST" else None, people=chosen.people)
    return ask(
        request,
        "teams/bring_up.html",
        form,
        lambda said: services.bring_up(found, by=actor, **said),
        reverse("teams:team", args=[found.pk]),
        found=chosen,
        team=found,
        owner=names_of(actor, [found.owner])[found.owner_id],
        is_owners=policies.is_owners_word(actor, found),
    )


@page_methods
@knows_acting
@member_required
def stand_in(request: MemberRequest, team_id: UUID) -> HttpResponse:
    """Ask somebody to stand in for a few days."""
    found, actor = _team(request, team_id)
    if not policies.can_let_stand_in(actor, found):
        raise Http404
    chosen = choosable(request, newcomers(actor, found), "person")
    form = StandInForm(request.POST if request.method == "POST" else None, people=chosen.people)
    return ask(
        request,
        "teams/stand_in.html",
        form,
        lambda said: services.let_stand_in(found, by=actor, **said),
        reverse("teams:team", args=[found.pk]),
        found=chosen,
        team=found,
        reads=[section_called(code).name for code in STAND_IN_READS],
    )


@require_safe
@member_required
def standing_in(request: MemberRequest, team_id: UUID) -> HttpResponse:
    """What somebody who stands in needs to know, and no more. That they looked is written down."""
    found = get_object_or_404(Team.objects.living().select_related("owner"), pk=team_id)
    place = found.places.held().filter(person=request.person).exclude(covers_until=None).first()
    if place is None:
        raise Http404
    codes = [code for code in STAND_IN_READS if _opened(request.person, found.owner, code)]
    told = lines_of(found.owner, codes)
    context = {
        "place": place,
        "owner": found.owner.called if "people.name" in codes else _("Somebody"),
        "sections": [(section_called(code).name, told[code]) for code in codes if told[code]],
    }
    return render(request, "teams/standing_in.html", context)


def _opened(reader: Person, owner: Person, code: str) -> bool:
    try:
        require(reader, owner, code, Purpose.CARE)
    except NotFound:
        return False
    return True


@page_methods
@knows_acting
@member_required
def end(request: MemberRequest, team_id: UUID) -> HttpResponse:
    """End a team, after a look at what that means."""
    found, actor = _team(request, team_id)
    if not can_end(actor, found) and not policies.is_owners_word(actor, found):
        raise Http404
    refuse_who_cannot_end(found, by=actor)
    form = EndForm(request.POST if request.method == "POST" else None)
    return ask(
        request,
        "teams/end.html",
        form,
        lambda said: services.end_team(found, said["why"], by=actor),
        "/team/?all=1",
        team=found,
    )


@require_POST
@knows_acting
@member_required
def step_back(request: MemberRequest, team_id: UUID) -> HttpResponse:
    """Whoever helped it to begin steps back."""
    found, actor = _team(request, team_id)
    services.step_back(found, by=actor)
    return redirect("/team/?all=1")


# --- one place --------------------------------------------------------------------------------------------------------

VERBS: Final = MappingProxyType(
    {
        "yes": services.accept,
        "no": services.say_no,
        "agree": services.agree,
        "take-back": services.take_back,
        "leave": services.leave,
        "end": services.ask_to_go,
    }
)


@require_POST
@knows_acting
@member_required
def answer(request: MemberRequest, place_id: UUID, verb: str) -> HttpResponse:
    """Say yes or no to a place, take the question back, leave, or end somebody's place."""
    place, actor = _place(request, place_id)
    if verb not in VERBS:
        raise Http404
    do: Callable[..., Any] = VERBS[verb]
    if do(place, by=actor).ended_how == Place.Ended.EMERGENCY:
        return redirect("teams:look_after", place.team_id)
    return redirect(_back_to(actor, place))


@page_methods
@knows_acting
@member_required
def part(request: MemberRequest, place_id: UUID, verb: str) -> HttpResponse:
    """Leave, or end somebody's place, after a look at what that means."""
    if request.method == "POST":
        return answer(request, place_id, verb)
    place, actor = _place(request, place_id)
    may = policies.can_answer if verb == "leave" else policies.can_end_place
    if not place.is_held() or not may(actor, place):
        raise Http404
    is_hosts = policies.is_host(actor) and not policies.can_read(actor, place.team)
    called = names_of(actor, [place.person, place.team.owner], Purpose.ADMIN if is_hosts else Purpose.VIEW)
    context = {
        "place": place,
        "called": called[place.person_id],
        "owner": called[place.team.owner_id],
        "is_leaving": verb == "leave",
        "is_an_emergency": verb == "end" and policies.ends_in_an_emergency(actor, place),
        "lacks": [each.get_kind_display() for each in last_of_their_kind(place)],
        "may_hand_over": can_take_part(actor, place.team),
        "back": reverse("teams:look_after", args=[place.team_id]) if is_hosts else _back_to(actor, place),
    }
    return render(request, "teams/part.html", context)


def _back_to(actor: Actor, place: Place) -> str:
    return reverse("teams:team", args=[place.team_id]) if _opens(actor, place.team) else "/team/?all=1"


def _place(request: MemberRequest, place_id: UUID) -> tuple[Place, Actor]:
    """The place, for whoever knows of it; else it is not there."""
    _person, actor = whose(request, Scope.CARE)
    place = get_object_or_404(Place.objects.select_related("team__owner", "person"), pk=place_id)
    if not policies.can_reach(actor, place):
        raise Http404
    return place, actor


# --- for whoever looks after people -----------------------------------------------------------------------------------


@require_safe
@for_hosts
def board(request: MemberRequest) -> HttpResponse:
    """Which teams there are, which rest, and where somebody waits for an answer."""
    wanted = request.GET.get("show", "")
    every = Team.objects.living().select_related("owner")
    teams = visible(request.person, every, "people.name", Purpose.ADMIN, "owner")
    if wanted == "rests":
        teams = teams.exclude(frozen_at=None)
    waiting = Q(places__began_at=None, places__ended_at=None, places__asked_at__isnull=False)
    if wanted == "waits":
        teams = teams.filter(pk__in=Place.objects.waiting().values("team"))
    if wanted == "lacks":
        teams = teams.exclude(pk__in=with_all_that_is_needed())
    held = Q(places__in=Place.objects.held())
    counted = teams.annotate(
        members=Count("places", filter=held, distinct=True), waits=Count("places", filter=waiting, distinct=True)
    )
    pages = Paginator(counted.order_by("founded_at", "id"), 50).get_page(request.GET.get("page"))
    called = names_of(request.person, [each.owner for each in pages], Purpose.ADMIN)
    lacking = what_lacks([each.pk for each in pages])
    rows = [{"team": each, "owner": called[each.owner_id], "lacks": lacking[each.pk]} for each in pages]
    return render(request, "teams/board.html", {"page": pages, "rows": rows, "wanted": wanted})


@page_methods
@for_hosts
def found_for(request: MemberRequest) -> HttpResponse:
    """A coordinator founds a team for somebody who said that they would like one."""
    known = whom_hosts_found_for(request.person).exclude(pk__in=Team.objects.living().values("owner"))
    chosen = choosable(request, known, "person")
    form = FoundForm(request.POST if request.method == "POST" else None, people=chosen.people)

    def do(said: dict[str, Any]) -> None:
        services.found_for(said["person"], helps=said["starter"], by=request.person)

    return ask(request, "teams/found_for.html", form, do, reverse("teams:board"), found=chosen)


@require_safe
@for_hosts
def look_after(request: MemberRequest, team_id: UUID) -> HttpResponse:
    """One team for a coordinator: who is in it, who waits, and what was said aloud. Nothing of what the team writes."""
    found = get_object_or_404(Team.objects.select_related("owner"), pk=team_id)
    context = {
        "view": view_of(found, request.person, Purpose.ADMIN),
        "may_end": can_end(request.person, found),
        "hears_owner": policies.may_note_the_word_of(request.person, found.owner),
    }
    return render(request, "teams/look_after.html", context)


def _team(request: MemberRequest, team_id: UUID) -> tuple[Team, Actor]:
    """The team, for whoever may open it; else it is not there."""
    _person, actor = whose(request, Scope.CARE)
    found = get_object_or_404(Team.objects.living().select_related("owner", "starter"), pk=team_id)
    if not _opens(actor, found):
        raise Http404
    return found, actor


def _opens(actor: Actor, found: Team) -> bool:
    return policies.can_bring_up(actor, found) or policies.covers(actor, found)
