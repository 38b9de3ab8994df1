"""Teams by programs: mine, who is in one, what I am asked; with the pages' refusals."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from kernel.time import now
from tenant_apps.entry.services import make_token
from tenant_apps.helping import services as helping
from tenant_apps.teams import services
from tenant_apps.teams.models import Place
from tenants.context import in_circle

pytestmark = pytest.mark.django_db
TEAMS = "/api/v1/teams/"


@pytest.fixture
def program(calderdale):
    def begin(person, *scopes: str) -> Client:
        with in_circle(calderdale):
            ends = now() + timedelta(days=9)
            wanted = list(scopes or ("teams:read", "teams:write"))
            secret = make_token(person, name="x", scopes=wanted, expires_at=ends, by=person)[1]
        return Client(HTTP_HOST=calderdale.host, headers={"Authorization": f"Bearer {secret}"})

    return begin


def say(client: Client, place: Place, answer: str, **more):
    at = f"{TEAMS}places/{place.pk}/answer/"
    return client.post(at, {"answer": answer}, content_type="application/json", **more)


def test_sol_reads_who_is_in_iriss_team_leaves_it_and_finds_it_no_more(here, iris_team, program, cast):
    sol = program(cast.sol)
    (mine,) = sol.get(TEAMS).json()["results"]
    assert (mine["id"], mine["stands_in"], mine["rests"]) == (str(iris_team.pk), False, False)
    whole = sol.get(f"{TEAMS}{iris_team.pk}/").json()
    assert {each["person"] for each in whole["members"]} == {str(each.pk) for each in (cast.sol, cast.adah, cast.june)}
    assert [each["person"] for each in whole["standing_in"]] == [str(cast.fin.pk)]
    (place,) = [each for each in whole["members"] if each["person"] == str(cast.sol.pk)]
    assert place["does"] == "Shopping on Fridays"
    for _twice in range(2):
        left = sol.post(f"{TEAMS}places/{place['id']}/leave/").json()
        assert left["ended_how"] == "left"
    assert sol.get(f"{TEAMS}{iris_team.pk}/").status_code == 404
    assert sol.get(TEAMS).json()["results"] == []


def test_strangers_and_whoever_stands_in_read_no_team_by_a_program(here, iris_team, program, cast):
    otto, fin = program(cast.otto), program(cast.fin)
    assert otto.get(TEAMS).json()["results"] == []
    place = Place.objects.filter(team=iris_team).first()
    for client in (otto, fin):
        assert client.get(f"{TEAMS}{iris_team.pk}/").status_code == 404
    assert say(otto, place, "no").status_code == 404
    assert otto.post(f"{TEAMS}places/{place.pk}/leave/").status_code == 404
    assert fin.get(TEAMS).json()["results"][0]["stands_in"]
    assert otto.get(f"{TEAMS}{uuid4()}/").status_code == 404


def test_a_token_reads_or_writes_only_what_it_may(here, iris_team, program, cast):
    blind, reader = program(cast.sol, "me:read"), program(cast.sol, "teams:read")
    assert blind.get(TEAMS).status_code == 403
    place = iris_team.places.get(person=cast.sol)
    assert reader.post(f"{TEAMS}places/{place.pk}/leave/").status_code == 403
    assert reader.get(TEAMS).status_code == 200


def test_otto_is_asked_once_iris_agreed_and_says_yes(here, iris_team, program, cast):
    place = services.bring_up(iris_team, cast.otto, "neighbour", "Bins", by=cast.sol)
    iris, otto, sol = program(cast.iris), program(cast.otto), program(cast.sol)
    assert otto.get(f"{TEAMS}asked/").json()["results"] == []
    refused = say(sol, place, "yes")
    assert (refused.status_code, "decides" in refused.text) == (403, True)
    assert say(iris, place, "perhaps").status_code == 422
    assert say(iris, place, "yes").json()["began_at"] is None
    (asked,) = otto.get(f"{TEAMS}asked/").json()["results"]
    assert (asked["id"], asked["does"], asked["owner_called"]) == (str(place.pk), "Bins", cast.iris.called)
    begun = [say(otto, place, "yes").json()["began_at"] for _twice in range(2)]
    assert begun[0] is not None
    assert begun[0] == begun[1]


def test_adah_says_in_iriss_name_who_comes_in_and_not_in_ottos(here, iris_team, program, cast):
    place = services.bring_up(iris_team, cast.otto, "neighbour", by=cast.sol)
    asked = helping.ask_for_help(cast.iris, cast.adah, ["care"], until_on=None, by=cast.iris)
    authority = helping.accept(asked, by=cast.adah)
    adah = program(cast.adah, "teams:read", "teams:write", "acting")
    acting = {"HTTP_ACTING_UNDER": str(authority.pk)}
    (mine,) = adah.get(TEAMS, **acting).json()["results"]
    assert mine["owner"] == str(cast.iris.pk)
    assert say(adah, place, "yes", **acting).status_code == 200
    place.refresh_from_db()
    assert (place.agreed_by_id, place.accepted_at) == (cast.adah.pk, None)
    # To agree for Iris again changes nothing, and it is no yes of Otto's.
    assert say(adah, place, "yes", **acting).json()["began_at"] is None
    assert adah.get(f"{TEAMS}asked/", **acting).json()["results"] == []


def test_a_list_of_teams_asks_as_much_for_many_as_for_few(here, program, cast, django_assert_max_num_queries):
    for owner in (cast.iris, cast.otto, cast.fin):
        team = services.found_team(owner, by=owner)
        services.join(team, cast.sol, "friend", by_owner=owner, by_member=cast.sol)
    sol = program(cast.sol)
    with django_assert_max_num_queries(20):
        assert len(sol.get(TEAMS).json()["results"]) == 3
