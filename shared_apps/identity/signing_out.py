"""Signing out of a circle signs this browser out of the sign-in host too, or a shared computer would let anybody in.

The circle sends the browser on with a note: "this account has just asked to sign out". It is signed, good for a minute,
and only ever ends the session of the account it names, so nobody can sign somebody else out with a link.
"""

from datetime import timedelta
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core import signing

from kernel.ids import parse_uuid
from tenants.context import CircleRef, address_of

SALT: Final = "coopbox:federation:"
HERE: Final = "/sign-out/"
EVERYWHERE: Final = "/sign-out/everywhere/"
NOTE_LIVES: Final = timedelta(minutes=1)


def way_out(account_id: UUID, circle: CircleRef, *, everywhere: bool = False) -> str:
    """The address to send a browser to, once its session in a circle has ended."""
    path = EVERYWHERE if everywhere else HERE
    note = signing.dumps(str(account_id), salt=SALT + path)
    return f"{address_of(settings.SIGN_IN_HOST)}{path}?{urlencode({'note': note, 'circle': circle.id})}"


def read_note(note: str, *, everywhere: bool = False) -> UUID | None:
    """The account a note names, or None when it is foreign, altered, too old, or says something else."""
    path = EVERYWHERE if everywhere else HERE
    try:
        return parse_uuid(signing.loads(note, salt=SALT + path, max_age=NOTE_LIVES))
    except signing.BadSignature:
        return None
