"""The pages of what a team does together: the whole, hats, tasks, and how it is going."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.actors import Actor
from tenant_apps.entry.gate import member_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.helping.acting import actor_of, knows_acting
from tenant_apps.helping.forms import ask
from tenant_apps.people.models import Person
from tenant_apps.teams.forms_life import CheckInForm, HatForm, LayDownForm, TaskForm
from tenant_apps.teams.life import FEW, ends_soon, hat_lines, newest_said, said_lines, task_lines
from tenant_apps.teams.models import CheckIn, Team, TeamHat, TeamTask
from tenant_apps.teams.naming import Names, to_choose_from
from tenant_apps.teams.policies import is_owners_word
from tenant_apps.teams.policies_life import (
    can_help_it_start,
    can_speak_for_wearer,
    can_take_hat_off,
    can_take_part,
    can_take_question_back,
    decides,
    people_of,
    voice_of,
)
from tenant_apps.teams.readiness import signs_of
from tenant_apps.teams.saying import OF_A_HAT, OF_A_TASK, say_of_hat, say_of_task
from tenant_apps.teams.services import hats as hats_service
from tenant_apps.teams.services import meetings as meetings_service
from tenant_apps.teams.services import tasks as tasks_service

page = require_http_methods(["GET", "HEAD", "POST"])
MOST_DONE = 30
MOST_SAID = 50


def team_of(request: MemberRequest, team_id: UUID) -> tuple[Team, Actor]:
    """The team, for somebody who takes part in it, and who acts. For anybody else there is no such team."""
    team, actor = Team.objects.select_related("owner").filter(pk=team_id).first(), actor_of(request)
    if team is None or actor is None or not can_take_part(actor, team):
        raise Http404
    return team, actor


def somebody_of(team: Team, person_id: str) -> Person | None:
    """Whoever was chosen in a form, which offered only people of the team."""
    return people_of(team).filter(pk=person_id).first() if person_id else None


@require_safe
@member_required
@knows_acting
def readiness(request: MemberRequest, team_id: UUID) -> HttpResponse:
    """Six signs that the team can stand on its own. Whoever helps it to start sees them as well, and nothing else."""
    team, actor = Team.objects.select_related("owner").filter(pk=team_id).first(), actor_of(request)
    if team is None or actor is None:
        raise Http404
    takes_part = can_take_part(actor, team)
    if not takes_part and not can_help_it_start(actor, team):
        raise Http404
    found = signs_of(team)
    context = {
        "team": team,
        "signs": found,
        "takes_part": takes_part,
        "are_all": all(each.is_there for each in found),
        "is_starter": can_help_it_start(actor, team),
    }
    return render(request, "teams/life/readiness.html", context)


# --- hats -------------------------------------------------------------------------------------------------------------


@require_safe
@member_required
@knows_acting
def hats(request: MemberRequest, team_id: UUID) -> HttpResponse:
    """Who does what in the team, until when, and what waits for a yes."""
    team, actor = team_of(request, team_id)
    waiting = TeamHat.objects.waiting().filter(team=team).select_related("person", "team__owner", "follows")
    context = {
        "team": team,
        "hats": hat_lines(team, actor),
        "waiting": _questions(list(waiting.prefetch_related("words")), team, actor),
        "decides": decides(actor, team),
    }
    return render(request, "teams/life/hats.html", context)


def _questions(waiting: list[TeamHat], team: Team, actor: Actor) -> list[dict[str, Any]]:
    """Each hat that waits for a yes, with what this reader can say to it."""
    me, is_owner, may_decide = voice_of(actor, team), is_owners_word(actor, team), decides(actor, team)
    names = Names(actor, [hat.person_id for hat in waiting])
    found = []
    for hat in waiting:
        words = {word.person_id: word.is_against for word in hat.words.all()}
        is_mine = hat.person_id == me.pk
        found.append(
            {
                "hat": hat,
                "called": names(hat.person_id),
                "is_mine": is_mine,
                "can_answer": hat.accepted_at is None and can_speak_for_wearer(actor, hat),
                "can_agree": hat.agreed_at is None and may_decide,
                "can_refuse": hat.agreed_at is None and is_owner,
                "can_say": not is_owner and not is_mine,
                "said": words.get(me.pk),
                "is_doubted": any(words.values()),
                "can_take_back": can_take_question_back(actor, hat),
            }
        )
    return found


@page
@member_required
@knows_acting
def ask_hat(request: MemberRequest, team_id: UUID) -> HttpResponse:
    """Ask somebody of the team to do something for it, or offer to do it."""
    team, actor = team_of(request, team_id)
    kinds = [kind for kind in TeamHat.Kind if hats_service.is_allowed_here(kind)]
    wanted = request.GET.get("kind", "")
    form = HatForm(
        request.POST if request.method == "POST" else None,
        kinds=kinds,
        people=to_choose_from(actor, people_of(team)),
        initial={"kind": wanted, "person": str(voice_of(actor, team).pk)} if wanted else None,
    )

    def do(said: dict[str, Any]) -> None:
        person = somebody_of(team, said["person"])
        if person is None:
            raise Http404
        hats_service.ask_hat(team, person, said["kind"], months=said["months"], by=actor)

    return ask(request, "teams/life/hat_ask.html", form, do, reverse("teams:hats", args=[team.pk]), team=team)


@require_POST
@member_required
@knows_acting
def answer_hat(request: MemberRequest, team_id: UUID, hat_id: UUID) -> HttpResponse:
    """Yes or no: of whoever is asked, of the owner, or of somebody else in the team; or the question is taken back."""
    team, actor = team_of(request, team_id)
    hat = _hat(team, hat_id)
    word = request.POST.get("do")
    if word in OF_A_HAT:
        say_of_hat(hat, word, by=actor)
    return redirect("teams:hats", team.pk)


@page
@member_required
@knows_acting
def lay_down(request: MemberRequest, team_id: UUID, hat_id: UUID) -> HttpResponse:
    """Lay a hat down: hand it over, or say that nobody does it for now."""
    team, actor = team_of(request, team_id)
    hat = _hat(team, hat_id)
    if not hat.is_worn() or not (can_take_hat_off(actor, hat) or is_owners_word(actor, team)):
        raise Http404
    hats_service.refuse_who_cannot_take_it_off(hat, by=actor)
    others = people_of(team).exclude(pk=hat.person_id)
    form = LayDownForm(request.POST if request.method == "POST" else None, people=to_choose_from(actor, others))

    def do(said: dict[str, Any]) -> None:
        successor = somebody_of(team, said["successor"])
        hats_service.lay_down(hat, successor=successor, leaves_vacant=said["leaves_vacant"], by=actor)

    context = {
        "team": team,
        "hat": hat,
        "called": Names(actor, [hat.person_id])(hat.person_id),
        "is_mine": hat.person_id == voice_of(actor, team).pk,
        "is_last": hats_service.is_last(hat),
        "ends_soon": ends_soon(hat, hats_service.today()),
    }
    return ask(request, "teams/life/hat_lay_down.html", form, do, reverse("teams:hats", args=[team.pk]), **context)


def _hat(team: Team, hat_id: UUID) -> TeamHat:
    found = TeamHat.objects.living().filter(team=team, pk=hat_id).select_related("person", "team__owner").first()
    if found is None:
        raise Http404
    return found


# --- tasks ------------------------------------------------------------------------------------------------------------


@page
@member_required
@knows_acting
def tasks(request: MemberRequest, team_id: UUID) -> HttpResponse:
    """What is to be done, what was done, and a form to add something."""
    team, actor = team_of(request, team_id)
    people = to_choose_from(actor, people_of(team))
    form = TaskForm(request.POST if request.method == "POST" else None, people=people)

    def do(said: dict[str, Any]) -> None:
        who = somebody_of(team, said["who"])
        tasks_service.add_task(team, said["what"], who=who, due_on=said["due_on"], by=actor)

    context = {
        "team": team,
        "open_tasks": task_lines(team, actor, team.tasks.open()),
        "done_tasks": task_lines(team, actor, team.tasks.done()[:MOST_DONE]),
    }
    return ask(request, "teams/life/tasks.html", form, do, reverse("teams:tasks", args=[team.pk]), **context)


@require_POST
@member_required
@knows_acting
def change_task(request: MemberRequest, team_id: UUID, task_id: UUID) -> HttpResponse:
    """Done, not done after all, dropped, mine, or anybody's."""
    team, actor = team_of(request, team_id)
    task = TeamTask.objects.filter(team=team, pk=task_id).select_related("team__owner").first()
    if task is None:
        raise Http404
    word = request.POST.get("do")
    if word in OF_A_TASK:
        say_of_task(task, word, by=actor)
    return redirect("teams:tasks", team.pk)


