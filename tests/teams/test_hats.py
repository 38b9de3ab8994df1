"""Hats of a team: by consent, for a term, handed over in one step; and the last essential one never just vanishes."""

from datetime import timedelta

import pytest

from kernel.actors import SYSTEM
from kernel.errors import Conflict, NotAllowed, RuleBroken
from kernel.time import now
from shared_apps.federation import here as mode_here
from tenant_apps.journal.models import Entry
from tenant_apps.journal.services import deliver_due
from tenant_apps.people.models import today
from tenant_apps.people.services import leave_circle, lift_suspension, suspend_person
from tenant_apps.teams import services as teams
from tenant_apps.teams.models import Place, TeamHat
from tenant_apps.teams.services import hats
from tenant_apps.teams.services.minding import mind_hats
from tenants.context import circle_context, in_circle

pytestmark = pytest.mark.django_db
ROTA, CHAT = TeamHat.Kind.ROTA_HOLDER, TeamHat.Kind.CHAT_ADMIN


def worn(team, kind=ROTA):
    return {hat.person.name.split()[0] for hat in TeamHat.objects.worn().filter(team=team, kind=kind)}


@pytest.fixture
def sols(here, iris_team, cast):
    """Sol keeps the rota."""
    hat = hats.ask_hat(iris_team, cast.sol, ROTA, by=cast.iris)
    return hats.answer_hat(hat, yes=True, by=cast.sol)


def vacancies():
    return Entry.objects.filter(event="teams.TeamHatVacant").count()


def test_iris_asks_sol_says_yes_and_wears_it_for_six_months(here, iris_team, cast):
    hat = hats.ask_hat(iris_team, cast.sol, ROTA, by=cast.iris)
    assert worn(iris_team) == set()
    for somebody in (cast.june, cast.cora, cast.otto, cast.fin):
        with pytest.raises(NotAllowed):
            hats.answer_hat(hat, yes=True, by=somebody)
    hat = hats.answer_hat(hat, yes=True, by=cast.sol)
    assert worn(iris_team) == {"Sol"}
    assert 180 <= (hat.until_on - today()).days <= 185
    with pytest.raises(Conflict):
        hats.answer_hat(hat, yes=True, by=cast.sol)


def test_what_sol_offers_begins_when_iris_agrees_and_she_may_say_no(here, iris_team, cast):
    hat = hats.ask_hat(iris_team, cast.sol, ROTA, by=cast.sol)
    with pytest.raises(NotAllowed):
        hats.agree_to_hat(hat, yes=True, by=cast.june)
    hats.agree_to_hat(hat, yes=True, by=cast.iris)
    assert worn(iris_team) == {"Sol"}
    other = hats.agree_to_hat(hats.ask_hat(iris_team, cast.june, CHAT, by=cast.june), yes=False, by=cast.iris)
    assert other.ended_how == TeamHat.Ended.NOT_AGREED


def test_the_team_agrees_when_all_the_others_have_said_that_nothing_speaks_against_it(here, iris_team, cast):
    hat = hats.ask_hat(iris_team, cast.sol, ROTA, by=cast.sol)
    hats.say_of_hat(hat, is_against=False, by=cast.june)
    assert worn(iris_team) == set()  # silence is no yes
    hats.say_of_hat(hat, is_against=True, by=cast.adah)
    hats.say_of_hat(hat, is_against=False, by=cast.june)
    assert worn(iris_team) == set()
    hats.say_of_hat(hat, is_against=False, by=cast.adah)
    assert worn(iris_team) == {"Sol"}
    with pytest.raises(Conflict):
        hats.say_of_hat(hat, is_against=True, by=cast.june)


def test_nobody_agrees_to_their_own_and_who_stands_in_or_is_a_stranger_says_nothing(here, iris_team, cast):
    hat = hats.ask_hat(iris_team, cast.sol, ROTA, by=cast.sol)
    for somebody in (cast.sol, cast.fin, cast.otto, cast.cora):
        with pytest.raises(NotAllowed):
            hats.say_of_hat(hat, is_against=False, by=somebody)
    for somebody in (cast.fin, cast.otto, cast.cora):
        with pytest.raises(Conflict):
            hats.ask_hat(iris_team, somebody, ROTA, by=cast.iris)
        with pytest.raises(NotAllowed):
            hats.ask_hat(iris_team, cast.sol, ROTA, by=somebody)


def test_handed_over_the_old_one_ends_when_the_new_one_says_yes(sols, iris_team, cast):
    new = hats.lay_down(sols, successor=cast.june, by=cast.sol)
    assert worn(iris_team) == {"Sol"}
    hats.answer_hat(new, yes=True, by=cast.june)
    assert worn(iris_team) == {"June"}
    sols.refresh_from_db()
    assert sols.ended_how == TeamHat.Ended.HANDED_OVER
    assert vacancies() == 0


def test_who_is_against_a_hand_over_leaves_it_to_iris(sols, iris_team, cast):
    new = hats.lay_down(sols, successor=cast.june, by=cast.sol)
    hats.say_of_hat(new, is_against=True, by=cast.adah)
    hats.answer_hat(new, yes=True, by=cast.june)
    assert worn(iris_team) == {"Sol"}
    hats.agree_to_hat(new, yes=True, by=cast.iris)
    assert worn(iris_team) == {"June"}


