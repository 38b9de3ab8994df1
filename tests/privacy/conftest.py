"""Iris has a team: Sol is in it."""

from collections.abc import Iterator

import pytest

from kernel.time import now
from tenant_apps.teams.models import Place, Team
from tenants.context import in_circle


@pytest.fixture
def in_calderdale(cast, calderdale) -> Iterator[None]:
    with in_circle(calderdale):
        yield


@pytest.fixture
def sols_place(cast, in_calderdale) -> Place:
    """In Iris's team, by the yes of both."""
    both = {"agreed_at": now(), "agreed_by": cast.iris, "accepted_at": now(), "accepted_by": cast.sol}
    team = Team.objects.create(owner=cast.iris, founded_by=cast.iris)
    return Place.objects.create(team=team, person=cast.sol, kind="worker", began_at=now(), **both)
