"""Signing out of a circle signs this browser out of the sign-in host too, or a shared computer would let anybody in.

The circle sends the browser on with a note: "this account has just asked to sign out". It is signed, good once and
for a minute, and only ever ends the session of the account it names, so nobody can sign somebody else out with a link.
"""

from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.core.cache import caches

from kernel.ids import parse_uuid
from tenants.context import CircleRef, address_of

SALT: Final = "coopbox:federation:"
HERE: Final = "/sign-out/"
EVERYWHERE: Final = "/sign-out/everywhere/"
NOTE_LIVES: Final = timedelta(minutes=1)


def way_out(
    account_id: UUID, circle: CircleRef | None, *, everywhere: bool = False, language: Mapping[str, str] | None = None
) -> str:
    """The address to send a browser to, once its session in a circle (or at the console, without one) has ended.

    `language` is `ui.language.taken_along()`.
    """
    path = EVERYWHERE if everywhere else HERE
    note = signing.dumps([str(account_id), token_urlsafe(8)], salt=SALT + path)
    left = {"circle": str(circle.id)} if circle is not None else {}
    return f"{address_of(settings.SIGN_IN_HOST)}{path}?{urlencode({'note': note, **left, **(language or {})})}"


def take_note(note: str, *, everywhere: bool = False) -> UUID | None:
    """The account a note names; None when it is foreign, altered, too old, used before, or says something else."""
    path = EVERYWHERE if everywhere else HERE
    try:
        account_id, _once = signing.loads(note, salt=SALT + path, max_age=NOTE_LIVES)
    except (signing.BadSignature, ValueError):
        return None
    return parse_uuid(account_id) if _is_first_time(note) else None


def _is_first_time(note: str) -> bool:
    """One atomic step, so that of two who come with one note only one is first. Remembered for longer than it lives."""
    key = f"sign-out-note:{sha256(note.encode()).hexdigest()}"
    return caches["shared"].add(key, 1, 2 * NOTE_LIVES.total_seconds())