def test_the_last_one_that_is_needed_is_not_laid_down_without_a_word(sols, iris_team, cast):
    with pytest.raises(RuleBroken) as refused:
        hats.lay_down(sols, by=cast.sol)
    assert refused.value.code == "last_of_its_kind"
    hats.lay_down(sols, leaves_vacant=True, by=cast.sol)
    assert worn(iris_team) == set()
    assert vacancies() == 1
    chat = hats.answer_hat(hats.ask_hat(iris_team, cast.sol, CHAT, by=cast.iris), yes=True, by=cast.sol)
    hats.lay_down(chat, by=cast.sol)  # one the team can do without
    assert vacancies() == 1


def test_of_two_who_keep_the_rota_one_may_stop_at_once(sols, iris_team, cast):
    junes = hats.answer_hat(hats.ask_hat(iris_team, cast.june, ROTA, by=cast.iris), yes=True, by=cast.june)
    hats.lay_down(sols, by=cast.sol)
    assert vacancies() == 0
    with pytest.raises(RuleBroken):
        hats.lay_down(junes, by=cast.june)
    with pytest.raises(NotAllowed):
        hats.lay_down(junes, leaves_vacant=True, by=cast.sol)


def test_sol_goes_on_for_another_term_when_iris_agrees(sols, iris_team, cast):
    TeamHat.objects.filter(pk=sols.pk).update(until_on=today() + timedelta(days=5))
    again = hats.go_on(sols, by=cast.sol)
    assert again.from_on is None
    hats.agree_to_hat(again, yes=True, by=cast.iris)
    assert worn(iris_team) == {"Sol"}
    assert TeamHat.objects.worn().get(team=iris_team).until_on > today() + timedelta(days=150)
    assert vacancies() == 0


def test_a_term_is_a_year_at_most_and_nobody_is_asked_twice(here, iris_team, cast):
    for months in (0, 13):
        with pytest.raises(Exception, match="one to twelve"):
            hats.ask_hat(iris_team, cast.sol, ROTA, months=months, by=cast.iris)
    hats.ask_hat(iris_team, cast.sol, ROTA, months=12, by=cast.iris)
    with pytest.raises(Conflict):
        hats.ask_hat(iris_team, cast.sol, ROTA, by=cast.iris)


def test_the_wearer_is_told_28_and_7_days_before_and_a_term_that_is_over_leaves_a_gap_that_is_said(sols, iris_team):
    reminded = Entry.objects.filter(event="teams.TeamHatEndsSoon")
    for days, told in ((29, 0), (28, 1), (27, 1), (7, 2), (1, 2)):
        change = {"until_on": today() + timedelta(days=days)}
        if days == 7:
            change["reminded_on"] = today() - timedelta(days=21)
        TeamHat.objects.filter(pk=sols.pk).update(**change)
        mind_hats(by=SYSTEM)
        mind_hats(by=SYSTEM)
        assert reminded.count() == told, days
        if days == 28:
            TeamHat.objects.filter(pk=sols.pk).update(reminded_on=today() - timedelta(days=1))
    TeamHat.objects.filter(pk=sols.pk).update(from_on=today() - timedelta(days=9), until_on=today())
    assert worn(iris_team) == set()  # before the night's work, too
    mind_hats(by=SYSTEM)
    mind_hats(by=SYSTEM)
    assert vacancies() == 1
    sols.refresh_from_db()
    assert sols.ended_how == TeamHat.Ended.RAN_OUT


def test_a_question_nobody_answers_is_closed_after_four_weeks(here, iris_team, cast):
    hat = hats.ask_hat(iris_team, cast.sol, ROTA, by=cast.iris)
    TeamHat.objects.filter(pk=hat.pk).update(asked_at=now() - timedelta(days=29))
    mind_hats(by=SYSTEM)
    hat.refresh_from_db()
    assert hat.ended_how == TeamHat.Ended.NOT_ANSWERED


def test_whoever_leaves_the_team_wears_nothing_from_that_moment_and_it_is_said(sols, iris_team, cast):
    Place.objects.filter(team=iris_team, person=cast.sol).update(ended_at=now(), ended_how="left")
    assert worn(iris_team) == set()
    mind_hats(by=SYSTEM)
    assert vacancies() == 1


def test_whoever_leaves_the_team_wears_nothing_there_and_a_team_that_ends_has_no_hats(iris_team, cast, calderdale):
    with in_circle(calderdale):
        for somebody, kind in ((cast.sol, ROTA), (cast.june, CHAT)):
            hats.answer_hat(hats.ask_hat(iris_team, somebody, kind, by=cast.iris), yes=True, by=somebody)
        teams.leave(Place.objects.get(team=iris_team, person=cast.sol), by=cast.sol)
    with circle_context(calderdale):
        deliver_due()
    with in_circle(calderdale):
        assert TeamHat.objects.get(team=iris_team, person=cast.sol).ended_how == TeamHat.Ended.LEFT_TEAM
        assert vacancies() == 1
        teams.end_team(iris_team, by=cast.iris)
    with circle_context(calderdale):
        deliver_due()
    with in_circle(calderdale):
        assert TeamHat.objects.get(team=iris_team, person=cast.june).ended_how in ("team_ended", "left_team")
        assert vacancies() == 1


