"""A name server that tests can write into, and a circle whose domain it knows."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from provisioning import running
from shared_apps.federation.models import DomainClaim
from shared_apps.federation.services import domains
from shared_apps.runs.models import Run
from tenant_apps.journal.services import deliver_due
from tenants import directory
from tenants.context import circle_context, in_federation
from tests.domains.nameserver import NameServer

OURS = "192.0.2.10"
THEIRS = "198.51.100.66"


class Zone:
    """What a volunteer does at the registrar's, and what the clock does."""

    def __init__(self, server: NameServer, monkeypatch: pytest.MonkeyPatch) -> None:
        self.server, self._monkeypatch = server, monkeypatch

    def prove(self, claim: DomainClaim) -> None:
        self.server.say(claim.proof_name, "TXT", "v=spf1 -all", claim.proof_text)

    def point(self, domain: str, address: str = OURS) -> None:
        self.server.say(domain, "A", address)

    def wait(self, how_long: timedelta) -> None:
        """Let time pass, as the part of the code that looks at domains sees it."""
        at = domains.now() + how_long
        self._monkeypatch.setattr(domains, "now", lambda: at)


@pytest.fixture
def nameserver() -> Iterator[NameServer]:
    with NameServer() as server:
        yield server


@pytest.fixture
def zone(nameserver: NameServer, settings, monkeypatch: pytest.MonkeyPatch) -> Zone:
    settings.DNS_SERVERS = [f"127.0.0.1:{nameserver.port}"]
    settings.DOMAIN_TARGET = "circles.federation.org"
    settings.RUN_WAKER = ""
    monkeypatch.setattr(directory, "until_known", directory.forget)
    monkeypatch.setattr(domains, "A_BREATH", timedelta(0))
    nameserver.say("circles.federation.org", "A", OURS)
    return Zone(nameserver, monkeypatch)


@pytest.fixture
def forget() -> Iterator[None]:
    """The register is what it was before, once the test's changes are undone."""
    yield
    directory._memory.register = None
    directory.forget()


def claim_of(circle) -> DomainClaim:
    with in_federation():
        return DomainClaim.objects.filter(circle_id=circle.id).first()


def look(claim: DomainClaim) -> DomainClaim:
    """Look once, tell what there is to tell, and return the claim as it then is."""
    domains.look_at(claim.pk)
    with in_federation():
        for run_id in list(Run.objects.filter(state="waiting").values_list("pk", flat=True)):
            running.carry_out(run_id)
        directory._memory.register = None
        circle = directory.by_id(claim.circle_id)
    if circle is not None:
        with circle_context(circle):
            deliver_due()
    with in_federation():
        return DomainClaim.objects.get(pk=claim.pk)


def here(circle_id: UUID):
    """The circle as the register knows it now."""
    directory._memory.register = None
    return directory.by_id(circle_id)
