"""What is seen of the other grows with what both said, ends when it ends, and each look is written down."""

import pytest

from kernel.sections import Audience, Purpose
from kernel.time import now
from tenant_apps.matching.models import Exclusion, Introduction
from tenant_apps.matching.services import closing, coming_in, introductions, trying
from tenant_apps.people.models import Person
from tenant_apps.privacy.decide import decide
from tenant_apps.privacy.doors import known_by_name
from tenant_apps.privacy.models import AccessEvent
from tenant_apps.privacy.relations import tasks_of
from tenant_apps.privacy.services import choose_audience
from tenant_apps.teams import services as teams
from tests.matching.meeting import HERE, ask, asked, back, here, offer, talking, to_team, to_trial

__all__ = ["ask", "asked", "here", "offer", "talking"]
pytestmark = pytest.mark.django_db


def reads(reader, subject, section) -> bool:
    return decide(reader, subject, section, Purpose.VIEW).allow


def knows(reader, subject) -> bool:
    return known_by_name(reader, Person.objects.filter(pk=subject.pk)).exists()


@pytest.fixture
def shared(here, cast):
    """Both let whoever suits them read when they would like support."""
    for person, section in ((cast.iris, "profiles.getting.times"), (cast.sol, "profiles.giving.times")):
        choose_audience(person, section, Audience.MATCHED, by=person)


def test_while_both_are_asked_nothing_is_seen_but_what_they_ask_and_offer(shared, asked, cast):
    assert not knows(cast.iris, cast.sol)
    assert not knows(cast.sol, cast.iris)
    assert not reads(cast.iris, cast.sol, "profiles.giving.times")
    assert not reads(cast.sol, cast.iris, "profiles.getting.times")


def test_with_both_yes_they_are_matched_and_see_what_each_shares_with_such_people(shared, asked, cast):
    introductions.glad(asked, cast.sol, by=cast.sol)
    assert knows(cast.iris, cast.sol)
    assert knows(cast.sol, cast.iris)
    assert reads(cast.iris, cast.sol, "profiles.giving.times")
    assert reads(cast.sol, cast.iris, "profiles.getting.times")
    for section in ("people.contact", "profiles.getting.health", "profiles.getting.home"):
        assert not reads(cast.sol, cast.iris, section)
    assert not knows(cast.otto, cast.sol)


def test_how_to_reach_somebody_is_told_by_them_once_both_would_like_to_talk(asked, browser_of, calderdale, cast):
    sol = browser_of(calderdale, cast.sol)
    introductions.glad(asked, cast.sol, by=cast.sol)
    trying.talk(asked, cast.iris, "01632 960 011", by=cast.iris)
    assert "960 011" not in sol.get(f"{HERE}{asked.pk}/").text
    trying.talk(asked, cast.sol, "", by=cast.sol)
    assert "960 011" in sol.get(f"{HERE}{asked.pk}/").text
    trying.talk(asked, cast.iris, "", by=cast.iris)
    assert "960 011" not in sol.get(f"{HERE}{asked.pk}/").text


def test_address_and_health_are_read_before_the_first_visit_only_where_ticked_and_every_look_is_written_down(
    talking, browser_of, calderdale, cast
):
    sol = browser_of(calderdale, cast.sol)
    assert not tasks_of(cast.sol, cast.iris)
    Person.objects.filter(pk=cast.iris.pk).update(phone="01632 960 077")
    to_trial(talking, cast.iris, cast.sol, ticked=["people.contact"])
    assert tasks_of(cast.sol, cast.iris) == {"people.contact"}
    assert not tasks_of(cast.iris, cast.sol)
    assert not tasks_of(cast.otto, cast.iris)
    before = AccessEvent.objects.filter(subject_id=cast.iris.pk).count()
    assert "01632 960 077" in sol.get(f"{HERE}{talking.pk}/").text
    assert AccessEvent.objects.filter(subject_id=cast.iris.pk).count() > before
    back(talking, days=3, hours=1)
    assert not tasks_of(cast.sol, cast.iris)
    assert "01632 960 077" not in sol.get(f"{HERE}{talking.pk}/").text


def test_only_what_stands_in_the_list_can_be_ticked(talking, browser_of, calderdale, cast):
    iris = browser_of(calderdale, cast.iris)
    visit = {"day": (now().date()).isoformat(), "time": "23:59", "is_paid": "no", "where": "Here"}
    answer = iris.post(f"{HERE}{talking.pk}/trial/", {**visit, "ticked": ["profiles.getting.keys"]})
    assert answer.status_code == 422


def test_whoever_stops_is_seen_no_more_with_the_next_request(shared, talking, browser_of, calderdale, cast):
    to_trial(talking, cast.iris, cast.sol, ticked=["people.contact"])
    iris = browser_of(calderdale, cast.iris)
    assert iris.post(f"{HERE}{talking.pk}/stop/").status_code == 302
    assert not knows(cast.sol, cast.iris)
    assert not reads(cast.sol, cast.iris, "profiles.getting.times")
    assert not tasks_of(cast.sol, cast.iris)
    page = browser_of(calderdale, cast.sol).get(f"{HERE}{talking.pk}/").text
    assert "It says nothing about you" in page
    for word in ("Iris", "960 011", "green door"):
        assert word not in page


def test_an_exclusion_ends_what_is_seen_before_anything_else_has_run(shared, talking, cast):
    Exclusion.objects.create(person=cast.sol, other=cast.iris)
    assert not knows(cast.iris, cast.sol)
    assert not reads(cast.iris, cast.sol, "profiles.giving.times")


def test_a_team_knows_whom_it_is_asked_about_only_while_it_is_asked(talking, cast):
    team = teams.found_team(cast.iris, by=cast.iris)
    teams.join(team, cast.june, "neighbour", by_owner=cast.iris, by_member=cast.june)
    assert not knows(cast.june, cast.sol)
    row = to_team(talking, cast.iris, cast.sol)
    assert knows(cast.june, cast.sol)
    introductions.stop(row, cast.sol, by=cast.sol)
    assert not knows(cast.june, cast.sol)


def test_coordinators_see_how_far_it_is_and_nothing_that_was_said(talking, browser_of, calderdale, cast):
    to_trial(talking, cast.iris, cast.sol)
    Introduction.objects.filter(pk=talking.pk).update(trial_at=now())
    trying.review(talking, cast.sol, went_well="We laughed", differently="", agree_on="", by=cast.sol)
    page = browser_of(calderdale, cast.cora).get("/circle/matching/introductions/").text
    assert "They try it" in page
    for word in ("960 011", "green door", "laughed"):
        assert word not in page


def test_in_the_team_they_are_teammates_and_no_longer_matched(talking, cast):
    row = to_team(talking, cast.iris, cast.sol)
    assert row.stage == "joined"
    assert not Introduction.objects.between().filter(pk=row.pk).exists()
    assert reads(cast.sol, cast.iris, "people.name")
    assert closing.close_all_of(cast.sol.pk, by=cast.sol) == 0
    assert coming_in.let_in(row, by=cast.iris).pk == row.pk
