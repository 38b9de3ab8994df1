"""A first visit that both agreed on stands where people look for what comes next, for those who may know of it."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from kernel.actors import OnBehalf
from kernel.time import now
from tenant_apps.helping import services as helping
from tenant_apps.matching.first_visits import first_visits
from tenant_apps.matching.models import Introduction
from tenant_apps.matching.services import trying
from tenant_apps.people.services import suspend_person
from tenant_apps.teams import services as teams
from tests.matching.meeting import HERE, ask, asked, here, offer, talking, to_trial

__all__ = ["ask", "asked", "here", "offer", "talking"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def team(here, cast):
    team = teams.found_team(cast.iris, by=cast.iris)
    teams.join(team, cast.june, "friend", by_owner=cast.iris, by_member=cast.june)
    return team


@pytest.fixture
def visit(talking, cast):
    return to_trial(talking, cast.iris, cast.sol)


def pages(browser, team):
    return {at: browser.get(at).text for at in ("/home/", f"/team/{team.pk}/", "/team/")}


def test_iris_and_sol_find_their_first_visit_at_its_hour_and_nobody_else_does(
    visit, team, browser_of, calderdale, cast
):
    hour = visit.trial_at.astimezone(ZoneInfo(calderdale.time_zone)).strftime("%H:%M")
    iris = pages(browser_of(calderdale, cast.iris), team)
    for at in ("/home/", f"/team/{team.pk}/"):
        for words in (f"First visit with {cast.sol.called}", f"{HERE}{visit.pk}/", hour):
            assert words in iris[at]
    assert "Nobody is coming yet" not in iris["/home/"]
    assert f"First visit with {cast.iris.called}" in browser_of(calderdale, cast.sol).get("/home/").text
    # In her team nobody is told before the two would like to go on; nor is whoever looks after people.
    for somebody in (cast.june, cast.cora, cast.otto):
        for text in pages(browser_of(calderdale, somebody), team).values():
            assert "irst visit with" not in text
            assert str(visit.pk) not in text


def test_what_is_only_suggested_or_has_been_does_not_stand_there(talking, browser_of, calderdale, cast):
    at = now() + timedelta(days=2)
    found = trying.suggest_trial(talking, cast.iris, at, is_paid=False, where="At the door", by=cast.iris)
    assert list(first_visits(cast.iris, cast.iris)) == []
    trying.agree_trial(found, cast.sol, found.trial_number, by=cast.sol)
    assert [each.at for each in first_visits(cast.sol, cast.sol)] == [at]
    Introduction.objects.filter(pk=found.pk).update(trial_at=now() - timedelta(minutes=1))
    assert list(first_visits(cast.iris, cast.iris)) == []
    assert "Nobody is coming yet" in browser_of(calderdale, cast.iris).get("/home/").text


def test_whoever_stops_or_is_suspended_is_expected_no_more_from_the_next_request_on(
    visit, browser_of, calderdale, cast
):
    iris = browser_of(calderdale, cast.iris)
    assert "First visit with" in iris.get("/home/").text
    suspend_person(cast.sol, reason="A talk is needed", talk_to=cast.cora, by=cast.cora)
    assert "First visit with" not in iris.get("/home/").text


def test_a_first_visit_that_iris_calls_off_is_gone_for_both(visit, browser_of, calderdale, cast):
    assert browser_of(calderdale, cast.iris).post(f"{HERE}{visit.pk}/stop/").status_code == 302
    for person in (cast.iris, cast.sol):
        assert list(first_visits(person, person)) == []


def acting(cast, helper, scope):
    asked = helping.ask_for_help(cast.iris, helper, [scope], until_on=None, by=cast.iris)
    return OnBehalf(helper, cast.iris.pk, helping.accept(asked, by=helper).pk)


def test_whoever_acts_for_iris_in_care_reads_it_and_in_money_alone_does_not(visit, team, browser_of, calderdale, cast):
    assert list(first_visits(acting(cast, cast.june, "money"), cast.iris)) == []
    adah = acting(cast, cast.adah, "care")
    assert [each.page for each in first_visits(adah, cast.iris)] == [f"{HERE}{visit.pk}/"]
    assert list(first_visits(cast.adah, cast.iris)) == []
    browser = browser_of(calderdale, cast.adah)
    assert browser.post(f"/helping/{adah.authority}/begin/").status_code == 302
    assert f"First visit with {cast.sol.called}" in browser.get(f"/team/{team.pk}/").text
    assert browser.get(f"{HERE}{visit.pk}/").status_code == 200


def test_whoever_acts_for_iris_and_is_the_other_of_the_two_reads_only_their_own(visit, cast):
    assert list(first_visits(acting(cast, cast.sol, "care"), cast.iris)) == []
    assert len(list(first_visits(cast.sol, cast.sol))) == 1


def test_of_somebody_else_nobody_asks_the_database_at_all(visit, cast, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert list(first_visits(cast.june, cast.iris)) == []
