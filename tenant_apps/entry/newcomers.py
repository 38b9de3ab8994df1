"""Somebody who has proved an account to this circle and may not be let in as a person of it, or not yet.

They hold an invitation, want to come back after leaving, or are suspended. What they have proved is kept in their
browser's session here for half an hour; it opens nothing by itself.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from kernel.time import now
from shared_apps.identity.proof import Proof
from tenant_apps.entry.doors import Admission
from tenant_apps.entry.sessions import Bearer, CircleSessionStore
from tenant_apps.people.models import Person

LIVES: Final = timedelta(minutes=30)
KEY: Final = "newcomer"


@dataclass(frozen=True)
class Newcomer:
    """Whose account it is, in which epoch, and how they proved it."""

    account_id: UUID
    epoch: int
    proof: Proof

    def bearer(self, person: Person, device: str) -> Bearer:
        """The session they get once they are this person."""
        return Bearer(person.pk, self.account_id, self.epoch, device, self.proof)


def remember_newcomer(session: CircleSessionStore, admission: Admission) -> None:
    """Keep what was proved, under a new session key: whoever put the old one into this browser must not share it."""
    proof = admission.proof
    session[KEY] = {
        "account": str(admission.account_id),
        "epoch": admission.epoch,
        "at": proof.at.isoformat(),
        "methods": list(proof.methods),
        "browser": str(proof.browser_id) if proof.browser_id else "",
        "until": (now() + LIVES).isoformat(),
    }
    session.cycle_key()


def newcomer_in(session: CircleSessionStore) -> Newcomer | None:
    """Who has proved an account in this browser within the last half hour; None when nobody has."""
    kept = session.get(KEY)
    if not kept or datetime.fromisoformat(kept["until"]) < now():
        return None
    browser = UUID(kept["browser"]) if kept["browser"] else None
    proof = Proof(datetime.fromisoformat(kept["at"]), tuple(kept["methods"]), browser)
    return Newcomer(UUID(kept["account"]), kept["epoch"], proof)


def forget_newcomer(session: CircleSessionStore) -> None:
    session.pop(KEY, None)
