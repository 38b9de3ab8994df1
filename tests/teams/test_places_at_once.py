"""Two who answer at the same moment give one place: with real transactions, in threads of their own."""

import pytest
from django.db import transaction

from kernel.actors import SYSTEM
from kernel.errors import Conflict
from tenant_apps.people.services import add_person
from tenant_apps.teams import services
from tenant_apps.teams.models import Place, Team
from tenants.context import circle_context
from tests.journal.rooms import hebden, two_rooms  # noqa: F401
from tests.journal.test_delivering import at_once


@pytest.fixture
def people(hebden):  # noqa: F811
    """They do not sign in: what they say is their own all the same."""
    with transaction.atomic():
        return [add_person(name, by=SYSTEM) for name in ("Iris", "Sol", "June")]


def in_hebden(hebden, do, refused: list[str]):  # noqa: F811
    def job() -> None:
        with circle_context(hebden):
            try:
                do()
            except Conflict as conflict:
                refused.append(conflict.code)

    return job


def test_joining_twice_at_one_moment_gives_one_place(hebden, people):  # noqa: F811
    iris, sol, _june = people
    team = services.found_team(iris, by=iris)
    refused: list[str] = []
    join = in_hebden(hebden, lambda: services.join(team, sol, "friend", by_owner=iris, by_member=sol), refused)
    at_once(join, join, join)
    assert refused == []
    assert Place.objects.filter(team=team, person=sol).count() == 1


def test_of_a_yes_and_the_end_of_the_question_at_one_moment_one_counts(hebden, people):  # noqa: F811
    iris, sol, _june = people
    team = services.found_team(iris, by=iris)
    place, refused = services.bring_up(team, sol, "friend", by=iris), []
    at_once(
        in_hebden(hebden, lambda: services.accept(place, by=sol), refused),
        in_hebden(hebden, lambda: services.take_back(place, by=iris), refused),
    )
    found = Place.objects.get(pk=place.pk)
    assert (found.is_held(), refused) in [(True, ["begun"]), (False, ["over"])]


def test_founding_and_bringing_up_twice_at_one_moment_is_once(hebden, people):  # noqa: F811
    iris, sol, june = people
    refused: list[str] = []
    found = in_hebden(hebden, lambda: services.found_team(iris, by=iris), refused)
    at_once(found, found)
    assert refused == []
    team = Team.objects.get(owner=iris)
    services.join(team, sol, "friend", by_owner=iris, by_member=sol)
    at_once(
        in_hebden(hebden, lambda: services.bring_up(team, june, "friend", by=iris), refused),
        in_hebden(hebden, lambda: services.bring_up(team, june, "friend", by=sol), refused),
    )
    assert (refused, Place.objects.filter(team=team, person=june).count()) == (["have_one"], 1)