def test_whoever_leaves_the_circle_wears_nothing_and_the_team_is_written_to(iris_team, cast, calderdale, mailoutbox):
    with in_circle(calderdale):
        hats.answer_hat(hats.ask_hat(iris_team, cast.sol, ROTA, by=cast.iris), yes=True, by=cast.sol)
        leave_circle(cast.sol, by=cast.sol)
    with circle_context(calderdale):
        deliver_due()
        deliver_due()
    with in_circle(calderdale):
        assert worn(iris_team) == set()
        assert vacancies() == 1
    told = [mail for mail in mailoutbox if "cannot do without" in mail.body]
    assert {mail.to[0] for mail in told} == {cast.iris.email, cast.adah.email, cast.june.email}
    for mail in told:
        assert "Sol" not in mail.subject + mail.body
        assert f"/team/{iris_team.pk}/hats/" in mail.body


def test_the_hats_of_somebody_suspended_rest_and_the_team_hears_what_it_lacks(iris_team, cast, calderdale):
    with in_circle(calderdale):
        hats.answer_hat(hats.ask_hat(iris_team, cast.sol, ROTA, by=cast.iris), yes=True, by=cast.sol)
        suspend_person(cast.sol, reason="A talk is needed", talk_to=cast.cora, by=cast.cora)
        assert worn(iris_team) == set()
    with circle_context(calderdale):
        deliver_due()
    with in_circle(calderdale):
        assert vacancies() == 1
        lift_suspension(cast.sol, by=cast.cora)
        assert worn(iris_team) == {"Sol"}


def test_the_record_of_medicines_needs_a_circle_that_may_help_with_medicine(here, iris_team, cast, monkeypatch):
    medicines = TeamHat.Kind.MEDICATION_RECORD_HOLDER
    hats.ask_hat(iris_team, cast.sol, medicines, by=cast.iris)  # Calderdale is hosted
    for mode in ("community", "introductory", ""):
        monkeypatch.setattr(hats, "written_mode", lambda said=mode: said)
        with pytest.raises(RuleBroken) as refused:
            hats.ask_hat(iris_team, cast.june, medicines, by=cast.iris)
        assert refused.value.code == "not_in_this_mode"
    assert mode_here.written_mode() == "hosted"


def test_the_yes_of_somebody_who_does_not_sign_in_is_noted_by_whoever_heard_it(here, iris_team, cast):
    type(cast.june).objects.filter(pk=cast.june.pk).update(account_id=None)
    hat = hats.ask_hat(iris_team, cast.june, ROTA, by=cast.iris)
    with pytest.raises(NotAllowed):
        hats.answer_hat(hat, yes=True, by=cast.otto)
    hat = hats.answer_hat(hat, yes=True, by=cast.sol)
    assert hat.accepted_by == cast.sol
    assert worn(iris_team) == {"June"}


# --- on the pages -----------------------------------------------------------------------------------------------------


def test_sol_offers_on_the_page_and_adah_agrees_for_iris_with_both_names(
    iris_team, cast, browser_of, calderdale, adah_acts
):
    at = f"/team/{iris_team.pk}/hats/"
    sol = browser_of(calderdale, cast.sol)
    assert "Nobody does it" in sol.get(at).text
    sent = {"kind": "rota_holder", "person": str(cast.sol.pk), "months": "3"}
    assert sol.post(f"{at}ask/", {**sent, "months": "13"}).status_code == 422
    assert sol.post(f"{at}ask/", sent).status_code == 302
    with in_circle(calderdale):
        hat = TeamHat.objects.waiting().get(team=iris_team)
    assert "I agree" not in sol.get(at).text
    assert "I agree" in adah_acts.get(at).text
    assert adah_acts.post(f"{at}{hat.pk}/answer/", {"do": "agree"}).status_code == 302
    with in_circle(calderdale):
        began = Entry.objects.get(event="teams.TeamHatBegan", payload__hat_id=str(hat.pk))
        assert (began.actor_id, began.on_behalf_of) == (cast.adah.pk, cast.iris.pk)
        assert worn(iris_team) == {"Sol"}


def test_the_page_says_that_it_is_the_last_and_asks_for_a_word(sols, iris_team, cast, browser_of, calderdale):
    at = f"/team/{iris_team.pk}/hats/{sols.pk}/lay-down/"
    sol = browser_of(calderdale, cast.sol)
    assert "Nobody else does this" in sol.get(at).text
    answer = sol.post(at, {"successor": ""})
    assert answer.status_code == 422
    assert sol.post(at, {"successor": "", "leaves_vacant": "on"}).status_code == 302
    page = browser_of(calderdale, cast.june).get(f"/team/{iris_team.pk}/").text
    assert "Nobody does this just now, and it is needed" in page
    assert browser_of(calderdale, cast.june).get(at).status_code == 404
