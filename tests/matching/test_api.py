"""Asks, offers, each step of getting to know somebody and whole teams, by programs: as on the pages, and no more."""

from datetime import timedelta

import pytest

from kernel.sections import Audience
from kernel.time import now
from tenant_apps.helping import services as helping
from tenant_apps.journal.models import Entry
from tenant_apps.journal.services import deliver_due
from tenant_apps.matching.models import Ask, Exclusion, Introduction, Offer, Step
from tenant_apps.privacy import services as privacy
from tenants.context import circle_context, in_circle
from tests.helping.test_api import program
from tests.matching.meeting import ask, asked, gives, here, offer, talking

__all__ = ["ask", "asked", "here", "offer", "talking"]
pytestmark = pytest.mark.django_db
JSON = "application/json"
ASKS, OFFER, NOT_WITH, MET = (f"/api/v1/me/{each}/" for each in ("asks", "offer", "not-with", "introductions"))
NOBODY = "01990000-0000-7000-8000-00000000ffff"


@pytest.fixture
def iris(calderdale, cast):
    return program(calderdale, cast.iris, "me:read", "matching:write", "profiles:read")


@pytest.fixture
def sol(calderdale, cast):
    return program(calderdale, cast.sol, "me:read", "matching:write", "profiles:read")


@pytest.fixture
def otto(calderdale, cast):
    return program(calderdale, cast.otto, "me:read", "matching:write", "profiles:read")


def test_iris_writes_opens_changes_and_closes_an_ask(iris, calderdale, cast):
    begun = iris.post(ASKS, {"title": "Chess", "tasks": ["company"], "week": {"tue": [["10:00", "12:00"]]}}, JSON)
    assert begun.status_code == 201
    at = f"{ASKS}{begun.json()['id']}/"
    assert begun.json()["state"] == "draft"
    opened = iris.post(f"{at}turn/open/").json()
    assert opened["state"] == "open"
    changed = iris.patch(at, {"title": "Chess and tea", "seen": opened["number"]}, JSON).json()
    assert (changed["title"], changed["tasks"]) == ("Chess and tea", ["company"])
    late = iris.patch(at, {"title": "Chess and cake", "seen": opened["number"]}, JSON)
    assert (late.status_code, late.json()["code"]) == (409, "changed")
    assert [each["title"] for each in iris.get(ASKS).json()["results"]] == ["Chess and tea"]
    assert iris.post(f"{at}turn/close/").json()["state"] == "closed"
    assert iris.get(ASKS).json()["results"] == []
    assert iris.patch(at, {"title": "x"}, JSON).status_code == 409
    assert iris.post(f"{at}turn/nonsense/").status_code == 404
    with in_circle(calderdale):
        assert "Chess" not in str(list(Entry.objects.filter(event="matching.AskChanged").values_list("payload")))


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"tasks": ["flying"]}, "tasks"),
        ({"week": {"tue": [["10:00", "25:00"]]}}, "week"),
        ({"week": {"someday": [["10:00", "11:00"]]}}, "week"),
        ({"week": {"tue": [[f"0{n}:00", f"0{n}:30"] for n in range(5)]}}, "week"),
        ({"must": {"homes": ["dog"]}}, "must"),
        ({"must": {"languages": ["klingon"]}}, "must"),
        ({"like": {"interests": ["x"]}}, "like"),
        ({"pay": "gold"}, "pay"),
        ({"people": 0}, "people"),
        ({"at_once": 3}, "at_once"),
        ({"title": "x" * 121}, "title"),
    ],
)
def test_what_cannot_be_is_told_by_field_and_nothing_is_begun(iris, calderdale, cast, typed, field):
    refused = iris.post(ASKS, {"tasks": ["company"], **typed}, JSON)
    assert (refused.status_code, [each["field"] for each in refused.json()["errors"]]) == (422, [field])
    with in_circle(calderdale):
        assert not Ask.objects.filter(person=cast.iris).exists()


def test_what_contradicts_itself_is_refused_with_both_halves(iris):
    refused = iris.post(ASKS, {"tasks": ["company"], "people": 1, "at_once": 2}, JSON)
    assert (refused.status_code, refused.json()["code"]) == (422, "contradicts")
    assert "Look for two or more." in refused.text


