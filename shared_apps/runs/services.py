"""Ask for a run, try it again, call it off, give it up. Whoever asks is a page, a command or a job; a worker does it.

What each kind of run does is written in `provisioning`, which stands above; here only its record is kept.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, require
from kernel.errors import Conflict, RuleBroken
from kernel.time import now
from kernel.words import tidy
from shared_apps.runs import kept
from shared_apps.runs.models import GIVEN_UP, Run


def ask(
    kind: str,
    *,
    by: Actor,
    key: str,
    circle_id: UUID | None = None,
    subject: str = "",
    facts: Mapping[str, Any] | None = None,
    due_at: datetime | None = None,
    wake: bool = True,
) -> Run:
    """Ask for a run. Asking again with the same key gives the same run, whatever became of it.

    `facts` are plain JSON values. A worker is woken when the caller's transaction is committed, unless whoever asks
    will carry the run out themselves (`wake=False`).
    """
    require(by)
    run, made = Run.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "circle_id": circle_id,
            "subject": subject[:120],
            "facts": dict(facts or {}),
            "asked_by_kind": by.kind,
            "asked_by_id": by.id,
            "due_at": due_at or now(),
        },
    )
    if made and wake and run.due_at <= now():
        _wake(run)
    return run


@transaction.atomic
def retry(run: Run, *, by: Actor, wake: bool = True) -> Run:
    """Let a run that stopped go on from the step it stopped at."""
    require(by)
    run = Run.objects.select_for_update().get(pk=run.pk)
    if run.state != Run.State.STOPPED:
        raise Conflict(_("This has not stopped, so there is nothing to try again."), code="not_stopped")
    if _is_overtaken(run):
        said = _("Something else was done with this circle since. Call this off, and ask anew if it is still wanted.")
        raise Conflict(said, code="overtaken")
    run.state, run.due_at, run.ended_at = Run.State.WAITING, now(), None
    run.save(update_fields=["state", "due_at", "ended_at"])
    run.lines.create(words=kept.TRIED_AGAIN)
    if wake:
        _wake(run)
    return run


@transaction.atomic
def cancel(run: Run, *, by: Actor) -> Run:
    """Call a run off of which nothing was done yet; after that it can only be finished. Names in it are forgotten."""
    require(by)
    run = Run.objects.select_for_update().get(pk=run.pk)
    if run.state == Run.State.CANCELLED:
        return run
    if not run.can_be_called_off:
        raise Conflict(_("This has begun and can no longer be called off."), code="has_begun")
    run.state, run.ended_at = Run.State.CANCELLED, now()
    run.facts.pop("stewards", None)
    run.save(update_fields=["state", "ended_at", "facts"])
    return run


@transaction.atomic
def give_up(run: Run, *, why: str, by: Actor, wake: bool = True) -> Run:
    """End a run for good that stopped and need not succeed: a worker undoes what it left, and forgets its passphrase.

    Raises RuleBroken without a reason, Conflict for a run of which something has to stay.
    """
    require(by)
    why = tidy(why)
    if not why:
        raise RuleBroken(_("Say why, in a few words."), code="no_reason")
    run = Run.objects.select_for_update().get(pk=run.pk)
    if not run.can_be_given_up:
        said = _("This cannot be given up: it has not stopped, or what it did stays.")
        raise Conflict(said, code="not_to_be_given_up")
    run.facts[GIVEN_UP] = why
    run.state, run.due_at, run.ended_at = Run.State.WAITING, now(), None
    run.save(update_fields=["state", "due_at", "ended_at", "facts"])
    run.lines.create(words=(kept.GIVEN_UP % {"why": why})[:1000])
    if wake:
        _wake(run)
    return run


def _is_overtaken(run: Run) -> bool:
    """Whether somebody decided otherwise after this was refused: what was asked for then may be wrong by now."""
    if not run.did_nothing or run.circle_id is None:
        return False
    return Run.objects.of_circle(run.circle_id).filter(ended_at__gt=run.ended_at, state=Run.State.DONE).exists()


def _wake(run: Run) -> None:
    if not settings.RUN_WAKER:
        return
    # Robust: what was asked for is written down, and the sweep comes by, so whoever asked need not fail.
    transaction.on_commit(lambda: import_string(settings.RUN_WAKER)(run.pk), robust=True)
