"""What the federation knows of this circle's own domains, typed. One question through a narrow door (decision 12)."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from shared_apps.federation.domain_names import in_letters, own_part
from shared_apps.federation.models import DomainClaim
from shared_apps.federation.models.domains import PROOF_AT, PROOF_SAYS

State, Found, Ended = DomainClaim.State, DomainClaim.Found, DomainClaim.Ended


@dataclass(frozen=True)
class OwnDomain:
    """A domain this circle asked for, and what the DNS last said of it."""

    id: UUID
    domain: str
    secret: str
    state: str
    asked_at: datetime
    proved_at: datetime | None
    live_at: datetime | None
    missing_since: datetime | None
    stops_at: datetime | None
    given_up_at: datetime | None
    ended_at: datetime | None
    ended_how: str
    proof: str
    points: str
    seen: tuple[str, ...]
    looked_at: datetime | None

    @property
    def in_letters(self) -> str:
        return in_letters(self.domain)

    @property
    def is_open(self) -> bool:
        return self.state != State.LAPSED

    @property
    def state_in_words(self) -> str:
        return str(State(self.state).label)

    @property
    def ended_in_words(self) -> str:
        return str(Ended(self.ended_how).label) if self.ended_how else ""

    @property
    def proof_name(self) -> str:
        return f"{PROOF_AT}{self.domain}"

    @property
    def proof_text(self) -> str:
        return f"{PROOF_SAYS}{self.secret}"

    @property
    def is_bare(self) -> bool:
        """Whether it is the domain itself as it was registered, where the DNS allows no CNAME."""
        return own_part(self.domain) == self.domain


def own_domains() -> list[OwnDomain]:
    """Every domain this circle asked for lately, the newest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coop.domain_says()")
        [(said,)] = cursor.fetchall()
    return [_read(each) for each in (json.loads(said) if isinstance(said, str) else said)]


def own_domain() -> OwnDomain | None:
    """The one the circle has or is waiting for."""
    return next((each for each in own_domains() if each.is_open), None)


def _read(said: dict[str, Any]) -> OwnDomain:
    times = {name: datetime.fromisoformat(said[name]) if said[name] else None for name in said if name.endswith("_at")}
    since = said["missing_since"]
    missing = datetime.fromisoformat(since) if since else None
    return OwnDomain(**{**said, **times, "missing_since": missing, "id": UUID(said["id"]), "seen": tuple(said["seen"])})
