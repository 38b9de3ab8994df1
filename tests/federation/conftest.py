"""Officers of the national co-op and stewards of circles, as the federation meets them."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID, uuid4

import pytest

from kernel.actors import SYSTEM
from shared_apps.federation import policies
from shared_apps.federation.actors import StewardOf
from shared_apps.federation.models import CircleFact
from shared_apps.federation.services import agreements, facts, standing
from tenants.context import in_federation


@dataclass(frozen=True)
class Officer:
    """Nadia of the national co-op, with the powers her hats give her."""

    id: UUID
    powers: tuple[str, ...] = policies.POWERS
    kind: ClassVar[str] = "officer"

    def may(self, power: str) -> bool:
        return power in self.powers


@pytest.fixture
def nadia() -> Officer:
    return Officer(UUID("01990000-0000-7000-8000-0000000000aa"))


@pytest.fixture
def noah() -> Officer:
    """Noah works at the national co-op too, and has no power there."""
    return Officer(UUID("01990000-0000-7000-8000-0000000000bb"), powers=())


@pytest.fixture
def federation(db):
    """Outside every circle, on purpose."""
    with in_federation():
        yield


@pytest.fixture
def forming(federation, calderdale) -> UUID:
    """Calderdale as it was while it formed: an agreement to sign, and nobody has written down what kind it is."""
    known = facts.known(calderdale.id)[CircleFact.Kind.MODE]
    facts.correct(known, by=SYSTEM, withdraw=True, evidence="It is forming anew.")
    agreements.publish_shipped(by=SYSTEM)
    standing.begin(calderdale.id, "forming", by=SYSTEM, why="They asked to begin.")
    return calderdale.id


@pytest.fixture
def cora_there(forming) -> StewardOf:
    """Cora, as her circle names her to the federation."""
    return StewardOf(circle_id=forming, id=uuid4())
