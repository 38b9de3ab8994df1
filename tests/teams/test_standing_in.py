"""Otto stands in for a few days and reads only what he needs; a team rests while nobody decides; and it ends."""

from datetime import timedelta

import pytest

from kernel.errors import Conflict, NotAllowed, RuleBroken
from kernel.time import now
from tenant_apps.helping import services as helping
from tenant_apps.people.models import Person, today
from tenant_apps.people.services import end_membership
from tenant_apps.privacy.decide import decide
from tenant_apps.privacy.models import AccessEvent
from tenant_apps.teams import services
from tenant_apps.teams.models import Place, Team
from tenant_apps.teams.services import hats

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(inside, cast):
    team = services.found_team(cast.iris, by=cast.iris)
    services.join(team, cast.sol, "worker", by_owner=cast.iris, by_member=cast.sol)
    return team


def test_otto_stands_in_reads_the_few_things_he_needs_and_each_look_is_written_down(team, browser_of, calderdale, cast):
    day = today() + timedelta(days=3)
    cora, otto = browser_of(calderdale, cast.cora), browser_of(calderdale, cast.otto)
    Person.objects.filter(pk=cast.iris.pk).update(phone="01632 960 077")
    sent = {"person": cast.otto.pk, "until": day}
    assert "Say what for" in cora.post(f"/team/{team.pk}/stand-in/", sent).text
    sent["does"] = "Sol is ill"
    assert cora.post(f"/team/{team.pk}/stand-in/", sent).status_code == 302
    place = Place.objects.get(team=team, person=cast.otto)
    assert otto.get(f"/team/{team.pk}/standing-in/").status_code == 404
    otto.post(f"/team/places/{place.pk}/yes/")
    before = AccessEvent.objects.filter(subject_id=cast.iris.pk).count()
    page = otto.get(f"/team/{team.pk}/standing-in/")
    assert "01632 960 077" in page.text
    assert AccessEvent.objects.filter(subject_id=cast.iris.pk).count() > before
    looks = AccessEvent.objects.filter(subject_id=cast.iris.pk, actor_id=cast.otto.pk, basis="appointed")
    assert {each.purpose for each in looks} == {"care"}
    assert otto.get(f"/team/{team.pk}/")["Location"].endswith("standing-in/")
    assert not decide(cast.otto, cast.iris, "profiles.getting.about").allow
    assert not decide(cast.otto, cast.sol, "profiles.getting.support").allow
    Place.objects.filter(pk=place.pk).update(covers_until=now(), began_at=now() - timedelta(hours=1))
    assert otto.get(f"/team/{team.pk}/standing-in/").status_code == 404


def test_standing_in_lasts_two_weeks_at_most_and_only_iris_or_a_coordinator_asks(team, cast):
    for until in (now() + timedelta(days=15), now() - timedelta(hours=1)):
        with pytest.raises(RuleBroken) as refused:
            services.let_stand_in(team, cast.otto, until, by=cast.iris)
        assert "next 14 days" in str(refused.value.errors["until"][0])
    with pytest.raises(NotAllowed):
        services.let_stand_in(team, cast.otto, now() + timedelta(days=1), "Sol is ill", by=cast.sol)
    asked = services.let_stand_in(team, cast.otto, now() + timedelta(days=1), "Sol is ill", by=cast.cora)
    assert asked.began_at is None


def test_whoever_keeps_the_rota_asks_somebody_to_stand_in_and_iris_is_told_and_ends_it(
    inside, team, browser_of, calderdale, cast, mailoutbox
):
    sol = browser_of(calderdale, cast.sol)
    assert sol.get(f"/team/{team.pk}/stand-in/").status_code == 404
    hats.answer_hat(hats.ask_hat(team, cast.sol, "rota_holder", by=cast.iris), yes=True, by=cast.sol)
    assert f"/team/{team.pk}/stand-in/" in sol.get(f"/team/{team.pk}/").text
    assert sol.get(f"/team/{team.pk}/stand-in/").status_code == 200
    place = services.let_stand_in(team, cast.otto, now() + timedelta(days=1), "Sol is ill", by=cast.sol)
    services.accept(place, by=cast.otto)
    mailoutbox.clear()
    inside.tell()
    assert [cast.iris.email] in [mail.to for mail in mailoutbox]
    with pytest.raises(NotAllowed):
        services.ask_to_go(place, by=cast.sol)
    services.ask_to_go(place, by=cast.iris)
    assert not decide(cast.otto, cast.iris, "profiles.getting.support").allow


