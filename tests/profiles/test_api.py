"""Answers of a profile by programs: written and read through the same doors as on the pages, and never lost."""

from datetime import timedelta

import pytest
from django.test import Client

from kernel.time import now
from tenant_apps.entry.services import make_token
from tenant_apps.helping import services as helping
from tenant_apps.profiles.models import Answer, Version
from tenant_apps.profiles.questions import DAYS_GETTING, KEYS, RATES
from tenant_apps.profiles.services import keep_answer, show_answers
from tenants.context import in_circle

pytestmark = pytest.mark.django_db
HERE = "/api/v1/me/profile/"
DAYS = f"{HERE}{DAYS_GETTING.code}/"
BOTH = ("profiles:read", "profiles:write")


def program(circle, person, *scopes: str) -> Client:
    with in_circle(circle):
        ends = now() + timedelta(days=9)
        secret = make_token(person, name="x", scopes=list(scopes), expires_at=ends, by=person)[1]
    return Client(HTTP_HOST=circle.host, headers={"Authorization": f"Bearer {secret}"})


def send(client: Client, address: str, said: dict, verb: str = "put", **headers: str):
    return getattr(client, verb)(address, said, content_type="application/json", headers=headers)


@pytest.fixture
def iris(calderdale, cast):
    return program(calderdale, cast.iris, *BOTH)


def of_days():
    """The versions of the answer that is written here."""
    return Version.objects.filter(answer__question=DAYS_GETTING.code)


def good(text: str, seen: int = 0) -> dict:
    return {"seen": seen, "answer": {"words": {"good": text}}}


def test_iris_writes_a_draft_shows_it_and_takes_it_back(iris, calderdale, cast):
    assert iris.get(DAYS).json() | {"title": ""} == {
        "question": "getting.days", "title": "", "number": 0, "draft": None, "shown": None, "checked_on": None,
        "beside": [],
    }  # fmt: skip
    kept = send(iris, DAYS, good("Sun and a chat")).json()
    assert (kept["draft"], kept["shown"], kept["number"]) == ({"words": {"good": "Sun and a chat"}}, None, 1)
    shown = send(iris, f"{DAYS}show/", {"seen": 1}, "post").json()
    assert (shown["draft"], shown["shown"]) == (None, {"words": {"good": "Sun and a chat"}})
    assert send(iris, f"{DAYS}still-right/", {}, "post").status_code == 200
    assert "getting.days" in [each["question"] for each in iris.get(HERE).json()]
    hidden = send(iris, f"{DAYS}hide/", {}, "post").json()
    assert (hidden["shown"], hidden["draft"]) == (None, {"words": {"good": "Sun and a chat"}})
    again = send(iris, f"{DAYS}hide/", {}, "post")
    assert (again.status_code, again.json()["code"]) == (409, "not_shown")
    versions = iris.get(f"{DAYS}versions/").json()["results"]
    assert [each["what"] for each in versions] == ["hidden", "checked", "shown", "kept"]
    assert versions[-1]["answer"] == {"words": {"good": "Sun and a chat"}}
    with in_circle(calderdale):
        assert of_days().filter(person=cast.iris, by=cast.iris).count() == 4


def test_two_editors_at_once_are_shown_both_and_nothing_is_lost(iris, calderdale, cast):
    send(iris, DAYS, good("Sun"))
    with in_circle(calderdale):
        keep_answer(cast.iris, DAYS_GETTING, {"words": {"good": "Rain"}}, seen=1, by=cast.iris)
    second = send(iris, DAYS, good("Snow", seen=1))
    assert (second.status_code, second["Content-Type"]) == (409, "application/problem+json")
    told = second.json()
    assert told["code"] == "answer_changed"
    assert (told["theirs"], told["yours"]) == ({"words": {"good": "Rain"}}, {"words": {"good": "Snow"}})
    for verb, said in (("show", {"seen": 1}), ("put-back", {"seen": 1, "version": _first(calderdale, cast.iris)})):
        stale = send(iris, f"{DAYS}{verb}/", said, "post")
        assert (stale.status_code, stale.json()["theirs"]) == (409, {"words": {"good": "Rain"}}), verb
    assert send(iris, DAYS, good("Snow", seen=told["number"])).json()["draft"] == {"words": {"good": "Snow"}}
    back = send(iris, f"{DAYS}put-back/", {"seen": 3, "version": _first(calderdale, cast.iris)}, "post")
    assert back.json()["draft"] == {"words": {"good": "Sun"}}


def _first(circle, person) -> str:
    with in_circle(circle):
        return str(of_days().filter(person=person).order_by("number").values_list("pk", flat=True)[0])


