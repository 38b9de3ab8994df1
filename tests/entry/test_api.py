"""`/api/v1/`: the same people see the same things as on the pages, in one shape."""

import json
import warnings
from datetime import timedelta

import pytest
from django.test import Client
from drf_spectacular.validation import validate_schema

from config import openapi
from kernel.sections import Audience
from kernel.time import now
from tenant_apps.entry.models import AccessToken
from tenant_apps.journal.models import Entry
from tenant_apps.journal.reading import told_to
from tenant_apps.privacy.services import choose_audience
from tenants.context import in_circle
from tests.entry.journey import questions

pytestmark = pytest.mark.django_db


def test_anybody_may_know_what_a_circle_is(calderdale):
    facts = Client(HTTP_HOST=calderdale.host).get("/api/v1/circle/").json()
    assert facts["name"] == calderdale.name
    assert facts["url"] == calderdale.url
    assert "schema" not in facts


def test_a_stranger_is_told_to_sign_in(calderdale):
    for path in ("me/", "people/", "journal/", "tokens/"):
        answer = Client(HTTP_HOST=calderdale.host).get(f"/api/v1/{path}")
        assert answer.status_code == 401
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["code"] == "not_signed_in"
        assert "no-store" in answer["Cache-Control"]


def test_stewards_read_the_people_and_the_journal_and_members_find_neither_the_journal_nor_whom_they_may_not(
    calderdale, cast, browser_of
):
    cora, sol = browser_of(calderdale, cast.cora), browser_of(calderdale, cast.sol)
    people = cora.get("/api/v1/people/").json()["results"]
    assert {person["id"] for person in people} == {str(person.pk) for person in vars(cast).values()}
    assert cora.get(f"/api/v1/people/{cast.sol.pk}/").json()["hats"] == ["supporter"]
    events = {entry["event"] for entry in cora.get("/api/v1/journal/?page_size=100").json()["results"]}
    assert "people.PersonAdded" in events
    only = cora.get("/api/v1/journal/?event=people.HatGiven").json()["results"]
    assert {entry["event"] for entry in only} == {"people.HatGiven"}
    for path in (f"people/{cast.iris.pk}/", "journal/", f"journal/{only[0]['id']}/"):
        assert sol.get(f"/api/v1/{path}").status_code == 404
        assert cora.get(f"/api/v1/{path}").status_code == 200


def test_the_journal_tells_no_steward_what_somebody_chose_about_their_privacy_and_tells_them_themselves(
    calderdale, cast, browser_of
):
    with in_circle(calderdale):
        choose_audience(cast.sol, "people.contact", Audience.ONLY_ME, by=cast.sol)
        choose_audience(cast.cora, "people.contact", Audience.ONLY_ME, by=cast.cora)
        own = Entry.objects.filter(event="privacy.AudienceChosen")
        sols = own.get(actor_id=cast.sol.pk)
        assert sols in list(told_to(cast.sol.pk))
        assert not set(own) & set(told_to(None))
    cora = browser_of(calderdale, cast.cora)
    told = cora.get("/api/v1/journal/?event=privacy.AudienceChosen").json()["results"]
    assert [entry["actor_id"] for entry in told] == [str(cast.cora.pk)]
    assert cora.get(f"/api/v1/journal/{sols.pk}/").status_code == 404


def test_a_journal_entry_of_the_other_circle_is_not_found(calderdale, clapton, cast, clapton_cast, browser_of):
    vale = browser_of(clapton, clapton_cast.vale)
    with in_circle(calderdale):
        theirs = list(Entry.objects.values_list("pk", flat=True))
    with in_circle(clapton):
        ours = set(Entry.objects.values_list("pk", flat=True))
    foreign = [pk for pk in theirs if pk not in ours][:3]
    for pk in foreign:
        assert vale.get(f"/api/v1/journal/{pk}/").status_code == 404
    assert vale.get("/api/v1/people/01990000-0000-7000-8000-ffffffffffff/").status_code == 404
    assert vale.get("/api/v1/people/1/").status_code == 404


def test_lists_come_in_pages_that_can_be_followed(calderdale, cast, browser_of):
    cora = browser_of(calderdale, cast.cora)
    seen, url = [], "/api/v1/people/?page_size=3"
    while url:
        page = cora.get(url).json()
        seen += [person["id"] for person in page["results"]]
        url = page["next"] and page["next"].removeprefix(calderdale.url)
    assert len(seen) == len(set(seen)) == len(vars(cast))


@pytest.mark.parametrize("size", ["-1", "abc", "0", "", "1.5", "٣", "000", "%00"])
def test_a_size_no_page_can_have_is_refused_and_not_passed_over(calderdale, cast, browser_of, size):
    answer = browser_of(calderdale, cast.cora).get(f"/api/v1/people/?page_size={size}")
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_page_size")
    assert answer.json()["detail"] == "page_size must be a whole number from 1 on."


def test_a_page_is_as_long_as_was_asked_for_and_never_too_long(calderdale, cast, browser_of):
    cora = browser_of(calderdale, cast.cora)
    assert len(cora.get("/api/v1/people/?page_size=002").json()["results"]) == 2
    assert cora.get(f"/api/v1/people/?page_size={'9' * 5000}").status_code == 200


# No base64, no letters, a position that is no id, an odd step back, a stranger's word.
@pytest.mark.parametrize("cursor", ["%00", "xx", "cD0x", "bz0tMQ==", "bz1hYmM=", "eD0x", "w7w=", "bz05OTk5OTk5"])
def test_a_cursor_nobody_gave_out_is_one_sentence_whatever_it_is(calderdale, cast, browser_of, cursor):
    answer = browser_of(calderdale, cast.cora).get(f"/api/v1/people/?cursor={cursor}")
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_cursor")
    assert answer.json()["detail"] == "This cursor is none that was given out here. Begin again without one."


