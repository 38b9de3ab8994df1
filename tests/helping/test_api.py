"""Acting for somebody by programs: asking, saying yes, taking back, with the pages' refusals."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from kernel.sections import Audience
from kernel.time import now
from tenant_apps.entry.services import make_token
from tenant_apps.helping import services
from tenant_apps.helping.models import Authority
from tenant_apps.people.models import today
from tenant_apps.privacy.services import choose_audience
from tenants.context import in_circle

pytestmark = pytest.mark.django_db
HELPERS, HELPING = "/api/v1/me/helpers/", "/api/v1/me/helping/"


def program(circle, person, *scopes: str) -> Client:
    with in_circle(circle):
        ends = now() + timedelta(days=9)
        secret = make_token(person, name="x", scopes=list(scopes), expires_at=ends, by=person)[1]
    return Client(HTTP_HOST=circle.host, headers={"Authorization": f"Bearer {secret}"})


@pytest.fixture
def iris(calderdale, cast):
    return program(calderdale, cast.iris, "me:read", "helping:write")


@pytest.fixture
def adah(calderdale, cast):
    """Adah shares her name with the circle, so that she can be chosen."""
    with in_circle(calderdale):
        choose_audience(cast.adah, "people.name", Audience.CIRCLE, by=cast.adah)
    return program(calderdale, cast.adah, "me:read", "helping:write")


def post(client: Client, address: str, said: dict | None = None):
    return client.post(address, said or {}, content_type="application/json")


def listed(client: Client, address: str, authority: str) -> dict:
    return next(each for each in client.get(address).json()["results"] if each["id"] == authority)


def test_iris_asks_adah_who_says_yes_and_iris_takes_it_back(iris, adah, cast):
    asked = post(iris, HELPERS, {"helper": str(cast.adah.pk), "scopes": ["care", "care", "health"]})
    assert asked.status_code == 201
    made = asked.json()
    assert (made["scopes"], made["basis"], made["is_in_force"]) == (["care", "health"], "consent", False)
    mine = listed(adah, HELPING, made["id"])
    assert (mine["person_called"], mine["accepted_at"]) == (cast.iris.called, None)
    assert post(adah, f"{HELPING}{made['id']}/answer/", {"answer": "yes"}).json()["is_in_force"]
    assert post(adah, f"{HELPING}{made['id']}/answer/", {"answer": "perhaps"}).status_code == 422
    over = post(iris, f"{HELPERS}{made['id']}/withdraw/").json()
    assert (over["is_in_force"], over["ended_why"]) == (False, "withdrawn")
    assert post(iris, f"{HELPERS}{made['id']}/withdraw/").status_code == 409


def test_adah_says_no_or_steps_down(iris, adah, cast):
    for first in ("no", "yes"):
        made = post(iris, HELPERS, {"helper": str(cast.adah.pk), "scopes": ["care"]}).json()
        post(adah, f"{HELPING}{made['id']}/answer/", {"answer": first})
        post(adah, f"{HELPING}{made['id']}/answer/", {"answer": "no"})
        ended = listed(adah, HELPING, made["id"])["ended_why"]
        assert ended == ("refused" if first == "no" else "stepped_down")


def test_somebody_who_does_not_share_their_name_is_refused_like_nobody(iris, cast):
    said = [
        post(iris, HELPERS, {"helper": str(pk), "scopes": ["care"]}) for pk in (cast.otto.pk, uuid4(), cast.iris.pk)
    ]
    assert {each.status_code for each in said} == {422}
    assert len({str(each.json()["errors"]) for each in said}) == 1


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"until_on": "2999-01-01"}, "until_on"),
        ({"until_on": "soon"}, "until_on"),
        ({"helper": "adah"}, "helper"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_sentence(iris, adah, cast, more, field):
    refused = post(iris, HELPERS, {"helper": str(cast.adah.pk), "scopes": ["care"], **more})
    assert refused.status_code == 422
    assert field in {each["field"].split(".")[0] for each in refused.json()["errors"]}


def test_nobody_answers_or_withdraws_what_is_not_theirs(iris, adah, calderdale, cast):
    made = post(iris, HELPERS, {"helper": str(cast.adah.pk), "scopes": ["care"]}).json()["id"]
    otto = program(calderdale, cast.otto, "me:read", "helping:write")
    for address in (f"{HELPING}{made}/answer/", f"{HELPERS}{made}/withdraw/"):
        assert post(otto, address, {"answer": "yes"}).status_code == 404
    assert post(iris, f"{HELPING}{made}/answer/", {"answer": "yes"}).status_code == 404  # not her own yes
    assert made not in otto.get(HELPERS).text + otto.get(HELPING).text


def test_acting_for_somebody_hands_nothing_on_and_a_reader_changes_nothing(iris, adah, calderdale, cast):
    with in_circle(calderdale):
        asked = services.ask_for_help(cast.iris, cast.adah, ["care"], until_on=None, by=cast.iris)
        authority = services.accept(asked, by=cast.adah)
    acting = program(calderdale, cast.adah, "me:read", "helping:write", "acting")
    said = {"helper": str(cast.cora.pk), "scopes": ["care"]}
    refused = acting.post(HELPERS, said, content_type="application/json", headers={"Acting-Under": str(authority.pk)})
    assert (refused.status_code, refused.json()["code"]) == (409, "acting")
    reader = program(calderdale, cast.iris, "me:read")
    assert post(reader, HELPERS, said).json()["code"] == "scope_missing"
    with in_circle(calderdale):
        assert not Authority.objects.filter(helper=cast.cora, recorded_by=cast.adah, from_on=today()).exists()