def test_nobody_reads_or_changes_the_ask_of_somebody_else(ask, otto, sol, calderdale, cast):
    for reader in (otto, sol):
        told = [
            (answer.status_code, answer.json()["detail"])
            for pk in (ask.pk, NOBODY)
            for answer in (
                reader.get(f"{ASKS}{pk}/"),
                reader.patch(f"{ASKS}{pk}/", {"title": "x"}, JSON),
                reader.post(f"{ASKS}{pk}/turn/close/"),
                reader.get(f"/api/v1/asks/{pk}/team/"),
                reader.post(f"/api/v1/asks/{pk}/team/"),
            )
        ]
        assert {status for status, _detail in told} == {404}
        assert len({detail for _status, detail in told}) == 1


def test_reading_alone_lets_a_program_write_nothing(ask, calderdale, cast):
    reads = program(calderdale, cast.iris, "me:read", "profiles:read")
    assert reads.get(ASKS).status_code == 200
    refused = (
        reads.post(ASKS, {}, JSON),
        reads.patch(f"{ASKS}{ask.pk}/", {}, JSON),
        reads.post(f"{ASKS}{ask.pk}/turn/rest/"),
        reads.post(OFFER, {}, JSON),
        reads.post(NOT_WITH, {"person": str(cast.sol.pk)}, JSON),
        reads.post(f"/api/v1/asks/{ask.pk}/team/"),
    )
    assert {each.status_code for each in refused} == {403}


def test_sol_writes_what_he_offers_once_and_is_shown_asks_without_names(here, ask, sol, iris, cast):
    assert sol.get(OFFER).status_code == 404
    said = {"tasks": ["company"], "week": {"tue": [["09:00", "13:00"]]}, "travel": ["bus"], "reach_minutes": 45}
    assert sol.post(OFFER, said, JSON).status_code == 201
    assert sol.post(OFFER, {"tasks": ["garden"]}, JSON).json()["tasks"] == ["company"], "there is one each"
    assert sol.patch(OFFER, {"gladly": ["company"]}, JSON).json()["gladly"] == ["company"]
    assert sol.patch(OFFER, {"gladly": ["garden"]}, JSON).status_code == 422
    assert sol.get(f"{OFFER}asks/").status_code == 409
    assert sol.post(f"{OFFER}turn/open/").json()["state"] == "open"
    (shown,) = [each for each in sol.get(f"{OFFER}asks/").json() if each["ask"] == str(ask.pk)]
    assert "Iris" not in str(shown)
    assert "Chess" not in str(shown)
    begun = sol.post(MET, {"ask": shown["ask"]}, JSON)
    assert (begun.status_code, begun.json()["stage"]) == (201, "asked")


def test_with_whom_one_would_rather_not_is_ones_own(iris, sol, cast, calderdale):
    with in_circle(calderdale):
        privacy.choose_audience(cast.sol, "people.name", Audience.CIRCLE, by=cast.sol)
    said = iris.post(NOT_WITH, {"person": str(cast.sol.pk), "note": "He sings"}, JSON)
    assert said.status_code == 201
    assert iris.post(NOT_WITH, {"person": str(cast.sol.pk)}, JSON).json()["id"] == said.json()["id"]
    assert [each["note"] for each in iris.get(NOT_WITH).json()["results"]] == ["He sings"]
    assert sol.get(NOT_WITH).json()["results"] == []
    assert iris.post(NOT_WITH, {"person": NOBODY}, JSON).status_code == 404
    assert iris.post(NOT_WITH, {"person": str(cast.iris.pk)}, JSON).status_code == 422
    at = f"{NOT_WITH}{said.json()['id']}/"
    assert sol.delete(at).status_code == 204
    with in_circle(calderdale):
        assert Exclusion.objects.filter(person=cast.iris).exists(), (
            "nobody else takes it back, or learns that it is there"
        )
    assert [iris.delete(at).status_code for _twice in range(2)] == [204, 204]
    with in_circle(calderdale):
        assert not Exclusion.objects.filter(person=cast.iris).exists()