def test_iris_is_told_when_a_coordinator_stands_in_herself(inside, team, cast, mailoutbox):
    inside.tell()
    mailoutbox.clear()
    place = services.let_stand_in(team, cast.cora, now() + timedelta(days=1), "Sol is ill", by=cast.cora)
    assert place.is_held()
    inside.tell()
    assert [mail.to for mail in mailoutbox] == [[cast.iris.email]]


def test_a_question_about_standing_in_is_over_when_its_time_has_come(team, browser_of, calderdale, cast):
    place = services.let_stand_in(team, cast.otto, now() + timedelta(days=1), by=cast.iris)
    Place.objects.filter(pk=place.pk).update(covers_until=now() - timedelta(minutes=1))
    said = browser_of(calderdale, cast.otto).post(f"/team/places/{place.pk}/yes/")
    assert (said.status_code, "This question is over" in said.text) == (409, True)


def test_whoever_stood_in_may_join_for_good_with_a_yes_of_both(team, cast):
    place = services.let_stand_in(team, cast.otto, now() + timedelta(days=1), by=cast.iris)
    services.accept(place, by=cast.otto)
    stays = services.join(team, cast.otto, "volunteer", by_owner=cast.iris, by_member=cast.otto)
    assert stays.is_held()
    assert Place.objects.get(pk=place.pk).ended_how == "cover_over"


def test_the_team_rests_while_iris_cannot_decide_and_nobody_decides_for_her(inside, team, calderdale, cast, browser_of):
    day = today() + timedelta(days=90)
    helping.record_capacity(cast.iris, can_decide=False, why="Assessed", review_on=day, by=cast.cora)
    inside.tell()
    team.refresh_from_db()
    assert team.frozen_why == "capacity"
    assert "This team rests" in browser_of(calderdale, cast.sol).get(f"/team/{team.pk}/").text
    with pytest.raises(Conflict, match="rests"):
        services.bring_up(team, cast.otto, "neighbour", by=cast.sol)
    helping.record_capacity(cast.iris, can_decide=True, why="Better", review_on=day, by=cast.cora)
    inside.tell()
    team.refresh_from_db()
    assert not team.is_frozen


def test_when_iris_dies_the_team_is_kept_and_a_coordinator_closes_it_later(inside, team, calderdale, cast):
    with pytest.raises(NotAllowed):
        services.end_team(team, by=cast.cora)
    iris = Person.objects.get(pk=cast.iris.pk)
    end_membership(iris, reason="She died at home.", died=True, by=cast.cora)
    inside.tell()
    team.refresh_from_db()
    assert (team.frozen_why, team.is_living) == ("died", True)
    assert Place.objects.held().filter(team=team, person=cast.sol).exists()
    services.end_team(team, "All is settled.", by=cast.cora)
    assert services.end_team(team, by=cast.cora).ended_at is not None
    assert Place.objects.get(team=team, person=cast.sol).ended_how == "team_ended"


def test_iris_ends_her_team_and_begins_a_new_one(team, browser_of, calderdale, cast):
    iris = browser_of(calderdale, cast.iris)
    assert "ends at once" in iris.get(f"/team/{team.pk}/end/").text
    assert iris.post(f"/team/{team.pk}/end/", {"why": ""}).status_code == 302
    assert iris.get(f"/team/{team.pk}/").status_code == 404
    assert services.found_team(cast.iris, by=cast.iris).pk != team.pk
    assert Team.objects.filter(owner=cast.iris).count() == 2


