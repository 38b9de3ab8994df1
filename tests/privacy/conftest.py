"""Iris has a team: Sol is in it. Teams come as a room of their own; here is what such a room will plug in."""

from collections.abc import Iterator

import pytest

from kernel.sections import Relation
from tenant_apps.people.models import Person
from tenant_apps.privacy import relations
from tenants.context import in_circle


@pytest.fixture
def in_calderdale(cast, calderdale) -> Iterator[None]:
    with in_circle(calderdale):
        yield


@pytest.fixture
def team(cast, monkeypatch) -> dict:
    """Who is in a team with whom, as a room of teams would say it; a test may change it."""
    pairs = {(cast.sol.pk, cast.iris.pk), (cast.iris.pk, cast.sol.pk)}

    def teammates(reader):
        return Person.objects.filter(pk__in=[b for a, b in pairs if a == reader.pk]).values("pk")

    monkeypatch.setattr(relations, "_sources", {"test.teammates": (Relation.TEAMMATE, teammates)})
    return pairs
