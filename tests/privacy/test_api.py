"""One's own privacy for programs: the same choices, looks and refusals as on the pages, and acting by a header."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from kernel.sections import Audience, Purpose
from kernel.time import now
from tenant_apps.entry.services import make_token
from tenant_apps.helping import services as helping
from tenant_apps.privacy import doors
from tenant_apps.privacy.models import AccessEvent, Choice
from tenant_apps.privacy.services import choose_audience
from tenants.context import in_circle

pytestmark = pytest.mark.django_db
FOOD = "profiles.me.food"
HERE = "/api/v1/me/privacy/"


def program(circle, person, *scopes: str) -> Client:
    """A program of theirs with these scopes."""
    with in_circle(circle):
        ends = now() + timedelta(days=9)
        secret = make_token(person, name="x", scopes=list(scopes), expires_at=ends, by=person)[1]
    return Client(HTTP_HOST=circle.host, headers={"Authorization": f"Bearer {secret}"})


def put(client: Client, address: str, said: dict, **headers: str):
    return client.put(address, said, content_type="application/json", headers=headers)


@pytest.fixture
def authority(calderdale, cast):
    """Adah acts for Iris: care and the log, not health."""
    with in_circle(calderdale):
        asked = helping.ask_for_help(cast.iris, cast.adah, ["care", "access_log"], until_on=None, by=cast.iris)
        return helping.accept(asked, by=cast.adah)


def test_iris_reads_and_changes_who_sees_what_by_a_program(calderdale, cast):
    iris = program(calderdale, cast.iris, "me:read", "privacy:write")
    before = {each["section"]: each for each in iris.get(HERE).json()["sections"]}[FOOD]
    assert (before["audience"], before["seen"]) == ("team", "")
    after = put(iris, f"{HERE}{FOOD}/", {"audience": "named", "named": [str(cast.adah.pk)], "seen": ""})
    assert after.status_code == 422  # she may not know Adah's name
    assert after.json()["errors"][0]["field"] == "named"
    nobody = put(iris, f"{HERE}{FOOD}/", {"audience": "named", "named": [str(uuid4())], "seen": ""})
    assert nobody.json()["errors"] == after.json()["errors"]
    after = put(iris, f"{HERE}{FOOD}/", {"audience": "circle", "seen": ""})
    assert after.json()["in_words"] == "Everybody in my circle"
    with in_circle(calderdale):
        assert Choice.objects.get(person=cast.iris, section=FOOD).audience == Audience.CIRCLE
    stale = put(iris, f"{HERE}{FOOD}/", {"audience": "only_me", "seen": ""})
    assert (stale.status_code, stale.json()["code"]) == (422, "chosen_anew")
    assert put(iris, f"{HERE}{FOOD}/", {"audience": "public", "seen": after.json()["seen"]}).status_code == 422
    assert put(iris, f"{HERE}{FOOD}/", {"audience": "only_me"}).json()["errors"][0]["field"] == "seen"
    assert iris.get(f"{HERE}no.such/").status_code == 404


def test_a_program_that_may_only_read_changes_nothing(calderdale, cast):
    iris = program(calderdale, cast.iris, "me:read")
    for address, said in (
        (f"{HERE}{FOOD}/", {"audience": "circle", "seen": ""}),
        (f"{HERE}preset/", {"preset": "open"}),
    ):
        answer = put(iris, address, said)
        assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")


def test_a_preset_and_seeing_with_other_eyes(calderdale, cast):
    iris = program(calderdale, cast.iris, "me:read", "privacy:write")
    assert put(iris, f"{HERE}preset/", {"preset": "open"}).json()["preset"] == "open"
    found = iris.get(f"{HERE}seen-by/circle/").json()
    assert "people.name" in [each["section"] for each in found["shown"]]
    assert put(iris, f"{HERE}preset/", {"preset": "very_private"}).status_code == 200
    assert iris.get(f"{HERE}seen-by/circle/").json()["shown"] == []
    assert iris.get(f"{HERE}seen-by/nobody/").status_code == 404
    assert put(iris, f"{HERE}preset/", {"preset": "wide"}).status_code == 422


def test_adah_chooses_for_iris_by_header_only_where_it_reaches(calderdale, cast, authority, browser_of):
    adah = program(calderdale, cast.adah, "me:read", "privacy:write", "acting")
    under = {"Acting-Under": str(authority.pk)}
    codes = {each["section"] for each in adah.get(HERE, headers=under).json()["sections"]}
    assert FOOD in codes
    assert "profiles.getting.health" not in codes
    assert put(adah, f"{HERE}{FOOD}/", {"audience": "circle", "seen": ""}, **under).status_code == 200
    with in_circle(calderdale):
        assert Choice.objects.get(section=FOOD).person == cast.iris
    health = put(adah, f"{HERE}profiles.getting.health/", {"audience": "only_me", "seen": ""}, **under)
    assert (health.status_code, health.json()["code"]) == (403, "out_of_reach")
    for address in (f"{HERE}preset/", f"{HERE}seen-by/team/"):
        answer = (
            put(adah, address, {"preset": "open"}, **under) if "preset" in address else adah.get(address, headers=under)
        )
        assert (answer.status_code, answer.json()["code"]) == (403, "out_of_reach")
    with in_circle(calderdale):
        helping.end(authority, why="withdrawn", by=cast.iris)
    over = put(adah, f"{HERE}{FOOD}/", {"audience": "only_me", "seen": ""}, **under)
    assert (over.status_code, over.json()["code"]) == (409, "no_longer_acting")
    assert adah.get(HERE, headers=under).status_code == 409
    assert adah.get(HERE, headers={"Acting-Under": "iris"}).status_code == 409


def test_nobody_acts_under_anothers_authority_without_the_scope_or_at_a_door_that_does_not_know(
    calderdale, cast, authority
):
    under = {"Acting-Under": str(authority.pk)}
    assert program(calderdale, cast.otto, "me:read", "acting").get(HERE, headers=under).status_code == 409
    adah = program(calderdale, cast.adah, "me:read")
    assert adah.get(HERE, headers=under).json()["code"] == "scope_missing"
    adah = program(calderdale, cast.adah, "me:read", "acting")
    assert (adah.get("/api/v1/me/", headers=under).json()["code"]) == "acting"


def test_a_browser_that_acts_is_served_about_whom_it_acts_for(calderdale, cast, authority, browser_of):
    adah = browser_of(calderdale, cast.adah)
    adah.post(f"/helping/{authority.pk}/begin/")
    assert put(adah, f"{HERE}{FOOD}/", {"audience": "circle", "seen": ""}).status_code == 200
    with in_circle(calderdale):
        assert Choice.objects.get(section=FOOD).person == cast.iris
        helping.end(authority, why="withdrawn", by=cast.iris)
    assert put(adah, f"{HERE}{FOOD}/", {"audience": "only_me", "seen": ""}).status_code == 409


def test_who_looked_is_told_and_doubted_once_and_by_nobody_else(calderdale, cast, authority):
    with in_circle(calderdale):
        doors.require(cast.cora, cast.iris, "people.contact", Purpose.ADMIN)
    iris, looks = program(calderdale, cast.iris, "me:read", "privacy:write"), "/api/v1/me/looks/"
    look = iris.get(looks).json()["results"][0]
    assert (look["who"], look["sections"]) == (cast.cora.called, ["How to reach me"])
    doubt = f"{looks}{look['id']}/doubt/"
    otto = program(calderdale, cast.otto, "me:read", "privacy:write")
    assert otto.post(doubt, {}, content_type="application/json").status_code == 404
    assert look["id"] not in otto.get(looks).text
    made = iris.post(doubt, {"words": "Who is this?"}, content_type="application/json")
    assert (made.status_code, made.json()["doubt"]["words"]) == (201, "Who is this?")
    twice = iris.post(doubt, {}, content_type="application/json")
    assert (twice.status_code, twice.json()["code"]) == (409, "already_asked")
    adah = program(calderdale, cast.adah, "me:read", "acting")
    assert look["id"] in adah.get(looks, headers={"Acting-Under": str(authority.pk)}).text
    with in_circle(calderdale):  # that Adah read it for Iris is a look, too
        assert AccessEvent.objects.about(cast.iris).filter(actor_id=cast.adah.pk).exists()


def test_choosing_meanwhile_on_the_page_is_noticed_by_the_program(calderdale, cast):
    iris = program(calderdale, cast.iris, "me:read", "privacy:write")
    seen = iris.get(f"{HERE}{FOOD}/").json()["seen"]
    with in_circle(calderdale):
        choose_audience(cast.iris, FOOD, Audience.ONLY_ME, by=cast.iris)
    assert put(iris, f"{HERE}{FOOD}/", {"audience": "circle", "seen": seen}).json()["code"] == "chosen_anew"
    assert iris.get(f"{HERE}{FOOD}/").json()["audience"] == "only_me"
