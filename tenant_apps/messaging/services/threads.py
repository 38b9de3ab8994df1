"""Conversations begin, and those with a title end."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, require
from kernel.errors import Conflict, NotAllowed, RuleBroken
from kernel.time import now
from kernel.words import tidy
from tenant_apps.journal.services import announce
from tenant_apps.messaging.events import ThreadClosed, ThreadOpened, ThreadReopened
from tenant_apps.messaging.gatherings import Gathering, gathering_of
from tenant_apps.messaging.models import Thread
from tenant_apps.messaging.policies import can_close
from tenant_apps.people.models import Person

ONE_AT_A_TIME = _("There is a conversation with this title already.")


@transaction.atomic
def the_thread(kind: Gathering, about: UUID | None, *, by: Actor) -> Thread:
    """The one conversation that these people have without a title; it begins when it is first asked for."""
    _voice(kind, about, by)
    found, is_new = Thread.objects.get_or_create(kind=kind.kind, about=about, title="")
    if is_new:
        announce(ThreadOpened(thread_id=found.pk), by=by)
    return found


@transaction.atomic
def open_thread(kind: Gathering, about: UUID | None, title: str, *, by: Actor) -> Thread:
    """A conversation about one thing, beside the one they all have. Raises Conflict if one of this title is open."""
    voice, title = _voice(kind, about, by), tidy(title)
    if not kind.has_topics:
        raise NotAllowed(_("The two of you have one conversation."))
    if not title:
        raise RuleBroken(code="says_nothing", errors={"title": [_("Say what it is about.")]})
    if why := kind.why_quiet(about):
        raise Conflict(why, code="quiet")
    alike = Thread.objects.filter(kind=kind.kind, about=about, title__iexact=title, closed_at=None)
    if alike.exists():
        raise RuleBroken(code="alike", errors={"title": [ONE_AT_A_TIME]})
    thread = Thread(kind=kind.kind, about=about, title=title, opened_by=voice)
    thread.full_clean()
    thread.save(force_insert=True)
    announce(ThreadOpened(thread_id=thread.pk), by=by)
    return thread


@transaction.atomic
def close_thread(thread: Thread, *, by: Actor) -> Thread:
    """Nobody writes there any more; everybody reads on. Closing it twice changes nothing."""
    found = _held(thread, by)
    if found.closed_at is None:
        found.closed_at, found.closed_by = now(), _voice_of(found, by)
        found.full_clean()
        found.save(update_fields=["closed_at", "closed_by"])
        announce(ThreadClosed(thread_id=found.pk), by=by)
    return found


@transaction.atomic
def reopen_thread(thread: Thread, *, by: Actor) -> Thread:
    """It goes on after all."""
    found = _held(thread, by)
    if found.closed_at is not None:
        found.closed_at = found.closed_by = None
        found.save(update_fields=["closed_at", "closed_by"])
        announce(ThreadReopened(thread_id=found.pk), by=by)
    return found


def _voice(kind: Gathering, about: UUID | None, by: Actor) -> Person:
    voice = kind.voice(require(by), about)
    if voice is None:
        raise NotAllowed(_("You do not take part there."))
    return voice


def _voice_of(thread: Thread, by: Actor) -> Person:
    return _voice(gathering_of(thread), thread.about, by)


def _held(thread: Thread, by: Actor) -> Thread:
    found = Thread.objects.select_for_update(of=["self"], no_key=True).get(pk=thread.pk)
    if not can_close(require(by), found):
        raise NotAllowed(_("Whoever began a conversation closes it, or whoever looks after it."))
    return found
