"""Programs begin teams, bring people up, let them stand in and end places, with the refusals of the pages."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from kernel.time import now
from tenant_apps.entry.services import make_token
from tenant_apps.people.models import today
from tenant_apps.teams.models import Place, Review, Team
from tenants.context import in_circle

pytestmark = pytest.mark.django_db
TEAMS = "/api/v1/teams/"


@pytest.fixture
def send(calderdale):
    def send(whom, path, scopes=("teams:read", "teams:write"), **said):
        ends = now() + timedelta(days=9)
        with in_circle(calderdale):
            secret = make_token(whom, name="x", scopes=list(scopes), expires_at=ends, by=whom)[1]
        client = Client(HTTP_HOST=calderdale.host, headers={"Authorization": f"Bearer {secret}"})
        return client.post(f"{TEAMS}{path}", said, content_type="application/json")

    return send


def test_iris_begins_her_team_asks_sol_into_it_and_takes_the_question_back(here, send, cast):
    (one, again) = (send(cast.iris, "new/").json() for _twice in range(2))
    assert one == again
    team = Team.objects.get(pk=one["id"])
    assert send(cast.iris, f"{team.pk}/places/", person=str(cast.sol.pk), kind="angel").status_code == 422
    unknown = send(cast.iris, f"{team.pk}/places/", person=str(uuid4()), kind="friend")
    assert (unknown.status_code, "whose name you may know" in unknown.text) == (422, True)
    place = send(cast.cora, f"{team.pk}/places/", person=str(cast.sol.pk), kind="worker").json()
    assert Place.objects.get(pk=place["id"]).agreed_at is None
    for _twice in range(2):
        told = send(cast.iris, f"places/{place['id']}/take-back/").json()
        assert told["ended_how"] == "taken_back"


def test_a_stranger_finds_no_team_to_change_and_a_token_that_reads_changes_nothing(here, iris_team, send, cast):
    place = iris_team.places.get(person=cast.sol)
    for path in ("places/", "stand-in/", "end/", "step-back/", "ask-over/"):
        assert send(cast.otto, f"{iris_team.pk}/{path}").status_code == 404
        assert send(cast.iris, f"{iris_team.pk}/{path}", scopes=["teams:read"]).status_code == 403
    assert send(cast.otto, f"places/{place.pk}/end/").status_code == 404
    assert send(cast.otto, f"{iris_team.pk}/tasks/", what="x").status_code == 404
    assert send(cast.otto, f"{iris_team.pk}/sessions/", who=str(cast.otto.pk), on=str(today())).status_code == 404


def test_cora_lets_otto_stand_in_and_ends_it_and_ends_no_place_for_good(here, iris_team, send, cast):
    late = str(now() + timedelta(days=20))
    refused = send(cast.cora, f"{iris_team.pk}/stand-in/", person=str(cast.otto.pk), until=late)
    assert (refused.status_code, "next 14 days" in refused.text) == (422, True)
    soon = str(now() + timedelta(days=2))
    said = {"person": str(cast.otto.pk), "until": soon}
    assert send(cast.sol, f"{iris_team.pk}/stand-in/", **said).status_code in (403, 422)
    assert "Say what for" in send(cast.cora, f"{iris_team.pk}/stand-in/", **said).text
    said["does"] = "Sol is ill"
    cover = send(cast.cora, f"{iris_team.pk}/stand-in/", **said).json()
    assert send(cast.otto, f"places/{cover['id']}/answer/", answer="yes").json()["began_at"]
    sol = iris_team.places.get(person=cast.sol)
    assert send(cast.cora, f"places/{sol.pk}/end/").status_code == 403
    for _twice in range(2):
        assert send(cast.cora, f"places/{cover['id']}/end/").json()["ended_how"] == "cover_over"


def test_iris_ends_a_place_and_her_team_and_cora_steps_back_before(here, iris_team, send, cast):
    sol = iris_team.places.get(person=cast.sol)
    assert send(cast.iris, f"places/{sol.pk}/end/").json()["ended_how"] == "asked_to_go"
    assert send(cast.adah, f"{iris_team.pk}/step-back/").status_code == 403
    assert send(cast.cora, f"{iris_team.pk}/step-back/").json()["stepped_back_at"]
    assert send(cast.adah, f"{iris_team.pk}/end/").status_code == 403
    ended = [send(cast.iris, f"{iris_team.pk}/end/", why="Done").json()["ended_at"] for _twice in range(2)]
    assert ended[0] == ended[1] is not None


def test_sol_adds_a_task_and_says_that_they_met_until_a_review_is_due(here, iris_team, send, cast):
    task = send(cast.sol, f"{iris_team.pk}/tasks/", what="Order the chair", who=str(cast.adah.pk), due_on=str(today()))
    assert (task.status_code, task.json()["who"]) == (201, str(cast.adah.pk))
    other = send(cast.sol, f"{iris_team.pk}/tasks/", what="x", who=str(cast.otto.pk))
    assert (other.status_code, "Choose somebody who is in the team." in other.text) == (422, True)
    assert send(cast.sol, f"{iris_team.pk}/tasks/", what=" ").status_code == 422
    sessions, mine = f"{iris_team.pk}/sessions/", str(cast.sol.pk)
    assert send(cast.adah, sessions, who=mine, on=str(today())).status_code == 403
    assert send(cast.sol, sessions, who=mine, on=str(today() + timedelta(days=1))).status_code == 422
    for days in (0, 0, 1, 2):
        assert send(cast.sol, sessions, who=mine, on=str(today() - timedelta(days=days))).status_code == 200
    assert Review.objects.get(team=iris_team).after == 3
