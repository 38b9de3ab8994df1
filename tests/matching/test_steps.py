"""From a first yes to a place in the team: talk, meet, try it, tell how it was, and both would like to go on."""

from datetime import timedelta

import pytest

from kernel.actors import OnBehalf
from kernel.errors import Conflict, NotAllowed, NotFound, RuleBroken
from kernel.time import now
from tenant_apps.entry.acting import OutOfReach
from tenant_apps.helping import services as helping
from tenant_apps.matching.models import Ask, Introduction, Review, Step
from tenant_apps.matching.services import coming_in, introductions, trying
from tenant_apps.teams import services as teams
from tenant_apps.teams.models import Place, Team
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
    to_trial,
    wants,
)

__all__ = ["ask", "asked", "here", "offer", "talking"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def iris(browser_of, calderdale, cast):
    return browser_of(calderdale, cast.iris)


@pytest.fixture
def sol(browser_of, calderdale, cast):
    return browser_of(calderdale, cast.sol)


def _day(ahead=3):
    return (now() + timedelta(days=ahead)).date().isoformat()


def test_iris_and_sol_go_the_whole_way_on_the_pages(here, asked, iris, sol, cast):
    at = f"{HERE}{asked.pk}/"
    assert sol.post(f"{at}glad/").status_code == 302
    assert iris.post(f"{at}talk/", {"may_reach": "on", "tells": "01632 960 011"}).status_code == 302
    assert sol.post(f"{at}talk/", {"tells": "not ticked"}).status_code == 422
    assert sol.post(f"{at}talk/", {}).status_code == 302
    assert "01632 960 011" in sol.get(at).text
    assert "not ticked" not in iris.get(at).text
    visit = {
        "day": _day(),
        "time": "10:30",
        "is_paid": "no",
        "where": "At the green door",
        "ticked": ["people.contact"],
    }
    assert iris.post(f"{at}trial/", visit).status_code == 302
    page = sol.get(at).text
    assert "at 10:30" in page
    assert "green door" not in page
    assert sol.post(f"{at}agree/", {"number": "1"}).status_code == 302
    assert "At the green door" in sol.get(at).text
    assert iris.post(f"{at}review/", {"went_well": "Too early"}).status_code == 422
    Introduction.objects.filter(pk=asked.pk).update(trial_at=now() - timedelta(hours=1))
    assert sol.post(f"{at}review/", {}).status_code == 422
    assert sol.post(f"{at}review/", {"went_well": "We laughed"}).status_code == 302
    assert "We laughed" not in iris.get(at).text
    assert iris.post(f"{at}review/", {"differently": "Come later"}).status_code == 302
    assert "We laughed" in iris.get(at).text
    assert "Come later" in sol.get(at).text
    assert sol.post(f"{at}confirm/").status_code == 302
    assert iris.post(f"{at}confirm/").status_code == 302
    place = Place.objects.held().get(team__owner=cast.iris)
    assert (place.person_id, place.kind, place.agreed_by_id) == (cast.sol.pk, "volunteer", cast.iris.pk)
    assert "You found each other" in iris.get(at).text
    assert Ask.objects.get(pk=asked.ask_id).state == "resting"


def test_each_page_shows_one_main_button_and_a_way_out(here, asked, talking, iris, sol):
    page = sol.get(f"{HERE}{asked.pk}/").text
    assert page.count('type="submit">Suggest this') == 1
    assert "Not for me" in page
    assert page.count('class="button" type="submit"') == 1


def test_a_time_in_the_past_or_far_off_or_no_place_comes_back_with_what_was_typed(talking, iris, sol):
    at = f"{HERE}{talking.pk}/"
    for said in ({"day": _day(-2)}, {"day": _day(90)}, {"day": _day(), "where": ""}, {"day": ""}):
        answer = iris.post(f"{at}trial/", {"time": "10:30", "is_paid": "no", "where": "The green door", **said})
        assert answer.status_code == 422
        assert "10:30" in answer.text
    assert not Introduction.objects.get(pk=talking.pk).trial_number


def test_both_say_yes_to_one_and_the_same_time(talking, sol, cast):
    first = to_suggest(talking, cast.iris, days=2).trial_number
    to_suggest(talking, cast.iris, days=3)
    with pytest.raises(Conflict, match="Another time"):
        trying.agree_trial(talking, cast.sol, first, by=cast.sol)
    assert sol.post(f"{HERE}{talking.pk}/agree/", {"number": first}).status_code == 422
    assert trying.agree_trial(talking, cast.sol, 2, by=cast.sol).stage == "trial"
    assert trying.agree_trial(talking, cast.sol, 2, by=cast.sol).stage == "trial"
    again = to_suggest(talking, cast.sol, days=4)
    assert (again.stage, again.trial_number) == ("talking", 3)


def to_suggest(row, person, days):
    at = now() + timedelta(days=days)
    return trying.suggest_trial(row, person, at, is_paid=False, where="Here", by=person)


def test_before_personal_care_they_meet_face_to_face_and_both_say_so(here, cast):
    ask = wants(cast.iris, tasks=("washing", "company"))
    gives(cast.sol)
    row = bring_up(ask, cast.sol, by=cast.iris)
    introductions.glad(row, cast.sol, by=cast.sol)
    for person in (cast.iris, cast.sol):
        trying.talk(row, person, "", by=person)
    with pytest.raises(Conflict, match="meet face to face"):
        to_suggest(row, cast.iris, days=2)
    trying.have_met(row, cast.iris, by=cast.iris)
    with pytest.raises(Conflict, match="meet face to face"):
        to_suggest(row, cast.iris, days=2)
    trying.have_met(row, cast.sol, by=cast.sol)
    assert to_trial(row, cast.iris, cast.sol).stage == "trial"
    assert Step.objects.filter(introduction=row, what="met").count() == 2


def test_where_no_paid_work_is_a_first_visit_is_unpaid(talking, cast, monkeypatch):
    monkeypatch.setattr(trying, "offers_paid_work", lambda: False)
    at = now() + timedelta(days=2)
    with pytest.raises(RuleBroken) as refused:
        trying.suggest_trial(talking, cast.iris, at, is_paid=True, where="Here", by=cast.iris)
    assert "no paid work" in str(refused.value.errors)


def test_a_paid_trial_leads_to_a_paid_place(talking, cast, monkeypatch):
    monkeypatch.setattr(trying, "offers_paid_work", lambda: True)
    at = now() + timedelta(days=2)
    row = trying.suggest_trial(talking, cast.iris, at, is_paid=True, an_hour_minor=1450, where="Here", by=cast.iris)
    trying.agree_trial(row, cast.sol, row.trial_number, by=cast.sol)
    Introduction.objects.filter(pk=row.pk).update(trial_at=now() - timedelta(hours=1))
    for person in (cast.iris, cast.sol):
        trying.review(row, person, went_well="Well", differently="", agree_on="", by=person)
    coming_in.confirm(row, cast.sol, by=cast.sol)
    coming_in.confirm(row, cast.iris, by=cast.iris)
    assert Place.objects.held().get(team__owner=cast.iris).kind == "worker"


def test_what_a_helper_may_do_reaches_as_far_as_it_was_given(asked, cast):
    given = helping.ask_for_help(cast.iris, cast.adah, ["care"], until_on=None, by=cast.iris)
    adah = OnBehalf(cast.adah, cast.iris.pk, helping.accept(given, by=cast.adah).pk)
    introductions.glad(asked, cast.sol, by=cast.sol)
    with pytest.raises(OutOfReach):
        trying.talk(asked, cast.iris, "01632 960 011", by=adah)
    trying.talk(asked, cast.iris, "", by=adah)
    trying.talk(asked, cast.sol, "", by=cast.sol)
    with pytest.raises(OutOfReach):
        to_trial(asked, cast.iris, cast.sol, by_iris=adah, ticked=["people.contact"])
    to_trial(asked, cast.iris, cast.sol, by_iris=adah)
    assert Step.objects.get(what="trial", person=cast.iris).said_by_id == cast.adah.pk


def test_adah_goes_on_for_iris_but_nobody_comes_into_a_team_by_somebody_elses_word(talking, cast):
    row = to_reviewed(talking, cast.iris, cast.sol)
    given = helping.ask_for_help(cast.iris, cast.adah, ["care"], until_on=None, by=cast.iris)
    adah = OnBehalf(cast.adah, cast.iris.pk, helping.accept(given, by=cast.adah).pk)
    lent = helping.ask_for_help(cast.sol, cast.otto, ["care"], until_on=None, by=cast.sol)
    otto = OnBehalf(cast.otto, cast.sol.pk, helping.accept(lent, by=cast.otto).pk)
    with pytest.raises(NotAllowed):
        coming_in.confirm(row, cast.sol, by=otto)
    coming_in.confirm(row, cast.sol, by=cast.sol)
    assert coming_in.confirm(row, cast.iris, by=adah).stage == "joined"
    assert Place.objects.held().get(team__owner=cast.iris).agreed_by_id == cast.adah.pk


def test_the_team_is_told_and_may_say_its_worries_and_iris_decides(
    here, talking, iris, browser_of, calderdale, cast, mailoutbox
):
    team = teams.found_team(cast.iris, by=cast.iris)
    teams.join(team, cast.june, "neighbour", by_owner=cast.iris, by_member=cast.june)
    row = to_team(talking, cast.iris, cast.sol)
    assert row.stage == "team"
    here.tell()
    at, june = f"{HERE}{row.pk}/", browser_of(calderdale, cast.june)
    assert any(mail.to == [cast.june.email] and f"{at}team/" in mail.body for mail in mailoutbox)
    assert "Say how you feel about it" in june.get(HERE).text
    assert "Sol" in june.get(f"{at}team/").text
    assert june.get(at).status_code == 404
    assert iris.post(f"{at}let-in/").status_code == 409
    assert june.post(f"{at}team/", {"is_worried": "yes"}).status_code == 422
    assert june.post(f"{at}team/", {"is_worried": "yes", "words": "He smokes"}).status_code == 302
    assert "He smokes" in iris.get(at).text
    assert "He smokes" not in browser_of(calderdale, cast.sol).get(at).text
    assert iris.post(f"{at}let-in/").status_code == 302
    assert iris.post(f"{at}let-in/").status_code == 302
    assert Place.objects.held().filter(team=team, person=cast.sol).count() == 1
    assert june.get(f"{at}team/").status_code == 404


def test_a_team_that_says_nothing_in_its_days_leaves_it_to_iris(talking, cast):
    team = teams.found_team(cast.iris, by=cast.iris)
    teams.join(team, cast.june, "neighbour", by_owner=cast.iris, by_member=cast.june)
    row = to_team(talking, cast.iris, cast.sol)
    with pytest.raises(Conflict, match="still has time"):
        coming_in.let_in(row, by=cast.iris)
    with pytest.raises(NotAllowed):
        coming_in.let_in(row, by=cast.june)
    with pytest.raises(NotFound):
        coming_in.say_to_team(row, is_worried=True, words="No", by=cast.otto)
    back(row, days=8)
    assert coming_in.let_in(row, by=cast.iris).stage == "joined"


def test_a_team_that_rests_takes_nobody_in(talking, cast):
    team = teams.found_team(cast.iris, by=cast.iris)
    row = to_reviewed(talking, cast.iris, cast.sol)
    coming_in.confirm(row, cast.sol, by=cast.sol)
    Team.objects.filter(pk=team.pk).update(frozen_at=now(), frozen_why="capacity")
    assert coming_in.confirm(row, cast.iris, by=cast.iris).stage == "team"
    with pytest.raises(Conflict, match="rests"):
        coming_in.let_in(row, by=cast.iris)


def test_reviews_are_of_both_or_of_nobody_and_go_when_it_ends(talking, cast):
    row = to_reviewed(talking, cast.iris, cast.sol)
    assert Review.objects.filter(introduction=row).count() == 2
    introductions.stop(row, cast.sol, by=cast.sol)
    assert not Review.objects.filter(introduction=row).exists()
    assert not Introduction.objects.get(pk=row.pk).trial_where


def test_what_comes_later_cannot_be_said_now(asked, cast):
    for verb in (trying.have_met, coming_in.confirm):
        with pytest.raises(Conflict, match="later"):
            verb(asked, cast.iris, by=cast.iris)
    with pytest.raises(NotFound):
        introductions.glad(asked, cast.otto, by=cast.otto)
