"""What strangers, members and stewards find in the front rooms of a circle."""

import gzip
import re
from datetime import UTC, datetime

import pytest

from kernel.ids import uuid7
from tenant_apps.home.greeting import greeting, span_of, week_of
from tenant_apps.home.members import part_of
from tenant_apps.people.models import Hat

pytestmark = pytest.mark.django_db

PUBLIC = ["/", "/support/", "/work-with-us/", "/volunteer/", "/about/", "/accessibility/", "/privacy/"]
STATEMENTS = ["/about/", "/accessibility/", "/privacy/"]
MEMBER = ["/home/", "/week/", "/team/", "/messages/", "/more/"]
HTML_BUDGET = 20_000


def words(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize("path", PUBLIC)
def test_anybody_may_read_about_a_circle(browser_of, calderdale, path: str):
    answer = browser_of(calderdale).get(path)
    assert answer.status_code == 200
    assert calderdale.name in words(answer)
    assert words(answer).count("<h1") == 1
    assert len(gzip.compress(answer.content)) < HTML_BUDGET


def test_the_front_door_has_three_doors(browser_of, calderdale):
    page = words(browser_of(calderdale).get("/"))
    for door, path in [("I need support", "/support/"), ("I want to give support", "/work-with-us/")]:
        assert f'<a href="{path}">{door}</a>' in page
    assert '<a href="/volunteer/">I want to help out</a>' in page


def test_more_promises_nobody_a_second_circle(browser_of, calderdale, cast):
    page = words(browser_of(calderdale, cast.iris).get("/more/"))
    assert "My circles" in page
    assert "other circles" not in page.lower()


@pytest.mark.parametrize("path", STATEMENTS)
def test_each_statement_has_an_easy_read_twin(browser_of, calderdale, path: str):
    browser = browser_of(calderdale)
    assert 'href="?easy=1"' in words(browser.get(path))
    assert 'class="plain easy"' in words(browser.get(path, {"easy": "1"}))


@pytest.mark.parametrize("path", [*MEMBER, "/circle/members/"])
def test_a_stranger_is_asked_to_sign_in_and_comes_back(browser_of, calderdale, path: str):
    answer = browser_of(calderdale).get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/?next=")


@pytest.mark.parametrize("path", MEMBER)
def test_a_member_has_five_rooms_and_knows_in_which_one_they_are(browser_of, calderdale, cast, path: str):
    answer = browser_of(calderdale, cast.iris).get(path)
    page = words(answer)
    assert answer.status_code == 200
    assert all(f'<a href="{room}"' in page for room in MEMBER)
    assert page.count('aria-current="page"') == 1
    assert f'<a href="{path}" aria-current="page"' in page
    assert len(gzip.compress(answer.content)) < HTML_BUDGET


def test_home_greets_by_name(browser_of, calderdale, cast):
    assert cast.iris.called in words(browser_of(calderdale, cast.iris).get("/home/"))


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/home/", {"iris": "Nobody is coming yet", "sol": "Nobody is expecting you yet", "cora": "No visit with you"}),
        ("/week/", {"iris": "arranged with you yet", "sol": "You have not arranged", "cora": "This is your own week"}),
        ("/team/", {"iris": "Your team is a few people around you", "sol": "not in a team yet", "cora": "into one"}),
    ],
)
def test_an_empty_room_says_what_is_true_for_whoever_stands_in_it(browser_of, calderdale, cast, path, said: dict):
    pages = {who: words(browser_of(calderdale, getattr(cast, who)).get(path)) for who in said}
    for who, sentence in said.items():
        assert [other for other, page in pages.items() if sentence in page] == [who]


def test_whoever_wears_several_hats_reads_of_the_care_they_get_or_give_first():
    hat = {kind: Hat(kind=kind) for kind in Hat.Kind.values}
    assert part_of([hat["steward"], hat["supporter"]]) == "supporter"
    assert part_of([hat["supporter"], hat["supported"]]) == "supported"
    assert part_of([hat["coordinator"], hat["finance"]]) == "steward"
    assert part_of([hat["advocate"]]) == part_of([]) == ""


def test_no_empty_room_tells_the_steward_to_wait_for_the_steward(browser_of, calderdale, cast):
    page = words(browser_of(calderdale, cast.cora).get("/home/"))
    assert "gets in touch with you" not in page
    assert "that may be you" in page


def test_the_steward_sees_everybody_and_what_they_do(browser_of, calderdale, cast):
    page = words(browser_of(calderdale, cast.cora).get("/circle/members/"))
    for person in (cast.iris, cast.sol, cast.adah, cast.otto, cast.cora, cast.fin, cast.june):
        assert person.name in page
    assert "Supported member" in page
    assert "Steward" in page


