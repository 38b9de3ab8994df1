"""The doors for two people who may suit each other: what waits, one introduction, each step, and the team's word."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from django import forms
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from kernel.actors import Actor
from kernel.errors import Sentence
from kernel.sections import Scope
from tenant_apps.entry.acting import knows_acting, scopes, whose
from tenant_apps.entry.gate import hat_required, member_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.helping.forms import ask as ask_with
from tenant_apps.matching import meeting, pace
from tenant_apps.matching import meeting_policies as policies
from tenant_apps.matching.meeting_forms import AgreeForm, PlainForm, ReviewForm, TalkForm, TeamWordForm, TrialForm
from tenant_apps.matching.models import Introduction, Stage, TeamWord
from tenant_apps.matching.services import coming_in, introductions, trying
from tenant_apps.matching.waiting import has_to_hear
from tenant_apps.people.models import Person
from tenant_apps.teams import policies as teams_policies
from tenant_apps.teams.models import Team

page_methods = require_http_methods(["GET", "HEAD", "POST"])
for_hosts = hat_required(*teams_policies.HOSTS)
LAST: Final = 50


@require_safe
@knows_acting
@member_required
def mine(request: MemberRequest) -> HttpResponse:
    """Those whom somebody may get to know: what waits for their word, what goes on, and what is over."""
    person, actor = whose(request, Scope.CARE)
    rows = _rows().read_by(person)[:LAST]
    spoken = [each for each in rows if policies.can_speak_for(actor, person, each.other(person.pk))]
    all_of_them = meeting.meetings_of(person, actor, spoken)
    context = {
        "person": person,
        "waiting": [each for each in all_of_them if each.waits_for_me],
        "going_on": [each for each in all_of_them if each.goes_on and not each.waits_for_me],
        "over": [each for each in all_of_them if not each.goes_on],
        "for_team": for_my_team(request.person, actor),
    }
    return render(request, "matching/met/mine.html", context)


def _rows() -> Any:
    return Introduction.objects.select_related("ask", "asker", "giver").prefetch_related("steps")


def for_my_team(reader: Person, actor: Actor) -> list[Any]:
    """Introductions with `has_my_word`: who would come into a team one is in, while the team may say what it thinks."""
    if actor is not reader:
        return []
    owners = [each.owner_id for each in Team.objects.of(reader)]
    spoke = TeamWord.objects.filter(introduction=OuterRef("pk"), person=reader)
    rows = Introduction.objects.between().filter(stage=Stage.TEAM, asker__in=owners).exclude(asker=reader)
    rows = rows.annotate(has_my_word=Exists(spoke))
    return [each for each in rows.exclude(giver=reader) if coming_in.may_say(each, reader)]


# --- one of them ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Door:
    """For whom of the two this page speaks, who acts on it, and where it stands."""

    row: Introduction
    person: Person
    actor: Actor
    at: str
    is_heard: bool = False

    @property
    def eyes(self) -> Actor:
        """Whose knowledge of names the page shows: what is read out to somebody is what they may know themselves."""
        return self.person if self.is_heard else self.actor


def _door(request: MemberRequest, introduction_id: UUID, side: str = "") -> Door:
    """Their own side, that of whom they act for, or that of somebody whom a coordinator listens to; else nothing."""
    found = get_object_or_404(_rows(), pk=introduction_id)
    person: Person
    actor: Actor
    if side:
        person, actor, at = getattr(found, side), request.person, reverse("matching:hear", args=[found.pk, side])
        if not (request.person.wears(*teams_policies.HOSTS) and person.account_id is None):
            raise Http404
    else:
        (person, actor), at = whose(request, Scope.CARE), reverse("matching:met", args=[found.pk])
    is_theirs = Introduction.objects.read_by(person).filter(pk=found.pk).exists() or bool(side)
    if not is_theirs or not policies.can_speak_for(actor, person, found.other(person.pk)):
        raise Http404
    return Door(found, found.asker if person.pk == found.asker_id else found.giver, actor, at, bool(side))


@require_safe
@knows_acting
@member_required
def met(request: MemberRequest, introduction_id: UUID, side: str = "") -> HttpResponse:
    """One introduction: how far it is, what is known, and the one thing that can be said now."""
    return _shown(request, _door(request, introduction_id, side))


def _shown(request: MemberRequest, door: Door, verb: str = "", form: forms.Form | None = None) -> HttpResponse:
    (seen,) = meeting.meetings_of(door.person, door.eyes, [door.row])
    main = _main(seen, door, request)
    if verb and form is not None and (main is None or main.verb != verb):
        button = SAVE if verb == "talk" else BUTTONS[verb]
        main = Main(verb, form, button, is_besides=main is not None or verb == "talk")
    elif form is not None and main is not None:
        main = Main(verb, form, main.button)
    reads = request.person if door.actor is request.person and not door.is_heard else None
    context = {
        "door": door,
        "it": seen,
        "main": main,
        "other_time": _other_time(seen) if _may_suggest_another(seen) and verb != "trial" else None,
        "told": [] if reads is None or seen.is_closed else meeting.told_for_the_visit(seen, reads),
        "reviews": [] if door.is_heard else meeting.reviews_of(seen, door.actor),
        "said": [] if seen.is_closed else meeting.said_by_me(seen, door.actor),
        "reach": _reach(seen, request) if _may_say_how_to_reach(seen) and verb != "talk" else None,
        "worries": meeting.worries_of(seen, door.actor),
        "team_has_time": meeting.team_has_time(seen),
        "team_rests": seen.stage == Stage.TEAM and meeting.is_resting(seen),
        "may_look_again": meeting.can_look_again(seen),
        "must_hear": door.is_heard and has_to_hear(door.row, door.person),
    }
    return render(request, "matching/met/met.html", context, status=422 if form is not None and form.errors else 200)


@dataclass(frozen=True)
class Main:
    """The one thing that can be said now: where it is sent, what is asked with it, and what the button says."""

    verb: str
    form: forms.Form
    button: Sentence
    is_besides: bool = False


BUTTONS: Final = MappingProxyType(
    {
        "glad": _("Yes, I would be glad to"),
        "talk": _("Yes, let us talk"),
        "met": _("Yes, we have met"),
        "trial": _("Suggest this"),
        "agree": _("Yes, that suits me"),
        "review": _("Send it"),
        "confirm": _("Yes, let us go on"),
        "let-in": _("Yes, they come into the team"),
        "again": _("Look again"),
    }
)


SAVE: Final = _("Save")


def _main(seen: meeting.Meeting, door: Door, request: MemberRequest) -> Main | None:
    verb = _verb_now(seen, door)
    if verb is None:
        return None
    return Main(verb, form_of(verb, None, seen, request), BUTTONS[verb])


NOW: Final = MappingProxyType(
    {
        Stage.ASKED: "glad",
        Stage.MUTUAL: "talk",
        Stage.TRIAL: "review",
        Stage.REVIEWED: "confirm",
        Stage.TEAM: "let-in",
    }
)


def _verb_now(seen: meeting.Meeting, door: Door) -> str | None:
    """What can be said now, if anything."""
    if not seen.goes_on or (seen.stage == Stage.TEAM and meeting.is_resting(seen)):
        return None
    if seen.stage == Stage.TALKING:
        return _verb_while_talking(seen)
    if seen.stage == Stage.TEAM and not seen.i_ask:
        return "confirm" if coming_in.must_be_heard_again(seen.row) else None
    if seen.stage == Stage.REVIEWED and not seen.i_ask and not policies.can_come_in(door.actor, seen.me, seen.other):
        return None
    return NOW[Stage(seen.stage)] if seen.waits_for_me else None


def _verb_while_talking(seen: meeting.Meeting) -> str | None:
    if seen.meets_first:
        return None if seen.i_said["met"] else "met"
    if not seen.is_suggested:
        return "trial"
    return None if seen.i_agreed else "agree"


def _may_suggest_another(seen: meeting.Meeting) -> bool:
    is_open = seen.is_suggested and not seen.meets_first
    # Of a visit that was to be, and of which nobody has told how it was: it may not have taken place.
    is_untold = seen.stage == Stage.TRIAL and not seen.row.reviews.exists()
    return seen.goes_on and (is_open or is_untold)


def _may_say_how_to_reach(seen: meeting.Meeting) -> bool:
    return seen.goes_on and seen.stage in trying.AFTER


def form_of(verb: str, data: Any, seen: meeting.Meeting, request: MemberRequest) -> forms.Form:
    """What is asked with one step."""
    if verb == "talk":
        told = _how_to_reach(seen, request)
        return TalkForm(data, initial={"tells": seen.my_words or told, "may_reach": bool(seen.my_words)})
    if verb == "trial":
        return _trial_form(data, seen)
    if verb == "agree":
        told: dict[str, Any] = {"tells": trying.may_tell(seen.row, seen.me), "says_where": seen.i_ask}
        return AgreeForm(data, initial={"number": seen.row.trial_number, "where": seen.row.trial_where}, **told)
    if verb == "review":
        return ReviewForm(data)
    return PlainForm(data)


def _trial_form(data: Any, seen: meeting.Meeting, **more: Any) -> TrialForm:
    tells = trying.may_tell(seen.row, seen.me)
    more["may_be_paid"] = not trying.who_wants_no_pay(seen.row)
    return TrialForm(data, tells=tells, says_where=seen.i_ask, initial=_as_suggested(seen), **more)


def _other_time(seen: meeting.Meeting) -> TrialForm:
    """Below the other form, and so with names of its own for what its labels belong to."""
    return _trial_form(None, seen, auto_id="other_%s")


def _reach(seen: meeting.Meeting, request: MemberRequest) -> TalkForm:
    """How they can be reached, to be said, changed or taken back at any later step; below another form as well."""
    told = seen.my_words or _how_to_reach(seen, request)
    return TalkForm(None, initial={"tells": told, "may_reach": bool(seen.my_words)}, auto_id="reach_%s")


def _as_suggested(seen: meeting.Meeting) -> dict[str, Any]:
    """What was said of it before, so that another time changes nothing else."""
    known = {"where": seen.where, "number": seen.row.trial_number}
    if not seen.row.trial_number:
        return known
    mine, pence = trying.ticked_last(seen.row, seen.me), seen.row.trial_an_hour_minor
    paid = {"is_paid": "yes" if seen.row.trial_is_paid else "no", "an_hour": pence and Decimal(pence) / 100}
    return {**known, "ticked": mine, **paid}


def _how_to_reach(seen: meeting.Meeting, request: MemberRequest) -> str:
    """What most will want to tell, for them to change: of oneself, or of whom one acts for if it reaches so far."""
    reach = scopes(request)
    if reach is not None and Scope.CONTACT not in reach:
        return ""
    return seen.me.phone or seen.me.email


def said_with(verb: str, row: Introduction, who: Person, said: dict[str, Any], *, by: Actor) -> Any:
    """One step is said by one of the two, with what stood in its form."""
    if verb == "agree":
        return trying.agree_trial(row, who, said.pop("number") or 0, **said, by=by)
    if verb == "trial":
        return trying.suggest_trial(row, who, said.pop("at"), **said, by=by)
    if verb == "talk":
        return trying.talk(row, who, said["tells"], by=by)
    if verb == "review":
        return trying.review(row, who, **said, by=by)
    if verb == "let-in":
        return coming_in.let_in(row, by=by)
    return PLAIN[verb](row, who, by=by)


PLAIN: Final[Mapping[str, Callable[..., Any]]] = MappingProxyType(
    {
        "glad": introductions.glad,
        "met": trying.have_met,
        "confirm": coming_in.confirm,
        "stop": introductions.stop,
        "heard": introductions.have_heard,
    }
)


@page_methods
@knows_acting
@member_required
def say(request: MemberRequest, introduction_id: UUID, verb: str, side: str = "") -> HttpResponse:
    """One step is said: yes, not for me, when, how it was. What was typed comes back with what is wrong beside it."""
    door = _door(request, introduction_id, side)
    if verb == "again" and request.method == "POST" and door.person.pk == door.row.asker_id:
        coming_in.look_again(door.row, by=door.actor)
        return redirect(f"/match/asks/{door.row.ask_id}/")
    if verb not in (*BUTTONS, "stop", "heard") or verb == "again" or (verb == "heard" and not door.is_heard):
        raise Http404
    if verb == "let-in" and door.person.pk != door.row.asker_id:
        raise Http404
    if request.method != "POST":
        return redirect(door.at)
    if verb in PLAIN or verb == "let-in":  # nothing is typed: a refusal is a page of its own
        said_with(verb, door.row, door.person, {}, by=door.actor)
        return redirect(door.at)
    (seen,) = meeting.meetings_of(door.person, door.eyes, [door.row])
    form = form_of(verb, request.POST, seen, request)
    if form.is_valid():
        said = dict(form.cleaned_data)
        refused = meeting.tried(lambda: said_with(verb, door.row, door.person, said, by=door.actor), form)
        if not refused:
            return redirect(door.at)
    return _shown(request, door, verb, form)


# --- the team ---------------------------------------------------------------------------------------------------------


@page_methods
@member_required
def team_word(request: MemberRequest, introduction_id: UUID) -> HttpResponse:
    """Somebody of the team says what they think before another comes in."""
    found = get_object_or_404(_rows().between().filter(stage=Stage.TEAM), pk=introduction_id)
    if not coming_in.may_say(found, request.person):
        raise Http404
    known = found.team_words.filter(person=request.person).first()
    initial = {"is_worried": "yes" if known.is_worried else "no", "words": known.words} if known else {}
    form = TeamWordForm(request.POST if request.method == "POST" else None, initial=initial)
    called = meeting.names(request.person, [found.asker, found.giver])
    return ask_with(
        request,
        "matching/met/team.html",
        form,
        lambda said: coming_in.say_to_team(found, **said, by=request.person),
        reverse("matching:met_mine"),
        row=found,
        giver=called[found.giver_id],
        owner=called[found.asker_id],
        days=pace.WORRIES.days,
        known=known,
    )
