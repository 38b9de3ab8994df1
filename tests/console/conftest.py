"""An officer for each hat, and a federation with something in it."""

from types import SimpleNamespace

import pytest

from kernel.actors import SYSTEM
from shared_apps.applications.models import Application
from shared_apps.federation.models import Standing
from shared_apps.federation.services import announcements, incidents, standing, support
from shared_apps.runs import services as runs
from tenants.context import in_console, in_federation
from tests.console.desk import CAST, appoint


@pytest.fixture
def officers(db) -> SimpleNamespace:
    """Nadia, Oskar, Sana and Stella."""
    return SimpleNamespace(**{first: appoint(first) for first in CAST})


@pytest.fixture
def things(officers, calderdale, clapton) -> SimpleNamespace:
    """A thing of each kind: an application, a run, an announcement, an incident, a support session, a term."""
    with in_federation():
        for circle in (calderdale, clapton):
            standing.begin(circle.id, Standing.Stage.OPEN_HOSTED, by=SYSTEM)
        application = Application.objects.create(
            email="group@garden.example",
            state=Application.State.SENT,
            name="Garden Circle",
            place="Leeds",
            slug="garden",
            stewards=[{"name": "Pat Moss", "email": "pat@garden.example"}],
            mode="community",
            society="none",
            recipe="simple",
            agreement=1,
            agreed_by="Pat Moss",
            wording="plain",
            sent_at="2026-11-20T10:00:00Z",
            circle_id=clapton.id,
        )
    with in_console():
        return SimpleNamespace(
            application=application,
            run=runs.ask("suspend", by=officers.oskar, key="a-run", circle_id=calderdale.id, subject=calderdale.slug),
            announcement=announcements.announce("New letters", "They are here.", by=officers.nadia),
            incident=incidents.open_incident("Mail is slow", "It comes late today.", by=officers.nadia),
            session=support.ask(calderdale.id, by=officers.sana, reason="A page is empty.", minutes=30, called="Sana"),
            term=officers.oskar.terms.get(),
        )
