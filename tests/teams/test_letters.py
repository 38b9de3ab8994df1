"""A letter about a team says which kind of news it is, and neither of whom nor why."""

import pytest

from tenant_apps.teams import services as teams
from tests.helping.test_api import program
from tests.teams.conftest import inside as here

__all__ = ["here"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def told(here, mailoutbox):
    """What was written to whom since it was asked last."""

    def since() -> dict[str, str]:
        mailoutbox.clear()
        here.tell()
        return {mail.to[0]: mail.body for mail in mailoutbox}

    return since


def test_each_kind_of_news_has_its_sentence_and_none_has_a_name(cast, told):
    team = teams.found_team(cast.iris, by=cast.iris)
    told()
    place = teams.bring_up(team, cast.june, "neighbour", by=cast.iris)
    asked = told()
    assert "waits for an answer" in asked[cast.june.email]
    teams.accept(place, by=cast.june)
    assert "Somebody is in a team now." in told()[cast.iris.email]
    teams.leave(place, by=cast.june)
    left = told()
    assert "A place in a team has ended." in left[cast.iris.email]
    again = teams.bring_up(team, cast.june, "neighbour", by=cast.iris)
    told()
    teams.say_no(again, by=cast.june)
    refused = told()
    assert "A question about a place in a team is closed." in refused[cast.iris.email]
    for letters in (asked, left, refused):
        for body in letters.values():
            assert cast.june.called not in body
            assert cast.iris.called not in body


def test_a_team_that_ends_says_so(cast, told):
    team = teams.found_team(cast.iris, by=cast.iris)
    teams.join(team, cast.june, "neighbour", by_owner=cast.iris, by_member=cast.june)
    told()
    teams.end_team(team, by=cast.iris)
    assert "A team has ended. What it did is kept." in told()[cast.june.email]


def test_a_program_that_sends_no_id_gets_a_sentence(calderdale, cast, here):
    iris = program(calderdale, cast.iris, "me:read", "matching:write")
    refused = iris.post("/api/v1/me/introductions/", {"ask": "not-an-id"}, "application/json")
    assert refused.status_code == 422
    assert "Send one as it was given to you" in refused.text