def test_the_whole_way_from_talking_to_going_on_by_programs(here, talking, iris, sol, cast):
    at = f"{MET}{talking.pk}/"
    day = (now() + timedelta(days=2)).date().isoformat()
    empty = iris.post(f"{at}say/trial/", {"day": day}, JSON)
    assert (empty.status_code, "time" in {each["field"] for each in empty.json()["errors"]}) == (422, True)
    said = {"day": day, "time": "10:00", "is_paid": "no", "where": "At the green door", "ticked": []}
    assert iris.post(f"{at}say/trial/", said, JSON).json()["first_visit_at"] is not None
    assert sol.post(f"{at}say/agree/", {"number": 99}, JSON).status_code == 409
    assert sol.post(f"{at}say/agree/", {"number": 1}, JSON).json()["stage"] == "trial"
    early = sol.post(f"{at}say/review/", {"went_well": "All"}, JSON)
    assert (early.status_code, early.json()["code"]) == (409, "to_come")
    Introduction.objects.filter(pk=talking.pk).update(trial_at=now() - timedelta(hours=1))
    assert sol.post(f"{at}say/review/", {}, JSON).status_code == 422
    assert sol.post(f"{at}say/review/", {"went_well": "We laughed"}, JSON).status_code == 200
    assert iris.get(f"{at}reviews/").json() == [], "neither reads the other’s first"
    assert iris.post(f"{at}say/review/", {"went_well": "He listens"}, JSON).json()["stage"] == "reviewed"
    assert {each["went_well"] for each in iris.get(f"{at}reviews/").json()} == {"We laughed", "He listens"}
    for one in (sol, iris):
        assert one.post(f"{at}say/confirm/").status_code == 200
    assert iris.get(at).json()["stage"] in ("team", "joined")


def test_a_step_that_is_not_theirs_or_does_not_exist_is_not_there(talking, sol, iris, otto):
    at = f"{MET}{talking.pk}/"
    assert otto.post(f"{at}say/stop/").status_code == 404
    assert otto.get(f"{at}reviews/").status_code == 404
    assert sol.post(f"{at}say/let-in/").status_code == 404
    assert sol.post(f"{at}say/nonsense/").status_code == 404
    assert sol.post(f"{at}say/stop/").json()["is_closed"] is True
    assert iris.post(f"{at}say/met/").status_code == 409


def test_adahs_program_asks_for_iris_and_both_names_are_kept(calderdale, cast):
    with in_circle(calderdale):
        given = helping.ask_for_help(cast.iris, cast.adah, ["care"], until_on=None, by=cast.iris)
        authority = str(helping.accept(given, by=cast.adah).pk)
    adah = program(calderdale, cast.adah, "me:read", "matching:write", "acting")
    begun = adah.post(ASKS, {"tasks": ["company"]}, JSON, headers={"Acting-Under": authority})
    assert begun.status_code == 201
    with in_circle(calderdale):
        found = Ask.objects.get(pk=begun.json()["id"])
        assert (found.person_id, found.written_by_id) == (cast.iris.pk, cast.adah.pk)
        entry = Entry.objects.filter(event="matching.AskChanged").latest("id")
        assert (entry.actor_id, entry.on_behalf_of) == (cast.adah.pk, cast.iris.pk)
    assert adah.get(f"{ASKS}{begun.json()['id']}/").status_code == 404, "without acting it is not theirs"


def test_a_whole_team_is_looked_for_read_and_asked(calderdale, cast, iris, otto):
    with in_circle(calderdale):
        week = {day: [["09:00", "10:00"]] for day in ("mon", "wed")}
        found = Ask.objects.create(person=cast.iris, tasks=["company"], week=week, state="open", opened_at=now())
        free = {day: [["08:00", "12:00"]] for day in ("mon", "wed")}
        for person in (cast.sol, cast.june):
            Offer.objects.filter(pk=gives(person).pk).update(week=free, pay="voluntary")
    at = f"/api/v1/asks/{found.pk}/team/"
    assert iris.get(at).status_code == 404
    assert [iris.post(at).status_code for _twice in range(2)] == [202, 202]
    assert iris.get(at).json()["state"] == "waiting"
    with circle_context(calderdale):
        deliver_due()
    told = iris.get(at).json()
    assert told["state"] == "done"
    assert {comer["times"][0] for comer in told["teams"][0]["comers"] if comer["times"]} == {"Monday, 09:00 to 10:00"}
    kind = told["teams"][-1]["kind"]
    asked_now = iris.post(f"{at}{kind}/ask/").json()
    assert all(comer["introduction"] for team in asked_now["teams"] if team["kind"] == kind for comer in team["comers"])
    assert otto.post(f"{at}{kind}/ask/").status_code == 404
    assert iris.post(f"{at}nonsense/ask/").status_code == 404
    with in_circle(calderdale):
        assert Step.objects.filter(person=cast.iris, introduction__ask=found).count() == len(
            told["teams"][-1]["comers"]
        )
