"""The note that says: whoever holds this browser has just proved that the first of two accounts is theirs.

It is made while they are signed in with the account they keep and have proved it freshly. It waits in a cookie while
they sign in with the other one, for a quarter of an hour, and is good once.
"""

from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.core.cache import caches
from django.http import HttpRequest, HttpResponseBase

from kernel.ids import parse_uuid
from shared_apps.identity.models import Account

SALT: Final = "coopbox:federation:merging"
STOP_SALT: Final = "coopbox:federation:stop-merging"
LIVES: Final = timedelta(minutes=15)


def cookie_name() -> str:
    return "__Host-merging" if settings.SESSION_COOKIE_SECURE else "merging"


def leave_note(response: HttpResponseBase, kept: Account) -> None:
    """Let this browser remember which account is to be kept."""
    note = signing.dumps([str(kept.pk), kept.epoch, token_urlsafe(8)], salt=SALT)
    response.set_cookie(
        cookie_name(), note, max_age=LIVES, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )


def kept_account(request: HttpRequest) -> Account | None:
    """The account this browser has proved and wants to keep; None when the note is altered, too old or used."""
    note = request.COOKIES.get(cookie_name(), "")
    try:
        account_id, epoch, _once = signing.loads(note, salt=SALT, max_age=LIVES)
    except (signing.BadSignature, ValueError):
        return None
    if caches["shared"].get(_key(note)):
        return None
    return Account.objects.filter(pk=parse_uuid(account_id), epoch=epoch, is_active=True).first()


def use_up(request: HttpRequest) -> bool:
    """One atomic step, so that of two who come with one note only one is first."""
    return caches["shared"].add(_key(request.COOKIES.get(cookie_name(), "")), 1, 2 * LIVES.total_seconds())


def stop_note(run_id: UUID) -> str:
    """What the mail's link carries: it can stop this one merging, and nothing else."""
    return signing.dumps(str(run_id), salt=STOP_SALT)


def run_in(note: str) -> UUID | None:
    """Which merging the link of a mail may stop; None for a link that is none."""
    try:
        return parse_uuid(signing.loads(note, salt=STOP_SALT))
    except signing.BadSignature:
        return None


def _key(note: str) -> str:
    return f"merging-note:{sha256(note.encode()).hexdigest()}"
