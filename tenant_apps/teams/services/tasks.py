"""What is to be done for a team: added, taken on, done."""

from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor
from kernel.errors import Conflict, RuleBroken
from kernel.time import now
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Person, today
from tenant_apps.teams.events import TaskAdded, TaskChanged, TaskDone, TaskDropped, TaskGiven
from tenant_apps.teams.models import Team, TeamTask
from tenant_apps.teams.policies_life import people_of, voice_of
from tenant_apps.teams.services.taking_part import held_team, of_the_team, the_hand

FURTHEST: Final = timedelta(days=366)


@transaction.atomic
def add_task(team: Team, what: str, *, who: Person | None = None, due_on: date | None = None, by: Actor) -> TeamTask:
    """Somebody of the team says what is to be done, by whom if they know, and until when. Sent twice is once."""
    team = held_team(team, by=by)
    task = TeamTask(team=team, owner=team.owner, what=what.strip(), due_on=due_on, added_by=the_hand(by))
    _refuse_what_says_nothing(task)
    _refuse_day(due_on)
    if who is not None:
        task.who = of_the_team(who, team)
    task.full_clean()
    if (known := _the_same(task)) is not None:
        return known
    task.save(force_insert=True)
    announce(TaskAdded(task_id=task.pk, team_id=team.pk), by=by)
    _tell_whoever_is_asked(task, by)
    return task


def _refuse_what_says_nothing(task: TeamTask) -> None:
    if not task.what:
        raise RuleBroken(code="says_nothing", errors={"what": [_("Say what is to be done.")]})


def _refuse_day(due_on: date | None) -> None:
    if due_on is not None and due_on < today():
        raise RuleBroken(code="in_the_past", errors={"due_on": [_("Choose today or a later day.")]})
    if due_on is not None and due_on > today() + FURTHEST:
        raise RuleBroken(code="too_far", errors={"due_on": [_("Choose a day within a year from now.")]})


def _the_same(task: TeamTask) -> TeamTask | None:
    """What the same hand said already, word for word, and is still to be done."""
    said = task.team.tasks.open().filter(added_by=task.added_by, who=task.who, due_on=task.due_on)
    return next((each for each in said if each.what == task.what), None)


@transaction.atomic
def free_tasks_of(person: Person, *, by: Actor) -> int:
    """Somebody is not of a team any more: what they would have done there waits for anybody. Returns how many."""
    theirs = TeamTask.objects.open().filter(who=person).select_related("team__owner")
    freed = [task for task in theirs if not people_of(task.team).filter(pk=person.pk).exists()]
    TeamTask.objects.filter(pk__in=[task.pk for task in freed]).update(who=None)
    for task in freed:
        announce(TaskAdded(task_id=task.pk, team_id=task.team_id), by=by)
    return len(freed)


def _tell_whoever_is_asked(task: TeamTask, by: Actor) -> None:
    if task.who_id is not None and task.who_id != voice_of(by, task.team).pk:
        announce(TaskGiven(task_id=task.pk, team_id=task.team_id, who_id=task.who_id), by=by)


@transaction.atomic
def give_task(task: TeamTask, who: Person | None, *, by: Actor) -> TeamTask:
    """Somebody takes it on, hands it back, or asks somebody else."""
    task = _open(task, by=by)
    if who is not None and who.pk == task.who_id:
        return task
    task.who = of_the_team(who, task.team) if who is not None else None
    task.save(update_fields=["who"])
    _tell_whoever_is_asked(task, by)
    return task


@transaction.atomic
def change_task(task: TeamTask, what: str, *, who: Person | None, due_on: date | None, by: Actor) -> TeamTask:
    """Put right what is to be done, by whom, or until when. The same again changes nothing; a day that is past may stay
    as it was. Whoever is newly asked is told."""
    task = _open(task, by=by)
    new = what.strip(), who.pk if who is not None else None, due_on
    if new == (task.what, task.who_id, task.due_on):
        return task
    if due_on != task.due_on:
        _refuse_day(due_on)
    is_asked_anew = new[1] != task.who_id
    task.what, task.due_on = new[0], due_on
    task.who = of_the_team(who, task.team) if who is not None else None
    _refuse_what_says_nothing(task)
    task.full_clean()
    task.save(update_fields=["what", "who", "due_on"])
    announce(TaskChanged(task_id=task.pk, team_id=task.team_id), by=by)
    if is_asked_anew:
        _tell_whoever_is_asked(task, by)
    return task


@transaction.atomic
def finish_task(task: TeamTask, *, by: Actor) -> TeamTask:
    """It is done. A second press changes nothing."""
    task = _held(task, by=by)
    if task.done_at is not None:
        return task
    _refuse_dropped(task)
    task.done_at, task.done_by = now(), voice_of(by, task.team)
    task.full_clean()
    task.save(update_fields=["done_at", "done_by"])
    announce(TaskDone(task_id=task.pk, team_id=task.team_id, is_done=True), by=by)
    return task


@transaction.atomic
def reopen_task(task: TeamTask, *, by: Actor) -> TeamTask:
    """It is not done after all, or was done too early."""
    task = _held(task, by=by)
    if task.is_open:
        return task
    was_done = task.done_at is not None
    task.done_at = task.done_by = task.dropped_at = None
    task.save(update_fields=["done_at", "done_by", "dropped_at"])
    if was_done:
        announce(TaskDone(task_id=task.pk, team_id=task.team_id, is_done=False), by=by)
    return task


@transaction.atomic
def drop_task(task: TeamTask, *, by: Actor) -> TeamTask:
    """It need not be done. It can be taken up again."""
    task = _open(task, by=by)
    task.dropped_at = now()
    task.save(update_fields=["dropped_at"])
    announce(TaskDropped(task_id=task.pk, team_id=task.team_id), by=by)
    return task


def _held(task: TeamTask, *, by: Actor) -> TeamTask:
    team = held_team(task.team, by=by)
    found = TeamTask.objects.select_for_update(of=["self"]).get(pk=task.pk)
    found.team = team
    return found


def _open(task: TeamTask, *, by: Actor) -> TeamTask:
    found = _held(task, by=by)
    if found.done_at is not None:
        raise Conflict(_("This is done already."), code="already_done")
    _refuse_dropped(found)
    return found


def _refuse_dropped(task: TeamTask) -> None:
    if task.dropped_at is not None:
        raise Conflict(_("This was dropped. Take it up again first."), code="dropped")
