"""Ask for a copy; start to leave, stop it, confirm it. Stewards do; whoever was one lately may still stop or confirm.

From inside a circle nothing of the federation can be written. So each of these is an event of the circle's journal,
which a sender carries over as a run (`listeners`). The key of a copy cannot go that way, for a journal keeps what it is
told: it is sealed, left at a door of the database in the same transaction, and forgotten when the copy is made.
"""

from collections.abc import Collection
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kernel import passphrases
from kernel.actors import Actor, hand_of, require
from kernel.errors import Conflict, NotAllowed
from kernel.ids import id_of_form, uuid7
from kernel.time import now
from shared_apps.runs import sealed
from tenant_apps.journal.models import Entry
from tenant_apps.journal.services import announce
from tenant_apps.people.models import today
from tenant_apps.site.federation.policies import can_speak_for_circle
from tenant_apps.site.federation.says import Run
from tenant_apps.site.leaving.events import CopyAskedFor, CopyTaken, LeavingConfirmed, LeavingStarted, LeavingStopped
from tenant_apps.site.leaving.record import Leaving, leaving
from tenant_apps.site.leaving.voices import has_a_voice, lately, second_voices
from tenants.locks import circle_lock

EXPORT: Final = "export"
CLOSE: Final = "close"
PRESSED_TWICE: Final = timedelta(seconds=20)
UNDER_WAY: Final = ("waiting", "running")


def run_key(ask_id: UUID) -> str:
    """The key of the run that makes the copy somebody asked for."""
    return f"{EXPORT}:{ask_id}"


def under_way(runs: Collection[Run], kind: str) -> Run | None:
    """The run of this kind that somebody has in hand, if there is one."""
    return next((run for run in runs if run.kind == kind and run.state in UNDER_WAY), None)


@transaction.atomic
def ask_for_copy(passphrase: str, runs: Collection[Run], *, by: Actor, once: UUID | None = None) -> UUID:
    """A steward wants everything the circle keeps, in one file locked with these words. Raises RuleBroken, Conflict.

    A form pressed twice (`once`) is one copy. Sent again later it asks for another, since a passphrase was typed anew.
    """
    _speak(by)
    circle_lock("site.copy")
    ask_id = id_of_form(once, EXPORT, str(hand_of(by).id)) if once else uuid7()
    before = Entry.objects.filter(event=CopyAskedFor.event_name, payload__ask_id=str(ask_id)).first()
    if before is not None and now() - before.at < PRESSED_TWICE:
        return ask_id
    if before is not None:
        ask_id = uuid7()
    if under_way(runs, EXPORT) is not None:
        raise Conflict(_("A copy is being made already. Wait for it."), code="copy_under_way")
    key = run_key(ask_id)
    secret = sealed.seal(passphrases.lock(passphrase).to_bytes(), key)
    with connection.cursor() as cursor:
        cursor.execute("SELECT coop.keep_sealed(%s, %s)", [key, secret])
    announce(CopyAskedFor(ask_id=ask_id), by=by)
    return ask_id


@transaction.atomic
def take_copy(run_id: UUID, *, by: Actor) -> None:
    """A steward downloads a copy; it is written down who did."""
    _speak(by)
    announce(CopyTaken(run_id=run_id), by=by)


@transaction.atomic
def start_leaving(*, by: Actor) -> Leaving:
    """A steward starts it; everybody is told. Twice is once."""
    _speak(by)
    circle_lock("site.leaving")
    found = leaving()
    if found is None:
        wait: timedelta = settings.LEAVING_WAIT
        from_day = None if other_stewards(by) else today() + wait
        announce(LeavingStarted(leaving_id=uuid7(), from_day=from_day), by=by)
        found = leaving()
    assert found is not None
    return found


@transaction.atomic
def stop_leaving(leaving_id: UUID, *, by: Actor) -> None:
    """Any steward stops it, or whoever was one lately, until it is confirmed; everybody is told. Twice is once."""
    _have_a_voice(by)
    circle_lock("site.leaving")
    found = leaving()
    if found is None or found.id != leaving_id:
        return
    if found.is_confirmed:
        raise Conflict(
            _("It has been confirmed, and the circle is closing. Ask the national co-op to call that off."),
            code="confirmed",
        )
    announce(LeavingStopped(leaving_id=leaving_id), by=by)


@transaction.atomic
def confirm_leaving(leaving_id: UUID, *, by: Actor) -> None:
    """A second steward confirms it, or the only one after some days. Then the circle gets its notice. Twice is once.

    Raises NotAllowed for whoever started it while there are others, Conflict when it was stopped or has lapsed. Others
    are those who were stewards lately too: see `voices`.
    """
    _have_a_voice(by)
    circle_lock("site.leaving")
    found = leaving()
    if found is None or found.id != leaving_id:
        raise Conflict(_("This was stopped, or is too long ago. Look again."), code="stopped")
    if found.is_confirmed:
        return
    if sentence := stands_in_the_way(found, by):
        raise NotAllowed(sentence, code="second_steward")
    announce(LeavingConfirmed(leaving_id=leaving_id), by=by)


def stands_in_the_way(found: Leaving, by: Actor) -> str:
    """Why this steward cannot confirm it now, in a sentence; empty when they can."""
    if hand_of(by).id != found.by:
        if second_voices(found.by).filter(pk__in=[hand_of(by).id]).exists():
            return ""
        return _("Somebody confirms this who has been a steward for a month. You can stop it.")
    if other_stewards(by):
        return _("You started this, so another steward confirms it: one of today's, or of the last 30 days.")
    if found.has_waited:
        return ""
    if found.from_day is None:  # there were others when it was started
        return _("You are the only steward now. Stop this and start it anew: then it waits some days.")
    day = date_format(found.from_day, "j E Y")
    return _("You are the only steward, so this waits until %(day)s. Come back then.") % {"day": day}


def other_stewards(by: Actor) -> bool:
    """Whether somebody else is a steward, or was one in the last weeks, and can sign in."""
    return lately(but=hand_of(by).id).exists()


def _have_a_voice(by: Actor) -> None:
    if not has_a_voice(require(by)):
        raise NotAllowed(_("Only a steward speaks for the circle."))


def _speak(by: Actor) -> None:
    if not can_speak_for_circle(require(by)):
        raise NotAllowed(_("Only a steward speaks for the circle."))
