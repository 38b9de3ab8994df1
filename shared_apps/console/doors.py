"""What the console may ask of the federation's accounts. The database answers through `coop.*` and no more.

Its role reads no account, no ticket and no session: see `migrations/0002_doors.py`.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import connection

from kernel.ids import uuid7
from shared_apps.identity.proof import Proof
from shared_apps.identity.services import check_address, hashed


@dataclass(frozen=True)
class Admission:
    """A ticket to the console that was good: whose it is, in which epoch, where to, and what they have proved."""

    account_id: UUID
    epoch: int
    next: str
    proof: Proof


def redeem(ticket: str, secret: str) -> Admission | None:
    """Use up a ticket made for the console and for the browser that holds `secret`; None if it is no good."""
    row = _asked(
        "SELECT account_id, epoch, next, proved_at, methods, browser_id FROM coop.redeem_console_ticket(%s, %s)",
        [hashed(ticket), hashed(secret)],
    )
    if row is None:
        return None
    account_id, epoch, wanted, proved_at, methods, browser_id = row
    return Admission(account_id, epoch, wanted, Proof(proved_at, tuple(methods), browser_id))


def living_epoch(account_id: UUID, browser_id: UUID | None) -> int | None:
    """The epoch a session of this account in this browser must be of to be alive; None when either is over."""
    row = _asked("SELECT coop.session_epoch(%s, %s)", [account_id, browser_id])
    return row[0] if row else None


def account_for(email: str) -> UUID:
    """The account with this address, made now if there is none. Raises ValidationError when it is no address."""
    given = [check_address(email), uuid7(), make_password(None)]
    row = _asked("SELECT coop.account_of_officer(%s, %s, %s)", given)
    assert row is not None
    return row[0]


def tell_of_office(account_id: UUID, since: date | None, until: date | None) -> None:
    """Tell the sign-in host from when to when this account holds an office of the national co-op; None: it has none."""
    _asked("SELECT coop.note_office(%s, %s, %s)", [account_id, since, until])


def _asked(question: str, given: list) -> tuple | None:
    with connection.cursor() as cursor:
        cursor.execute(question, given)
        return cursor.fetchone()
