"""A message becomes something to be done for a team."""

from typing import Final

from django.http import Http404
from django.urls import reverse

from kernel.actors import Actor
from kernel.words import tidy
from tenant_apps.messaging.models import Post, Thread
from tenant_apps.teams.models import Team
from tenant_apps.teams.policies_life import can_take_part
from tenant_apps.teams.services.tasks import add_task

# A task is a line, not a story; the message stays where it is.
LONGEST_TASK: Final = 300


def _team(thread: Thread, by: Actor) -> Team | None:
    if thread.kind != "team":
        return None
    team = Team.objects.select_related("owner").filter(pk=thread.about).first()
    return team if team is not None and can_take_part(by, team) else None


def can_become_a_task(thread: Thread, by: Actor) -> bool:
    """In the conversations of a team, for whoever takes part in it."""
    return _team(thread, by) is not None


def make_a_task(post: Post, *, by: Actor) -> str:
    """Add what was said to what is to be done; the address of that list."""
    team = _team(post.thread, by)
    if team is None or post.withdrawn_at is not None:
        raise Http404
    words = tidy(post.words)
    add_task(team, words if len(words) <= LONGEST_TASK else f"{words[: LONGEST_TASK - 1]}…", by=by)
    return reverse("teams:tasks", args=[team.pk])
