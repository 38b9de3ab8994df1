"""Cora and Fin are stewards. Iris was written down twice: the second time as Irys, on the telephone."""

from collections.abc import Iterator

import pytest

from kernel.actors import SYSTEM
from tenant_apps.people.services import add_person, give_hat
from tenants.context import in_circle


@pytest.fixture
def here(calderdale, cast) -> Iterator[None]:
    with in_circle(calderdale):
        give_hat(cast.fin, "steward", by=SYSTEM)
        yield


@pytest.fixture
def twin(here, cast):
    surname = cast.iris.name.split()[1]
    return add_person(f"Irys {surname}", phone="01422 555 123", reach_by="phone", how_joined="phoned", by=cast.cora)