@pytest.mark.parametrize(
    ("code", "answer", "said"),
    [
        ("me.languages", {"facets": {"languages": ["klingon"]}}, "One of yours is not known here"),
        ("me.languages", {"facets": {"tongues": ["en"]}}, "does not ask that"),
        ("getting.days", {"words": {"mood": "fine"}}, "does not ask that"),
        ("getting.days", {"week": {"mon": [["09:00", "10:00"]]}}, "does not ask that"),
        ("getting.days", {"smells": {}}, "does not ask that"),
        ("giving.rates", {"rows": [{"unit": "hour", "amount": "14.50"}]}, "whole number of pence"),
        ("giving.rates", {"rows": [{"unit": "moon", "amount": 1450}]}, "Choose one of the answers"),
        ("giving.times", {"week": {"mon": [["9", "10"]]}}, "Say from when to when"),
        ("giving.times", {"week": {"mon": ["09:00"]}}, ""),
        ("giving.times", {"week": {"someday": [["09:00", "10:00"]]}}, "seven days"),
        ("giving.times", {"week": []}, ""),
        ("giving.training", {"rows": ["first-aid"]}, ""),
        ("giving.training", {"rows": [{"course": None}]}, ""),
        ("getting.days", {"words": "fine"}, ""),
        ("getting.days", [], ""),
        ("getting.days", {"words": {"good": "a" * 4001}}, "too long"),
    ],
)
def test_what_a_question_does_not_take_is_refused_with_a_sentence(iris, calderdale, code, answer, said):
    refused = send(iris, f"{HERE}{code}/", {"seen": 0, "answer": answer})
    assert (refused.status_code, refused["Content-Type"]) == (422, "application/problem+json")
    assert said in refused.text
    with in_circle(calderdale):
        assert not Answer.objects.filter(question=code, has_draft=True).exists()


def test_what_is_read_can_be_sent_again_as_it_is_also_amounts(iris):
    address, answer = f"{HERE}{RATES.code}/", {"rows": [{"unit": "hour", "amount": 1450}]}
    kept = send(iris, address, {"seen": 0, "answer": answer}).json()
    assert kept["draft"] == answer
    assert send(iris, address, {"seen": 1, "answer": kept["draft"]}).json()["draft"] == answer


def test_an_unknown_question_is_not_there_and_reading_is_no_right_to_write(iris, calderdale, cast):
    assert iris.get(f"{HERE}getting.shoes/").status_code == 404
    reader = program(calderdale, cast.iris, "profiles:read")
    assert send(reader, DAYS, good("Sun")).json()["code"] == "scope_missing"
    assert program(calderdale, cast.iris, "me:read").get(DAYS).json()["code"] == "scope_missing"


def test_nobody_writes_or_reads_at_anothers_desk_but_their_hosts(iris, calderdale, cast):
    send(iris, DAYS, good("Sun"))
    theirs = f"/api/v1/people/{cast.iris.pk}/answers/"
    for person in (cast.sol, cast.adah, cast.fin):
        other = program(calderdale, person, *BOTH)
        assert other.get(theirs).status_code == 404
        assert other.get(f"{theirs}{DAYS_GETTING.code}/").status_code == 404
        assert send(other, f"{theirs}{DAYS_GETTING.code}/", good("Mine")).status_code == 404


def test_what_a_host_writes_down_waits_beside_what_they_may_not_see(calderdale, cast, iris):
    with in_circle(calderdale):
        keep_answer(cast.iris, KEYS, {"words": {"code": "4711"}}, seen=0, by=cast.iris)
        show_answers(cast.iris, {KEYS: 1}, by=cast.iris)
    cora, theirs = program(calderdale, cast.cora, *BOTH), f"/api/v1/people/{cast.iris.pk}/answers/{KEYS.code}/"
    before = cora.get(theirs)
    assert (before.json()["number"], "4711" in before.text) == (0, False)
    said = {"seen": 0, "answer": {"words": {"code": "9999"}}, "from_paper": True}
    after = send(cora, theirs, said)
    assert after.status_code == 200
    assert "4711" not in after.text
    assert send(cora, f"{theirs}show/", {"seen": 0}, "post").status_code == 403
    mine = iris.get(f"{HERE}{KEYS.code}/").json()
    assert (mine["shown"], mine["beside"][0]["answer"]) == ({"words": {"code": "4711"}}, {"words": {"code": "9999"}})
    chosen = {"seen": mine["number"], "version": mine["beside"][0]["version"], "take": "theirs"}
    assert send(iris, f"{HERE}{KEYS.code}/choose/", chosen, "post").json()["draft"] == {"words": {"code": "9999"}}


def test_adah_writes_for_iris_by_header_and_both_names_stand_in_the_version(calderdale, cast):
    with in_circle(calderdale):
        asked = helping.ask_for_help(cast.iris, cast.adah, ["care"], until_on=None, by=cast.iris)
        authority = helping.accept(asked, by=cast.adah)
    adah, under = program(calderdale, cast.adah, *BOTH, "acting"), {"Acting-Under": str(authority.pk)}
    assert send(adah, DAYS, good("Sun"), **under).status_code == 200
    with in_circle(calderdale):
        version = of_days().get()
        assert (version.person, version.by, version.how) == (cast.iris, cast.adah, "behalf")
    assert adah.get(DAYS).json()["number"] == 0  # her own
    health = f"{HERE}getting.health/"
    assert send(adah, health, {"seen": 0, "answer": {"words": {}}}, **under).status_code == 403
    assert adah.get(health, headers=under).status_code == 404
    with in_circle(calderdale):
        helping.end(authority, why="withdrawn", by=cast.iris)
    late = send(adah, DAYS, good("Rain", seen=1), **under)
    assert (late.status_code, late.json()["code"]) == (409, "no_longer_acting")
