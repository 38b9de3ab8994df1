"""Two circles of their own for tests that really commit: what is written there is gone when the module is done."""

from collections.abc import Iterator

import pytest

from kernel.actors import SYSTEM
from provisioning import circles, owner
from tenants.context import CircleRef, circle_context

WIPED = ("people_hat", "people_person", "journal_delivery", "journal_entry")


@pytest.fixture(scope="module")
def two_rooms(django_db_setup: None, django_db_blocker) -> Iterator[dict[str, CircleRef]]:
    with django_db_blocker.unblock():
        opened = {slug: circles.open_circle(slug=slug, name=slug.title(), by=SYSTEM) for slug in ("hebden", "elland")}
    yield opened
    with django_db_blocker.unblock():
        for slug in opened:
            circles.close(slug, by=SYSTEM)
        circles.empty_trash()


@pytest.fixture
def elland(committed: None, two_rooms: dict[str, CircleRef]) -> CircleRef:
    _wipe(two_rooms["elland"])
    return two_rooms["elland"]


@pytest.fixture
def hebden(committed: None, two_rooms: dict[str, CircleRef]) -> Iterator[CircleRef]:
    """An empty circle; the test stands in it, outside every transaction."""
    _wipe(two_rooms["hebden"])
    with circle_context(two_rooms["hebden"]):
        yield two_rooms["hebden"]


def _wipe(room: CircleRef) -> None:
    owner.send("TRUNCATE " + ", ".join(f"{owner.quoted(room.schema)}.{table}" for table in WIPED) + " CASCADE")
