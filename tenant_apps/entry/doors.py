"""What a circle may ask of the federation's accounts. The database answers through `coop.*` and no more."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from tenant_apps.entry.models import hashed


@dataclass(frozen=True)
class Admission:
    """A ticket that was good: whose it is, in which epoch, and where they wanted to go."""

    account_id: UUID
    epoch: int
    next: str


def redeem(ticket: str, secret: str) -> Admission | None:
    """Use up a ticket made for this circle and for the browser that holds `secret`; None if it is no good."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT account_id, epoch, next FROM coop.redeem_ticket(%s, %s)", [hashed(ticket), hashed(secret)]
        )
        row = cursor.fetchone()
    return Admission(*row) if row else None
