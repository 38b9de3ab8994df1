"""Iris has a team: Sol, who is paid, her daughter Adah, and June, a friend. Fin stands in for a week."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from kernel.time import now
from tenant_apps.helping import services as helping
from tenant_apps.journal.services import deliver_due
from tenant_apps.teams.models import Place, Team
from tenants.context import CircleRef, circle_context, in_circle


def place(team, person, kind, **more):
    """A place both have said yes to."""
    both = {"agreed_at": now(), "agreed_by": team.owner, "accepted_at": now(), "accepted_by": person}
    return Place.objects.create(team=team, person=person, kind=kind, began_at=now(), **both, **more)


@pytest.fixture
def here(calderdale, db):
    """In Calderdale for the whole of a test."""
    with in_circle(calderdale):
        yield calderdale


@pytest.fixture
def iris_team(calderdale, cast, db):
    with in_circle(calderdale):
        team = Team.objects.create(owner=cast.iris, founded_by=cast.iris, starter=cast.cora)
        place(team, cast.sol, "worker", does="Shopping on Fridays")
        place(team, cast.adah, "family")
        place(team, cast.june, "friend")
        place(team, cast.fin, "neighbour", covers_until=now() + timedelta(days=7))
    return team


@pytest.fixture
def adah_acts(calderdale, cast, browser_of):
    """Adah's browser, in which she acts for Iris in care."""
    with in_circle(calderdale):
        authority = helping.ask_for_help(cast.iris, cast.adah, ["care"], until_on=None, by=cast.iris)
        helping.accept(authority, by=cast.adah)
    browser = browser_of(calderdale, cast.adah)
    assert browser.post(f"/helping/{authority.pk}/begin/").status_code == 302
    return browser


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
def inside(calderdale, cast) -> Iterator[Inside]:
    there = Inside(calderdale)
    there.enter()
    yield there
    there.leave()