@pytest.mark.parametrize("who", ["iris", "sol", "adah", "otto", "fin", "june"])
def test_the_list_of_people_does_not_exist_for_other_members(browser_of, calderdale, cast, who: str):
    browser = browser_of(calderdale, getattr(cast, who))
    assert browser.get("/circle/members/").status_code == 404
    assert "/circle/members/" not in words(browser.get("/more/")) + words(browser.get("/home/"))


def test_the_list_is_narrowed_by_name_and_by_hat(browser_of, calderdale, cast):
    browser = browser_of(calderdale, cast.cora)
    page = words(browser.get("/circle/members/", {"name": "iri"}))
    assert cast.iris.name in page
    assert cast.sol.name not in page
    page = words(browser.get("/circle/members/", {"hat": "supporter"}))
    assert cast.sol.name in page
    assert cast.june.name in page
    assert cast.iris.name not in page
    assert "Nobody fits" in words(browser.get("/circle/members/", {"name": "zebedee"}))


@pytest.mark.parametrize("asked", [{"page": "-1"}, {"name": "%' OR 1=1 --"}])
def test_a_filter_that_finds_nobody_breaks_nothing(browser_of, calderdale, cast, asked: dict):
    assert browser_of(calderdale, cast.cora).get("/circle/members/", asked).status_code == 200


@pytest.mark.parametrize("asked", [{"hat": "pirate"}, {"state": "zz"}, {"joined": "zz"}, {"name": "x" * 5000}])
def test_a_filter_that_cannot_be_understood_shows_nobody_and_says_so_at_page_and_api(
    browser_of, calderdale, cast, asked: dict
):
    cora = browser_of(calderdale, cast.cora)
    page = cora.get("/circle/members/", asked)
    assert page.status_code == 422
    assert "What you asked for is not known here" in words(page)
    assert cast.iris.name not in words(page)
    told = cora.get("/api/v1/people/", asked)
    assert (told.status_code, told.json()["code"]) == (422, "unknown_filter")


def test_the_list_takes_no_more_questions_for_more_people(
    browser_of, calderdale, cast, django_assert_max_num_queries, monkeypatch
):
    # Once a second a request also asks whether the register of circles has changed; not in this test's second.
    monkeypatch.setattr("tenants.directory.FRESH_FOR", 60)
    browser = browser_of(calderdale, cast.cora)
    browser.get("/circle/members/")
    # The transaction's beginning and end; session with person; the steward's hat, and her hats as a
    # reader; a count, the people, all their hats.
    with django_assert_max_num_queries(8):
        browser.get("/circle/members/")


@pytest.mark.parametrize("path", MEMBER)
def test_forms_are_not_sent_to_pages_that_only_show(browser_of, calderdale, cast, path: str):
    assert browser_of(calderdale, cast.iris).post(path).status_code == 405


@pytest.mark.parametrize(
    ("hour", "said"),
    [(0, "Good evening"), (4, "Good morning"), (11, "Good morning"), (12, "Good afternoon"), (18, "Good evening")],
)
def test_the_greeting_goes_by_the_clock(hour: int, said: str):
    assert greeting(datetime(2026, 11, 22, hour, tzinfo=UTC)) == said


def test_a_week_runs_from_monday_to_sunday_across_months_and_years():
    days = week_of(datetime(2026, 12, 31, 9, tzinfo=UTC))
    assert [day.date.isoformat() for day in days][::6] == ["2026-12-28", "2027-01-03"]
    assert [day.is_today for day in days].count(True) == 1
    assert span_of(days) == "28 December to 3 January"
    assert span_of(week_of(datetime(2026, 11, 22, 9, tzinfo=UTC))) == "16 to 22 November"


def test_a_member_who_loses_the_way_keeps_the_bar(calderdale, cast, browser_of):
    lost = browser_of(calderdale, cast.sol).get("/nowhere/")
    page = lost.content.decode()
    assert lost.status_code == 404
    assert "We cannot find that page" in page
    assert '<nav class="bar"' in page
    assert 'href="/week/"' in page


def test_a_stranger_who_loses_the_way_sees_nothing_of_the_member_area(calderdale, browser_of):
    page = browser_of(calderdale).get("/nowhere/").content.decode()
    assert "We cannot find that page" in page
    assert '<nav class="bar"' not in page


def test_what_is_none_of_a_members_business_looks_like_what_is_not_there(calderdale, cast, browser_of):
    sol = browser_of(calderdale, cast.sol)
    pages = [sol.get(f"/circle/members/{key}/").content for key in (cast.otto.pk, uuid7())]
    assert re.sub(rb"[0-9a-f-]{36}", b"", pages[0]) == re.sub(rb"[0-9a-f-]{36}", b"", pages[1])
    assert b'<nav class="bar"' in pages[0]
