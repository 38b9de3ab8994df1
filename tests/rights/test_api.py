"""What is known of somebody, asked for by programs; and the copy, which is for their own browser only."""

from datetime import timedelta

import pytest
from django.test import Client

from kernel.time import now
from tenant_apps.entry.models import CircleSession
from tenant_apps.entry.services import make_token
from tenant_apps.helping import services as helping
from tenant_apps.helping.models import Authority
from tenant_apps.rights.models import DataRequest
from tenant_apps.rights.services import copies, requests
from tenants.context import in_circle

pytestmark = pytest.mark.django_db
HERE = "/api/v1/me/data/"


def program(circle, person, *scopes: str) -> Client:
    with in_circle(circle):
        ends = now() + timedelta(days=9)
        secret = make_token(person, name="x", scopes=list(scopes), expires_at=ends, by=person)[1]
    return Client(HTTP_HOST=circle.host, headers={"Authorization": f"Bearer {secret}"})


def post(client: Client, address: str, said: dict, **headers: str):
    return client.post(address, said, content_type="application/json", headers=headers)


@pytest.fixture
def otto(calderdale, cast):
    return program(calderdale, cast.otto, "me:read", "data:write")


def test_otto_asks_for_a_copy_answers_a_question_and_takes_it_back(otto, calderdale, cast):
    asked = post(otto, HERE, {"kind": "copy"})
    assert asked.status_code == 201
    assert asked.json()["due_on"] is not None
    twice = post(otto, HERE, {"kind": "copy"})
    assert (twice.status_code, twice.json()["code"]) == (409, "asked_already")
    at = f"{HERE}{asked.json()['id']}/"
    with in_circle(calderdale):
        DataRequest.objects.filter(pk=asked.json()["id"]).update(state="asked")
        requests.stop_clock(DataRequest.objects.get(pk=asked.json()["id"]), "what", "Which years?", by=cast.cora)
    state = otto.get(at).json()
    assert (state["clock_is_stopped"], state["question"]) == (True, "Which years?")
    assert post(otto, f"{at}answer/", {"words": ""}).status_code == 422
    assert post(otto, f"{at}answer/", {"words": "All"}).json()["clock_is_stopped"] is False
    assert post(otto, f"{at}answer/", {"words": "All"}).json()["code"] == "not_stopped"
    assert post(otto, f"{at}take-back/", {}).json()["state"] == "taken_back"
    assert post(otto, f"{at}take-back/", {}).json()["code"] == "settled"
    assert [each["state"] for each in otto.get(HERE).json()["results"]] == ["taken_back"]


def test_to_be_forgotten_is_asked_only_by_somebody_who_is_sure(otto, calderdale, cast):
    lanes = otto.get(f"{HERE}preview/").json()
    assert {each["lane"] for each in lanes} == {"now", "later", "stays"}
    assert all(part["how_many"] for lane in lanes for part in lane["parts"])
    assert any(part["why"] for lane in lanes for part in lane["parts"] if lane["lane"] != "now")
    unsure = post(otto, HERE, {"kind": "erase"})
    assert (unsure.status_code, unsure.json()["code"]) == (422, "not_sure")
    assert post(otto, HERE, {"kind": "vanish", "sure": True}).status_code == 422
    with in_circle(calderdale):
        assert not DataRequest.objects.filter(person=cast.otto).exists()
    assert post(otto, HERE, {"kind": "erase", "sure": True}).json()["state"] == "asked"


def test_the_copy_is_for_ones_own_browser_just_proved_and_for_no_program(calderdale, cast, browser_of):
    iris = program(calderdale, cast.iris, "me:read", "data:write")
    made = post(iris, HERE, {"kind": "copy"}).json()["id"]
    with in_circle(calderdale):
        assert copies.build(DataRequest.objects.get(pk=made).pk)
    address = f"{HERE}{made}/copy/"
    refused = iris.get(address)
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
    here = browser_of(calderdale, cast.iris)
    fetched = here.get(address)
    assert fetched.status_code == 200
    assert fetched.content[:2] == b"PK"
    assert "no-store" in fetched["Cache-Control"]
    assert browser_of(calderdale, cast.sol).get(address).status_code == 404
    assert _prove_long_ago(calderdale, cast.iris)
    late = here.get(address)
    assert (late.status_code, late.json()["code"]) == (401, "prove_again")
    assert post(iris, f"{HERE}{made}/take-back/", {}).json()["code"] == "settled"
    assert iris.delete(address).status_code == 204
    assert iris.get(f"{HERE}{made}/").json()["state"] == "done"


def _prove_long_ago(circle, person) -> int:
    with in_circle(circle):
        return CircleSession.objects.filter(person=person).update(proved_at=now() - timedelta(minutes=6))


def test_nobody_reads_or_changes_what_another_asked_for(otto, calderdale, cast):
    at = f"{HERE}{post(otto, HERE, {'kind': 'copy'}).json()['id']}/"
    sol = program(calderdale, cast.sol, "me:read", "data:write")
    for answer in (sol.get(at), post(sol, f"{at}take-back/", {}), post(sol, f"{at}answer/", {"words": "x"})):
        assert answer.status_code == 404
    reader = program(calderdale, cast.otto, "me:read")
    assert post(reader, f"{at}take-back/", {}).json()["code"] == "scope_missing"


def test_adah_asks_for_iris_where_it_reaches_and_decides_nothing_for_her(calderdale, cast):
    def under(*scopes: str) -> dict[str, str]:
        with in_circle(calderdale):
            for before in Authority.objects.living().filter(person=cast.iris, helper=cast.adah):
                helping.end(before, why="withdrawn", by=cast.iris)
            asked = helping.ask_for_help(cast.iris, cast.adah, list(scopes), until_on=None, by=cast.iris)
            return {"Acting-Under": str(helping.accept(asked, by=cast.adah).pk)}

    adah = program(calderdale, cast.adah, "me:read", "data:write", "acting")
    care = under("care")
    assert post(adah, HERE, {"kind": "copy"}, **care).json()["code"] == "out_of_reach"
    data = under("data_request")
    made = post(adah, HERE, {"kind": "copy"}, **data)
    assert made.status_code == 201
    with in_circle(calderdale):
        found = DataRequest.objects.get(pk=made.json()["id"])
        assert (found.person, found.asked_by, str(found.authority)) == (cast.iris, cast.adah, data["Acting-Under"])
    assert adah.get(f"{HERE}preview/", headers=data).status_code == 403
    assert post(adah, HERE, {"kind": "erase", "sure": True}, **data).status_code == 403
