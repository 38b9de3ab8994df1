"""What can be said of a hat and of a task, by a word: the same words on pages and for programs."""

from collections.abc import Callable
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from kernel.actors import Actor
from tenant_apps.teams.models import TeamHat, TeamTask
from tenant_apps.teams.policies_life import voice_of
from tenant_apps.teams.services import hats, tasks

Word = Callable[..., Any]

# Of whoever is asked, of whoever decides, of the others, of whoever asked, and of whoever wears it.
OF_A_HAT: Final = MappingProxyType[str, Word](
    {
        "yes": partial(hats.answer_hat, yes=True),
        "no": partial(hats.answer_hat, yes=False),
        "agree": partial(hats.agree_to_hat, yes=True),
        "refuse": partial(hats.agree_to_hat, yes=False),
        "fine": partial(hats.say_of_hat, is_against=False),
        "against": partial(hats.say_of_hat, is_against=True),
        "take-back": hats.take_hat_question_back,
        "go-on": hats.go_on,
    }
)


def say_of_hat(hat: TeamHat, word: str, *, by: Actor) -> TeamHat:
    """Say one of `OF_A_HAT`; the hat as it is then, or the question that begins with it."""
    said: TeamHat = OF_A_HAT[word](hat, by=by)
    return said


def _mine(task: TeamTask, *, by: Actor) -> TeamTask:
    return tasks.give_task(task, voice_of(by, task.team), by=by)


def _anybodys(task: TeamTask, *, by: Actor) -> TeamTask:
    return tasks.give_task(task, None, by=by)


OF_A_TASK: Final = MappingProxyType[str, Word](
    {
        "done": tasks.finish_task,
        "again": tasks.reopen_task,
        "drop": tasks.drop_task,
        "mine": _mine,
        "anybody": _anybodys,
    }
)


def say_of_task(task: TeamTask, word: str, *, by: Actor) -> TeamTask:
    """Say one of `OF_A_TASK`: done, not done after all, dropped, mine, or anybody's."""
    said: TeamTask = OF_A_TASK[word](task, by=by)
    return said
