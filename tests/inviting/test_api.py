"""What stewards do on the pages, their programs can do as well, and hear the same sentences."""

from datetime import timedelta

import pytest

from kernel.time import now
from tenant_apps.entry.services import make_token
from tenant_apps.inviting.models import Invitation
from tenants.context import in_circle

INVITATIONS = "/api/v1/invitations/"


@pytest.fixture
def program(browser_of, calderdale, cast):
    def let_in(*scopes: str):
        with in_circle(calderdale):
            ends = now() + timedelta(days=30)
            secret = make_token(cast.cora, name="report", scopes=scopes, expires_at=ends, by=cast.cora)[1]
        client = browser_of(calderdale)
        client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
        return client

    return let_in


def test_a_program_invites_and_takes_back(program, calderdale):
    client = program("people:write")
    made = client.post(INVITATIONS, {"how": "card", "name": "Jan", "hats": ["supporter"]}, "application/json")
    assert made.status_code == 201, made.text
    assert (made.json()["state"], len(made.json()["number"]), made.json()["code"][5]) == ("waiting", 4, "-")
    one = f"{INVITATIONS}{made.json()['id']}/"
    assert client.get(one).json()["name"] == "Jan"
    renewed = client.post(f"{one}again/").json()
    assert renewed["code"] != made.json()["code"]
    assert client.post(f"{one}withdraw/").json()["state"] == "withdrawn"
    assert client.get(one).json()["code"] == ""
    listed = client.get(INVITATIONS).json()["results"]
    assert made.json()["id"] in [each["id"] for each in listed]
    assert all("code" not in each for each in listed)


def test_the_api_says_the_same_sentences_as_the_pages(program, browser_of, calderdale, cast):
    wanted = {"how": "email", "name": "Iris", "email": cast.iris.email}
    refused = program("people:write").post(INVITATIONS, wanted, "application/json")
    page = browser_of(calderdale, cast.cora).post("/circle/members/invite/email/", wanted)
    assert (refused.status_code, refused.json()["code"]) == (409, "already_in")
    assert refused.json()["detail"] in page.text
    nothing = program("people:write").post(INVITATIONS, {"how": "email", "name": "Z"}, "application/json")
    assert nothing.status_code == 422


@pytest.mark.parametrize(("scope", "status"), [("people:read", 403), ("me:read", 403)])
def test_reading_is_not_inviting(program, scope: str, status: int):
    assert program(scope).post(INVITATIONS, {"how": "card", "name": "Jan"}, "application/json").status_code == status


@pytest.mark.parametrize("who", ["iris", "sol", "otto", "fin"])
def test_others_find_nothing_there(browser_of, calderdale, cast, who: str):
    client = browser_of(calderdale, getattr(cast, who))
    assert client.get(INVITATIONS).status_code == 404
    with in_circle(calderdale):
        assert Invitation.objects.count() == 1, "the one the circle is furnished with"
