"""Checks, what can be ticked, and profiles for programs."""

import json

import pytest

from tenant_apps.privacy.models import AccessEvent
from tenant_apps.profiles import questions
from tenant_apps.profiles.models import Check, OwnTerm
from tenant_apps.profiles.services import keep_answer, show_answers
from tenants.context import in_circle

pytestmark = pytest.mark.django_db


def test_cora_notes_a_check_the_self_employed_way_and_nobody_notes_their_own(browser_of, calderdale, cast):
    cora = browser_of(calderdale, cast.cora)
    said = {"kind": "dbs_barred", "state": "in_order", "on": "2026-03-19", "route": "self_employed"}
    assert cora.post(f"/circle/members/{cast.sol.pk}/checks/", said).status_code == 302
    with in_circle(calderdale):
        check = Check.objects.get(person=cast.sol, kind="dbs_barred")
        assert (check.route, check.noted_by_id) == ("self_employed", cast.cora.pk)
    assert "Noted by" in cora.get(f"/circle/members/{cast.sol.pk}/checks/").text
    own = cora.post(f"/circle/members/{cast.cora.pk}/checks/", said)
    assert own.status_code == 422
    assert "Nobody notes a check about themselves" in own.text
    assert browser_of(calderdale, cast.sol).get(f"/circle/members/{cast.sol.pk}/checks/").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"on": "2126-03-19"},
        {"kind": "reference", "route": "self_employed"},
        {"renew_on": "2020-01-01"},
        {"state": "splendid"},
    ],
)
def test_a_check_that_cannot_be_is_refused(browser_of, calderdale, cast, wrong):
    said = {"kind": "dbs_barred", "state": "in_order", "on": "2026-03-19"} | wrong
    answer = browser_of(calderdale, cast.cora).post(f"/circle/members/{cast.sol.pk}/checks/", said)
    assert answer.status_code == 422


def test_there_is_no_place_for_what_a_certificate_says():
    assert {field.name for field in Check._meta.get_fields()} == {
        "id", "person", "kind", "route", "state", "on", "renew_on", "noted_at", "noted_by",
    }  # fmt: skip


def test_cora_says_a_term_in_her_circles_words_adds_one_and_retires_it(browser_of, calderdale, cast):
    cora, address = browser_of(calderdale, cast.cora), "/circle/profiles/words/tasks/"
    assert "Company and a chat" in cora.get(address).text
    cora.post(address, {"code": "company", "label_en-gb": "A brew and a natter"})
    assert "A brew and a natter" in browser_of(calderdale, cast.iris).get("/me/profile/getting/support/").text
    cora.post(address, {"label_en-gb": "Feeding the hens"})
    with in_circle(calderdale):
        hens = OwnTerm.objects.get(code="x-feeding-the-hens")
    assert "Feeding the hens" in cora.get("/me/profile/giving/offers/").text
    cora.post(address, {"retire": str(hens.pk)})
    assert "Feeding the hens" not in cora.get("/me/profile/giving/offers/").text
    assert cora.post(address, {}).status_code == 422
    assert browser_of(calderdale, cast.iris).get(address).status_code == 404


def test_programs_read_codes_and_only_what_their_person_may(browser_of, calderdale, cast):
    with in_circle(calderdale):
        for question, said in (
            (questions.OFFERS, {"facets": {"tasks": ["company"]}}),
            (questions.LIVED, {"words": {"words": "Hard years"}}),
        ):
            number = keep_answer(cast.cora, question, said, seen=0, by=cast.cora).number
            show_answers(cast.cora, {question: number}, by=cast.cora)
    answer = browser_of(calderdale, cast.otto).get(f"/api/v1/people/{cast.cora.pk}/profile/")
    told = json.loads(answer.content)
    assert told["profiles"][0]["answers"] == [
        {
            "question": "giving.offers",
            "answer": {"facets": {"tasks": ["company"]}},
            "checked_on": told["profiles"][0]["answers"][0]["checked_on"],
        }
    ]
    assert "Hard years" not in answer.text
    assert browser_of(calderdale, cast.otto).get(f"/api/v1/people/{cast.iris.pk}/profile/").status_code == 404
    assert browser_of(calderdale).get(f"/api/v1/people/{cast.cora.pk}/profile/").status_code == 401
    terms = json.loads(browser_of(calderdale, cast.otto).get("/api/v1/profile-terms/").content)
    assert {"code": "company", "label": "Company and a chat"} in next(
        each["terms"] for each in terms if each["facet"] == "tasks"
    )


def test_a_host_looks_for_their_task_and_each_look_is_written_down_and_health_stays_closed(
    browser_of, calderdale, cast
):
    with in_circle(calderdale):
        before = AccessEvent.objects.filter(subject_id=cast.iris.pk).count()
    page = browser_of(calderdale, cast.cora).get(f"/people/{cast.iris.pk}/")
    assert page.status_code == 200
    assert "I once saw" not in page.text
    with in_circle(calderdale):
        assert AccessEvent.objects.filter(subject_id=cast.iris.pk).count() > before
