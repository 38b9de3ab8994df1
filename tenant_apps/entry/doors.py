"""What a circle may ask of the federation's accounts. The database answers through `coop.*` and no more."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from shared_apps.identity.proof import NOTHING_PROVED, Proof
from tenant_apps.entry.models import hashed


@dataclass(frozen=True)
class Admission:
    """A ticket that was good: whose it is, in which epoch, where they wanted to go, and what they have proved."""

    account_id: UUID
    epoch: int
    next: str
    proof: Proof = NOTHING_PROVED


def redeem(ticket: str, secret: str) -> Admission | None:
    """Use up a ticket made for this circle and for the browser that holds `secret`; None if it is no good."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT account_id, epoch, next, proved_at, methods, browser_id FROM coop.redeem_ticket(%s, %s)",
            [hashed(ticket), hashed(secret)],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    account_id, epoch, wanted, proved_at, methods, browser_id = row
    return Admission(account_id, epoch, wanted, Proof(proved_at, tuple(methods), browser_id))
