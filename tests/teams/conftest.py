"""Calderdale from inside, with a way to step out and let everybody be told of what happened."""

from collections.abc import Iterator

import pytest

from tenant_apps.journal.services import deliver_due
from tenants.context import CircleRef, circle_context, in_circle


class Inside:
    """A test that is in a circle, and steps out of it while what was announced is told."""

    def __init__(self, circle: CircleRef) -> None:
        self.circle, self.room = circle, in_circle(circle)

    def enter(self) -> None:
        self.room = in_circle(self.circle)
        self.room.__enter__()

    def leave(self) -> None:
        self.room.__exit__(None, None, None)

    def tell(self) -> None:
        self.leave()
        try:
            with circle_context(self.circle):
                deliver_due()
        finally:
            self.enter()


@pytest.fixture
def here(calderdale, cast) -> Iterator[Inside]:
    inside = Inside(calderdale)
    inside.enter()
    yield inside
    inside.leave()