@page
@member_required
@knows_acting
def correct_task(request: MemberRequest, team_id: UUID, task_id: UUID) -> HttpResponse:
    """Put right what is to be done, by whom, or until when."""
    team, actor = team_of(request, team_id)
    task = team.tasks.open().filter(pk=task_id).select_related("team__owner").first()
    if task is None:
        raise Http404
    people = to_choose_from(actor, people_of(team))
    said = {"what": task.what, "who": str(task.who_id or ""), "due_on": task.due_on}
    form = TaskForm(request.POST if request.method == "POST" else None, people=people, initial=said)

    def do(said: dict[str, Any]) -> None:
        who = somebody_of(team, said["who"])
        tasks_service.change_task(task, said["what"], who=who, due_on=said["due_on"], by=actor)

    return ask(request, "teams/life/task.html", form, do, reverse("teams:tasks", args=[team.pk]), team=team)


# --- how it is going --------------------------------------------------------------------------------------------------


@page
@member_required
@knows_acting
def check_ins(request: MemberRequest, team_id: UUID) -> HttpResponse:
    """How it is going: what each said last, what was said before, and a form to say it."""
    team, actor = team_of(request, team_id)
    form = CheckInForm(request.POST if request.method == "POST" else None)
    before = CheckIn.objects.filter(team=team)[: MOST_SAID + FEW]

    def do(said: dict[str, Any]) -> None:
        meetings_service.check_in(team, said["going"], said["words"], by=actor)

    newest = newest_said(team, actor)
    shown = {line.said.pk for line in newest}
    context = {
        "team": team,
        "newest": newest,
        "before": said_lines(team, actor, [each for each in before if each.pk not in shown][:MOST_SAID]),
        "is_owners_word": is_owners_word(actor, team),
    }
    return ask(request, "teams/life/check_ins.html", form, do, reverse("teams:check_ins", args=[team.pk]), **context)


@require_POST
@member_required
@knows_acting
def ask_how_it_goes(request: MemberRequest, team_id: UUID) -> HttpResponse:
    """Ask everybody in the team how it is going."""
    team, actor = team_of(request, team_id)
    meetings_service.ask_how_it_goes(team, by=actor)
    return redirect("teams:check_ins", team.pk)
