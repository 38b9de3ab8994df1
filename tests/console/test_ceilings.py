"""Lists ask the database as often for a thousand circles as for two."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shared_apps.federation.models import Standing
from shared_apps.runs.models import Run
from tenants.context import in_console, in_federation
from tenants.models import Circle, Domain
from tests.console.desk import browser

# Who is there and what they may (4), the record (1), and what the page itself needs.
CEILINGS = {
    "/": 16,
    "/circles/": 10,
    "/circles/?q=circle&stage=forming&health=fine&sort=-health": 10,
    "/circles/?print=1": 10,
    "/circles/calderdale/": 34,
    "/runs/": 9,
    "/applications/": 10,
    "/announcements/": 9,
    "/incidents/": 9,
    "/agreements/": 11,
    "/features/": 11,
    "/support/": 9,
    "/officers/": 10,
    "/audit/": 10,
    "/figures/": 8,
}


@pytest.fixture
def many(db):
    """Sixty more circles, with what lists show of each."""
    with in_federation():
        circles = [
            Circle(schema_name=f"c_many{n}", slug=f"many-{n}", name=f"Many Circle {n}", state="open") for n in range(60)
        ]
        Circle.objects.bulk_create(circles)
        Domain.objects.bulk_create(
            Domain(domain=f"many-{n}.localhost", tenant=circle, is_primary=True) for n, circle in enumerate(circles)
        )
        Standing.objects.bulk_create(
            Standing(circle_id=circle.pk, stage="forming", since="2026-11-01T00:00:00Z") for circle in circles
        )
        Run.objects.bulk_create(
            Run(
                kind="rename",
                key=f"many-{n}",
                circle_id=circle.pk,
                asked_by_kind="system",
                due_at="2026-11-01T00:00:00Z",
            )
            for n, circle in enumerate(circles)
        )


def asked(client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return sum("SAVEPOINT" not in query["sql"] for query in queries)


@pytest.mark.parametrize("address", CEILINGS)
def test_a_page_keeps_to_its_questions_however_many_circles_there_are(address, officers, things, request):
    client = browser(officers.nadia)
    client.get(address)  # the register is in memory from now on
    few = asked(client, address)
    request.getfixturevalue("many")
    with in_console():
        assert Circle.objects.count() > 60
    client.get(address)
    assert asked(client, address) <= few, address
    assert few <= CEILINGS[address]
