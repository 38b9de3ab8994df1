"""However it ends, both hear the same kind words, and nobody can tell who ended it, or why."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from django.db import connections
from django.db.models import F

from kernel.actors import SYSTEM
from kernel.answers import parts
from kernel.errors import Conflict
from kernel.time import now
from tenant_apps.journal.models import Entry
from tenant_apps.matching import pace
from tenant_apps.matching.models import Ask, Introduction, Review, Step
from tenant_apps.matching.services import closing, coming_in, exclusions, introductions, trying, wishes
from tenant_apps.people.models import Person
from tenant_apps.people.services import leave_circle, suspend_person
from tenant_apps.teams import services as teams
from tenant_apps.teams.models import Place, Team
from tenants.context import in_circle
from tests import world
from tests.matching.meeting import (
    HERE,
    ask,
    asked,
    back,
    bring_up,
    gives,
    here,
    offer,
    talking,
    to_reviewed,
    to_team,
    wants,
)
from tests.words import names

__all__ = ["ask", "asked", "here", "offer", "talking"]
KIND = "It says nothing about you"


@pytest.mark.django_db
def test_a_no_looks_like_no_answer_until_the_day_on_which_both_would_be_told(
    here, asked, browser_of, calderdale, cast, mailoutbox
):
    iris, sol = browser_of(calderdale, cast.iris), browser_of(calderdale, cast.sol)
    at = f"{HERE}{asked.pk}/"
    before = _plain(iris.get(at).text)
    assert sol.post(f"{at}stop/").status_code == 302
    assert "not for you" in sol.get(at).text
    assert _plain(iris.get(at).text) == before
    here.tell()
    closing.mind_the_time(by=SYSTEM)
    assert not [mail for mail in mailoutbox if mail.to == [cast.iris.email]]
    back(asked, days=25)
    closing.mind_the_time(by=SYSTEM)
    here.tell()
    assert [mail.to for mail in mailoutbox if mail.to == [cast.iris.email]] == [[cast.iris.email]]
    assert KIND in iris.get(at).text
    entry = Entry.objects.get(event="matching.IntroductionClosed", payload__introduction_id=str(asked.pk))
    assert entry.actor_id is None


@pytest.mark.django_db
def test_silence_ends_the_same_way_and_each_is_reminded_once(here, asked, browser_of, calderdale, cast, mailoutbox):
    here.tell()
    mailoutbox.clear()
    back(asked, days=9)
    for _night in range(2):
        closing.mind_the_time(by=SYSTEM)
        here.tell()
    assert [mail.to for mail in mailoutbox] == [[cast.sol.email]]
    back(asked, days=14)
    assert closing.mind_the_time(by=SYSTEM) == 1
    for person in (cast.iris, cast.sol):
        assert KIND in browser_of(calderdale, person).get(f"{HERE}{asked.pk}/").text


@pytest.mark.django_db
def test_whoever_said_no_and_whoever_was_never_there_are_reminded_of_nothing_that_tells(here, ask, offer, cast):
    row = bring_up(ask, cast.sol, by=cast.cora)
    introductions.stop(row, cast.iris, by=cast.iris)
    back(row, days=9)
    closing.mind_the_time(by=SYSTEM)
    assert Entry.objects.filter(event="matching.IntroductionWaits").count() == 1
    introductions.glad(row, cast.sol, by=cast.sol)
    row.refresh_from_db()
    assert (row.stage, row.shows_at) == ("asked", row.due_at)


@pytest.mark.parametrize("days", range(0, 28, 5))
def test_it_is_told_on_a_fixed_day_that_depends_on_nobodys_word(days):
    zone, began = ZoneInfo("Europe/London"), datetime(2026, 3, 16, 12, tzinfo=UTC) + timedelta(days=days)
    at = pace.asked_until(began, zone).astimezone(zone)
    assert at.weekday() in pace.TOLD_ON
    assert (at.hour, at.minute) == (9, 0)
    assert pace.ANSWER.length < at - began <= pace.ANSWER.length + timedelta(days=5)


@pytest.mark.django_db
def test_whoever_stops_later_ends_it_at_once_with_the_same_words(talking, browser_of, calderdale, cast):
    introductions.stop(talking, cast.iris, by=cast.iris)
    introductions.stop(talking, cast.iris, by=cast.iris)
    assert KIND in browser_of(calderdale, cast.sol).get(f"{HERE}{talking.pk}/").text
    assert not [each for each in Step.objects.filter(introduction=talking) if each.words]
    with pytest.raises(Conflict, match="nothing about either"):
        trying.talk(talking, cast.sol, "", by=cast.sol)


def _leaves(cast):
    leave_circle(Person.objects.get(pk=cast.sol.pk), by=cast.sol)


def _is_suspended(cast):
    suspend_person(Person.objects.get(pk=cast.sol.pk), reason="A look", talk_to=cast.cora, by=cast.cora)


def _is_excluded(cast):
    exclusions.exclude(cast.sol, cast.iris, by=cast.sol)


def _closes_the_ask(cast):
    wishes.close(Ask.objects.filter(person=cast.iris).latest("id"), by=cast.iris)


@pytest.mark.django_db
@pytest.mark.parametrize("happens", [_leaves, _is_suspended, _is_excluded, _closes_the_ask])
def test_whatever_happened_outside_the_other_reads_the_same(happens, here, talking, browser_of, calderdale, cast):
    happens(cast)
    here.tell()
    row = Introduction.objects.get(pk=talking.pk)
    assert row.closed_at is not None
    page = browser_of(calderdale, cast.iris).get(f"{HERE}{row.pk}/").text
    assert KIND in page
    assert not names(page, "Sol")


@pytest.mark.django_db
def test_even_before_anything_has_run_what_cannot_go_on_does_not(talking, browser_of, calderdale, cast):
    exclusions.exclude(cast.sol, cast.iris, by=cast.sol)
    assert KIND in browser_of(calderdale, cast.iris).get(f"{HERE}{talking.pk}/").text
    with pytest.raises(Conflict):
        trying.have_met(talking, cast.iris, by=cast.iris)
    assert closing.mind_the_time(by=SYSTEM) == 1


@pytest.mark.django_db
def test_an_exclusion_while_both_are_asked_changes_nothing_that_the_other_can_see(
    here, asked, browser_of, calderdale, cast
):
    iris = browser_of(calderdale, cast.iris)
    before = _plain(iris.get(f"{HERE}{asked.pk}/").text)
    exclusions.exclude(cast.sol, cast.iris, by=cast.sol)
    here.tell()
    assert _plain(iris.get(f"{HERE}{asked.pk}/").text) == before
    assert introductions.glad(asked, cast.sol, by=cast.sol).stage == "asked"


@pytest.mark.django_db
def test_somebody_who_is_forgotten_while_in_three_introductions_ends_them_all_kindly(
    here, talking, browser_of, calderdale, cast
):
    gives(cast.otto)
    other = bring_up(wants(cast.june), cast.sol, by=cast.june)
    third = bring_up(wants(cast.sol, tasks=("garden",)), cast.otto, by=cast.sol)
    for part in parts():
        if part.code.startswith("matching"):
            part.do(cast.sol.pk)
    rows = Introduction.objects.filter(pk__in=[talking.pk, other.pk, third.pk])
    assert all(row.closed_at is not None for row in rows)
    assert not Step.objects.filter(person=cast.sol).exists()
    assert KIND in browser_of(calderdale, cast.iris).get(f"{HERE}{talking.pk}/").text
    page = browser_of(calderdale, cast.june).get(f"{HERE}{other.pk}/").text
    assert "You hear when both have answered" in page


@pytest.mark.django_db
def test_within_eight_weeks_iris_looks_again_and_the_next_learns_nothing_of_who_was_there(
    talking, browser_of, calderdale, cast
):
    row = to_team(talking, cast.iris, cast.sol)
    with pytest.raises(Conflict, match="new ask"):
        coming_in.look_again(row, by=cast.iris)
    teams.leave(Place.objects.held().get(person=cast.sol, team__owner=cast.iris), by=cast.sol)
    iris = browser_of(calderdale, cast.iris)
    assert "it costs nothing" in iris.get(f"{HERE}{row.pk}/").text
    assert iris.post(f"{HERE}{row.pk}/again/").status_code == 302
    found = Ask.objects.get(pk=row.ask_id)
    assert found.state == "open"
    assert coming_in.look_again(row, by=cast.iris).again_at is not None
    gives(cast.otto)
    new = bring_up(found, cast.otto, by=cast.iris)
    page = browser_of(calderdale, cast.otto).get(f"{HERE}{new.pk}/").text
    assert not names(page, "Sol")
    assert "before" not in page
    assert Entry.objects.filter(event="matching.MatchedAgain").count() == 1


@pytest.mark.django_db
def test_after_eight_weeks_a_new_ask_is_written(talking, cast):
    row = to_team(talking, cast.iris, cast.sol)
    teams.leave(Place.objects.held().get(person=cast.sol, team__owner=cast.iris), by=cast.sol)
    back(row, days=57)
    with pytest.raises(Conflict, match="new ask"):
        coming_in.look_again(row, by=cast.iris)


@pytest.mark.django_db
def test_when_the_place_is_taken_the_others_hear_it_at_the_next_fixed_time_whatever_iris_had_said_of_them(
    here, talking, browser_of, calderdale, cast, mailoutbox
):
    ask = Ask.objects.get(pk=talking.ask_id)
    others = []
    for giver in (cast.otto, cast.june):
        gives(giver)
        others.append(bring_up(ask, giver, by=giver))
    introductions.stop(others[1], cast.iris, by=cast.iris)
    pages = [browser_of(calderdale, giver) for giver in (cast.otto, cast.june)]
    for page, row in zip(pages, others, strict=True):
        assert "You hear when both have answered" in page.get(f"{HERE}{row.pk}/").text
    mailoutbox.clear()
    to_team(talking, cast.iris, cast.sol)
    here.tell()
    for page, row in zip(pages, others, strict=True):
        assert "You hear when both have answered" in page.get(f"{HERE}{row.pk}/").text
        row.refresh_from_db()
        assert row.shows_at is not None
        assert row.shows_at < row.due_at
        assert row.shows_at - now() < timedelta(days=5)
    Introduction.objects.filter(told_at=None, closed_at__isnull=False).update(shows_at=F("closed_at"))
    closing.mind_the_time(by=SYSTEM)
    here.tell()
    told = [page.get(f"{HERE}{row.pk}/").text for page, row in zip(pages, others, strict=True)]
    assert all("It says nothing about you" in text for text in told)
    to = [mail.to for mail in mailoutbox]
    assert to.count([cast.otto.email]) == to.count([cast.june.email]) == 1


@pytest.fixture
def two_ready(committed):
    """Sol and Otto have both tried it with Iris, who asks for one person; each waits for one more word of hers."""
    calderdale = world.circle("calderdale")
    with in_circle(calderdale):
        people = world.cast("calderdale")
        ask, rows = wants(people.iris), []
        for giver in (people.sol, people.otto):
            row = bring_up(ask, giver, by=people.iris)
            introductions.glad(row, giver, by=giver)
            for person in (people.iris, giver):
                trying.talk(row, person, "", by=person)
            row = to_reviewed(row, people.iris, giver)
            rows.append(coming_in.confirm(row, giver, by=giver))
    yield calderdale, people, rows
    with in_circle(calderdale):
        for model in (Review, Step):
            model.objects.filter(introduction__ask=ask).delete()
        Introduction.objects.filter(ask=ask).delete()
        Place.objects.filter(team__owner=people.iris).delete()
        Team.objects.filter(owner=people.iris).delete()
        Ask.objects.filter(pk=ask.pk).delete()


def test_two_who_are_let_in_at_one_moment_for_one_place_are_one_in_the_team(two_ready):
    calderdale, people, rows = two_ready
    ready = Barrier(2)

    def press(row):
        ready.wait()
        try:
            with in_circle(calderdale):
                return coming_in.confirm(row, people.iris, by=people.iris).stage
        except Conflict as no:
            return no.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as hands:
        assert sorted(hands.map(press, rows)) == ["closed", "joined"]
    with in_circle(calderdale):
        assert Place.objects.held().filter(team__owner=people.iris).count() == 1
        assert Introduction.objects.filter(ask=rows[0].ask_id, stage="joined").count() == 1


def test_one_yes_pressed_twice_at_one_moment_counts_once(two_ready):
    calderdale, people, (row, _other) = two_ready
    ready = Barrier(2)

    def press(_number):
        ready.wait()
        try:
            with in_circle(calderdale):
                return coming_in.confirm(row, people.iris, by=people.iris).stage
        except Conflict as no:
            return no.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as hands:
        assert list(hands.map(press, range(2))) == ["joined", "joined"]
    with in_circle(calderdale):
        assert Place.objects.held().filter(team__owner=people.iris).count() == 1


def _plain(page: str) -> str:
    return re.sub(r'value="[^"]*"|nonce="[^"]*"', "", page)