@pytest.mark.parametrize("body", ['{"a":' * 5000, "[" * 100_000])
def test_a_body_nested_without_end_is_not_understood(calderdale, cast, browser_of, body):
    answer = browser_of(calderdale, cast.sol).post("/api/v1/tokens/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")
    assert answer["Content-Type"] == "application/problem+json"


def test_the_list_of_people_costs_the_same_for_many_as_for_few(calderdale, cast, browser_of):
    cora = browser_of(calderdale, cast.cora)
    cora.get("/api/v1/people/")
    with questions() as asked:
        cora.get("/api/v1/people/")
    # Session with person, hat, her hats as a reader, people; six to write down who looked; hats.
    assert len(asked) <= 11


def test_a_token_can_be_made_and_revoked_in_the_browser_with_the_csrf_seal_only(calderdale, cast, browser_of):
    wanted = {"name": "x", "scopes": ["me:read"], "expires_on": (now() + timedelta(days=9)).date().isoformat()}
    strict = Client(HTTP_HOST=calderdale.host, enforce_csrf_checks=True)
    strict.cookies = browser_of(calderdale, cast.sol).cookies
    refused = strict.post("/api/v1/tokens/", wanted, content_type="application/json")
    assert refused.status_code == 403
    assert refused.json()["code"] == "csrf"
    sol = browser_of(calderdale, cast.sol)
    made = sol.post("/api/v1/tokens/", wanted, content_type="application/json")
    assert made.status_code == 201
    assert made.json()["secret"].startswith("cbx_")
    listed = sol.get("/api/v1/tokens/").json()["results"]
    assert "secret" not in listed[0]
    assert browser_of(calderdale, cast.otto).delete(f"/api/v1/tokens/{listed[0]['id']}/").status_code == 404
    assert sol.delete(f"/api/v1/tokens/{listed[0]['id']}/").status_code == 204
    with in_circle(calderdale):
        assert AccessToken.objects.get(name="x").revoked_at is not None


def test_mistakes_are_answered_in_one_shape(calderdale, cast, browser_of):
    sol = browser_of(calderdale, cast.sol)
    answer = sol.post(
        "/api/v1/tokens/", {"name": "x", "scopes": [], "expires_on": "soon"}, content_type="application/json"
    )
    assert answer.status_code == 422
    assert {error["field"] for error in answer.json()["errors"]} == {"scopes", "expires_on"}
    for made in (
        sol.post("/api/v1/tokens/", "{", content_type="application/json"),
        sol.put("/api/v1/me/", {}, content_type="application/json"),
        sol.post("/api/v1/tokens/", {"name": "x"}),
        sol.get("/api/v1/nothing/"),
    ):
        assert made["Content-Type"] == "application/problem+json", made.status_code
        assert {"type", "title", "status", "detail", "code"} <= made.json().keys()


def test_too_many_questions_are_slowed_down(calderdale, cast, browser_of, monkeypatch):
    from tenant_apps.entry.throttles import PerAddress, PerPerson

    monkeypatch.setattr(PerPerson, "THROTTLE_RATES", {"person": "3/min"})
    monkeypatch.setattr(PerAddress, "THROTTLE_RATES", {"address": "2/min"})
    sol, otto = browser_of(calderdale, cast.sol), browser_of(calderdale, cast.otto)
    assert [sol.get("/api/v1/me/").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert otto.get("/api/v1/me/").status_code == 200
    stranger = Client(HTTP_HOST=calderdale.host)
    assert [stranger.get("/api/v1/circle/").status_code for _ in range(3)] == [200, 200, 429]


def test_questions_that_are_refused_are_counted_too(calderdale, clapton, cast, browser_of, monkeypatch):
    from tenant_apps.entry.throttles import PerAddress, PerPerson

    monkeypatch.setattr(PerPerson, "THROTTLE_RATES", {"person": "3/min"})
    monkeypatch.setattr(PerAddress, "THROTTLE_RATES", {"address": "2/min"})
    stranger = Client(HTTP_HOST=calderdale.host)
    answers = [stranger.get("/api/v1/me/") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [401, 401, 429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert answers[0]["WWW-Authenticate"].startswith("Bearer")
    assert Client(HTTP_HOST=clapton.host).get("/api/v1/me/").status_code == 429  # one budget for all circles
    sol = browser_of(calderdale, cast.sol)
    assert [sol.get("/api/v1/journal/").status_code for _ in range(4)] == [404, 404, 404, 429]


def test_the_description_is_valid_and_made_without_a_warning(capsys):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        described = openapi.schema()
    assert capsys.readouterr().err == ""
    validate_schema(described)
    assert {path.removeprefix("/api/v1") for path in described["paths"]} >= {
        "/me/",
        "/people/",
        "/circle/",
        "/journal/",
    }
    people = described["paths"]["/api/v1/people/"]["get"]
    assert people["x-scope"] == "people:read"
    assert "default" in people["responses"]
    assert json.dumps(described)


def test_people_can_read_what_programs_can_do(calderdale):
    page = Client(HTTP_HOST=calderdale.host).get("/api/v1/")
    words = page.content.decode()
    assert page.status_code == 200
    assert "/api/v1/people/" in words
    assert "people:read" in words
    assert words.count('<span class="quiet">anybody</span>') == 1
    # Four of one's own account, and six of a chat server: they ask for a fresh proof, or hand out what opens a door.
    assert words.count("your own browser only") == 10
    assert '<script src="http' not in words
    assert Client(HTTP_HOST=calderdale.host).get("/api/v1/schema/").status_code == 200