def test_the_starter_steps_back_when_the_team_stands_on_its_own(inside, browser_of, calderdale, cast):
    team = services.found_team(cast.iris, starter=cast.cora, by=cast.cora)
    cora = browser_of(calderdale, cast.cora)
    assert "You help this team to begin" in cora.get(f"/team/{team.pk}/").text
    with pytest.raises(NotAllowed):
        services.step_back(team, by=cast.sol)
    cora.post(f"/team/{team.pk}/step-back/")
    team.refresh_from_db()
    assert team.stepped_back_at is not None


def test_what_iris_ended_stays_ended_until_she_asks_herself(team, cast):
    for ends in (cast.iris, cast.cora):
        place = services.let_stand_in(team, cast.cora, now() + timedelta(days=1), "Sol is ill", by=cast.cora)
        services.ask_to_go(place, by=ends)
        with pytest.raises(Conflict, match="decides whether they come again"):
            services.let_stand_in(team, cast.cora, now() + timedelta(days=1), "Again", by=cast.cora)
        Place.objects.filter(pk=place.pk).update(ended_at=now() - timedelta(days=15))
    asked = services.let_stand_in(team, cast.cora, now() + timedelta(days=1), by=cast.iris)
    assert services.accept(asked, by=cast.cora).is_held()


def test_while_nobody_decides_a_coordinator_sends_somebody_and_when_iris_dies_that_is_over(
    inside, team, calderdale, cast, browser_of
):
    day = today() + timedelta(days=90)
    helping.record_capacity(cast.iris, can_decide=False, why="Assessed", review_on=day, by=cast.cora)
    inside.tell()
    cora = browser_of(calderdale, cast.cora)
    assert f"/team/{team.pk}/stand-in/" in cora.get(f"/circle/teams/{team.pk}/").text
    place = services.let_stand_in(team, cast.otto, now() + timedelta(days=2), "Sol is ill", by=cast.cora)
    assert services.accept(place, by=cast.otto).is_held()
    with pytest.raises(Conflict, match="rests"):
        services.bring_up(team, cast.june, "neighbour", by=cast.cora)
    end_membership(Person.objects.get(pk=cast.iris.pk), reason="She died at home.", died=True, by=cast.cora)
    inside.tell()
    place.refresh_from_db()
    assert place.ended_how == "cover_over"
    assert browser_of(calderdale, cast.otto).get(f"/team/{team.pk}/standing-in/").status_code == 404


def test_of_somebody_who_died_nothing_is_heard_aloud(inside, team, calderdale, cast, browser_of):
    Person.objects.filter(pk=cast.iris.pk).update(account_id=None)
    end_membership(Person.objects.get(pk=cast.iris.pk), reason="She died at home.", died=True, by=cast.cora)
    inside.tell()
    place = team.places.get(person=cast.sol)
    with pytest.raises(NotAllowed):
        services.ask_to_go(place, by=cast.cora)
    page = browser_of(calderdale, cast.cora).get(f"/circle/teams/{team.pk}/").text
    assert ("must have said to you" in page, "End their place" in page) == (False, False)


def test_what_a_team_did_is_kept_for_iris_and_for_nobody_else_once_it_has_ended(team, calderdale, cast, browser_of):
    services.end_team(team, by=cast.iris)
    iris, sol = browser_of(calderdale, cast.iris), browser_of(calderdale, cast.sol)
    at = f"/team/{team.pk}/tasks/"
    assert at in iris.get("/team/").text
    page = iris.get(at).text
    assert ("This team ended on" in page, "Add it" in page) == (True, False)
    assert iris.post(at, {"what": "One thing more"}).status_code == 422
    assert (sol.get(at).status_code, "Teams you had" in sol.get("/team/").text) == (404, False)


def test_whoever_is_the_last_to_do_something_reads_that_before_they_leave(team, calderdale, cast, browser_of):
    hats.answer_hat(hats.ask_hat(team, cast.sol, "safeguarding_lead", by=cast.iris), yes=True, by=cast.sol)
    place = team.places.get(person=cast.sol)
    asked = browser_of(calderdale, cast.sol).get(f"/team/places/{place.pk}/leave/")
    assert "Nobody else in the team does this" in asked.text
    assert "Hand it over first" in asked.text
    assert place.is_held()
