"""Iris's program lets Clapton know, Vale's program is glad of it, and both learn who the other is, or nobody does."""

import pytest

from tests.helping.test_api import program
from tests.matching.test_across import TELLS, agreed, ask, carry

__all__ = ["agreed", "ask"]
pytestmark = pytest.mark.usefixtures("db")
SCOPES = ("profiles:read", "matching:write")


@pytest.fixture
def iris(calderdale, cast):
    return program(calderdale, cast.iris, *SCOPES)


@pytest.fixture
def vale(clapton, clapton_cast):
    return program(clapton, clapton_cast.vale, *SCOPES)


def send(client, verb, path, **body):
    return getattr(client, verb)(f"/api/v1/{path}", body, content_type="application/json")


@pytest.fixture
def opened(iris, ask, agreed, calderdale):
    told = send(iris, "post", f"me/asks/{ask.pk}/afar/", circles=[str(agreed)], detail="as_it_is")
    assert told.status_code == 200, told.text
    carry(calderdale)
    return told.json()


def known(client):
    """What came from other circles, by its number there."""
    return {row["id"]: row for row in client.get("/api/v1/afar/").json()["results"]}


def test_programs_open_are_glad_say_yes_and_each_learns_who_the_other_is(opened, iris, vale, ask, calderdale, clapton):
    assert iris.get(f"/api/v1/me/asks/{ask.pk}/afar/").json() == opened
    row = known(vale)[opened["id"]]
    assert row["lines"] == opened["lines"]
    assert "Iris" not in str(row)
    for _twice in range(2):
        told = send(vale, "post", f"afar/{row['id']}/glad/", words="I play chess, too.", tells="Vale, 01632 960 022")
        assert told.status_code == 201, told.text
    carry(clapton)
    (mine,) = iris.get("/api/v1/me/afar/").json()["results"]
    assert (mine["words"], mine["told"], mine["waits_for_us"]) == ("I play chess, too.", "", True)
    assert send(iris, "post", f"me/afar/{mine['id']}/yes/", tells=TELLS).json()["waits_for_us"] is False
    for circle in (calderdale, clapton, calderdale):
        carry(circle)
    assert iris.get("/api/v1/me/afar/").json()["results"][0]["told"] == "Vale, 01632 960 022"
    assert vale.get("/api/v1/me/afar/").json()["results"][0]["told"] == TELLS
    assert send(iris, "post", f"me/afar/{mine['id']}/close/").json()["is_closed"] is True


def test_what_pages_refuse_is_refused_in_the_same_words(opened, iris, vale, ask, calderdale, clapton, cast):
    named = send(vale, "post", f"afar/{opened['id']}/glad/", words="Ring me: 01632 960 022", tells="Vale")
    assert (named.status_code, "Leave out who you are" in named.text) == (422, True)
    silent = send(vale, "post", f"afar/{opened['id']}/glad/", tells="")
    assert silent.status_code == 422
    nowhere = send(iris, "post", f"me/asks/{ask.pk}/afar/", circles=[])
    assert (nowhere.status_code, "Choose one circle" in nowhere.text) == (422, True)
    sol = program(calderdale, cast.sol, *SCOPES)
    assert sol.get(f"/api/v1/me/asks/{ask.pk}/afar/").status_code == 404
    assert sol.get("/api/v1/me/afar/").json()["results"] == []
    assert send(sol, "delete", f"me/asks/{ask.pk}/afar/").status_code == 404
    assert program(calderdale, cast.iris, "profiles:read").delete(f"/api/v1/me/asks/{ask.pk}/afar/").status_code == 403


def test_taken_back_by_a_program_it_is_gone_there(opened, iris, vale, ask, calderdale):
    assert send(iris, "delete", f"me/asks/{ask.pk}/afar/").status_code == 204
    carry(calderdale)
    assert opened["id"] not in known(vale)
    assert send(vale, "post", f"afar/{opened['id']}/glad/", tells="Vale").status_code == 404


def test_the_most_careful_choice_says_nothing_at_all_in_a_small_circle_and_can_be_sent(
    iris, vale, ask, agreed, calderdale
):
    told = send(iris, "post", f"me/asks/{ask.pk}/afar/", circles=[str(agreed)])
    assert (told.status_code, told.json()["lines"]) == (200, [])
    carry(calderdale)
    assert known(vale)[told.json()["id"]]["lines"] == []
