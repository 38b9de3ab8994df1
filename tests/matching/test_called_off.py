"""A first visit that does not take place is said plainly, to whoever might set out for it and to whoever waits at home;
and somebody who does not sign in hears everything from the circle."""

import re
from datetime import timedelta

import pytest

from kernel.actors import OnBehalf
from kernel.errors import Conflict, RuleBroken
from kernel.time import now
from tenant_apps.helping import services as helping
from tenant_apps.matching.models import Ask, Introduction, Offer, Step
from tenant_apps.matching.services import closing, exclusions, introductions, shortlists, trying
from tenant_apps.matching.services.exclusions import whom_they_may_name
from tenant_apps.people.models import Person
from tenant_apps.people.services import leave_circle
from tests.matching.meeting import *  # noqa: F403
from tests.matching.meeting import HERE, bring_up, to_trial, wants

pytestmark = pytest.mark.usefixtures("db")
OFF = "does not take place"
BOARD = "/circle/matching/introductions/"


@pytest.fixture
def iris(browser_of, calderdale, cast):
    return browser_of(calderdale, cast.iris)


@pytest.fixture
def sol(browser_of, calderdale, cast):
    return browser_of(calderdale, cast.sol)


@pytest.fixture
def cora(browser_of, calderdale, cast):
    return browser_of(calderdale, cast.cora)


@pytest.fixture
def arranged(talking, cast):
    return to_trial(talking, cast.iris, cast.sol)


def test_when_iris_ends_it_sol_reads_which_visit_is_off_until_its_hour_and_no_name(
    arranged, iris, sol, cast, here, mailoutbox
):
    here.tell()
    mailoutbox.clear()
    assert "the visit" in iris.get(f"{HERE}{arranged.pk}/").text
    iris.post(f"{HERE}{arranged.pk}/stop/")
    here.tell()
    (letter,) = [mail for mail in mailoutbox if OFF in mail.body]
    assert letter.to == [cast.sol.email]
    assert OFF in letter.subject
    assert cast.iris.called not in letter.subject + letter.body
    page = sol.get(f"{HERE}{arranged.pk}/").text
    assert OFF in page
    assert cast.iris.called not in page
    assert OFF in sol.get("/home/").text
    Introduction.objects.update(off_at=now() - timedelta(minutes=1))
    for at in (f"{HERE}{arranged.pk}/", "/home/"):
        assert OFF not in sol.get(at).text


def test_another_time_calls_the_first_one_off_and_both_read_so(arranged, iris, sol, cast, here, mailoutbox):
    here.tell()
    mailoutbox.clear()
    assert "With this you call off the visit" in sol.get(f"{HERE}{arranged.pk}/").text
    again = trying.suggest_trial(arranged, cast.sol, now() + timedelta(days=4), is_paid=False, by=cast.sol)
    here.tell()
    assert [mail.to for mail in mailoutbox if OFF in mail.body] == [[cast.iris.email]]
    for browser in (iris, sol):
        assert OFF in browser.get(f"{HERE}{again.pk}/").text
        assert OFF in browser.get("/home/").text


def test_at_the_same_time_after_all_nothing_is_off(arranged, cast, iris):
    same = arranged.trial_at
    trying.suggest_trial(arranged, cast.sol, now() + timedelta(days=4), is_paid=False, by=cast.sol)
    row = trying.suggest_trial(arranged, cast.iris, same, is_paid=False, where="Here", by=cast.iris)
    trying.agree_trial(row, cast.sol, row.trial_number, by=cast.sol)
    assert OFF not in iris.get(f"{HERE}{row.pk}/").text


def test_a_suggestion_from_an_old_page_does_not_take_the_place_of_one_that_was_not_read(talking, sol, cast):
    def sends(seen):
        day = (now() + timedelta(days=3)).date().isoformat()
        said = {"number": seen, "day": day, "time": "10:00", "is_paid": "no", "where": ""}
        return sol.post(f"{HERE}{talking.pk}/trial/", said)

    trying.suggest_trial(talking, cast.iris, now() + timedelta(days=2), is_paid=False, where="Here", by=cast.iris)
    late = sends(0)
    assert late.status_code == 422
    assert "Another time was suggested meanwhile" in late.text
    assert sends(1).status_code == 302
    with pytest.raises(Conflict):
        at = now() + timedelta(days=5)
        trying.suggest_trial(talking, cast.iris, at, is_paid=False, where="Here", seen=1, by=cast.iris)


# --- who does not sign in ---------------------------------------------------------------------------------------------


@pytest.fixture
def by_telephone(talking, cast):
    """Iris has no account any more: Cora speaks with her."""
    Person.objects.filter(pk=cast.iris.pk).update(account_id=None)
    cast.iris.refresh_from_db()
    return talking


def test_cora_finds_on_her_first_page_whom_to_speak_with_and_reads_out_who_it_is(
    by_telephone, cora, cast, here, mailoutbox
):
    assert "waits to be spoken with" in cora.get("/home/").text
    for at in ("/home/", "/circle/", "/circle/matching/"):
        assert f'href="{BOARD}"' in cora.get(at).text
    page = cora.get(f"{BOARD}{by_telephone.pk}/asker/").text
    assert re.search(f"<h1>{cast.sol.called}\\s*</h1>", page)
    assert "/messages/with/" not in page
    here.tell()
    mailoutbox.clear()
    trying.suggest_trial(by_telephone, cast.sol, now() + timedelta(days=4), is_paid=False, by=cast.sol)
    here.tell()
    (letter,) = [mail for mail in mailoutbox if mail.to == [cast.cora.email]]
    assert f"{BOARD}{by_telephone.pk}/asker/" in letter.body
    assert cast.iris.called not in letter.body


def test_nobody_writes_to_somebody_who_would_not_read_it(by_telephone, sol, cast):
    Step.objects.filter(person=cast.iris, what="talk").update(words="")
    page = sol.get(f"{HERE}{by_telephone.pk}/").text
    assert "A coordinator passes on" in page
    assert "/messages/with/" not in page
    assert sol.get(f"/messages/with/introduction/{by_telephone.pk}/").status_code == 404
    given = helping.ask_for_help(cast.iris, cast.adah, ["care"], until_on=None, by=cast.iris)
    helping.accept(given, by=cast.adah)
    assert f"/messages/with/introduction/{by_telephone.pk}/" in sol.get(f"{HERE}{by_telephone.pk}/").text


def test_that_her_visit_is_off_stands_on_the_board_until_cora_has_told_iris(by_telephone, cora, cast, here, mailoutbox):
    row = to_trial(by_telephone, cast.iris, cast.sol)
    leave_circle(cast.sol, by=cast.sol)
    here.tell()
    assert OFF in next(mail.body for mail in reversed(mailoutbox) if mail.to == [cast.cora.email])
    board, at = cora.get(BOARD).text, f"{BOARD}{row.pk}/asker/"
    assert "To be told" in board
    assert OFF in board
    assert at in board
    assert OFF in cora.get(at).text
    for _twice in range(2):
        assert cora.post(f"{at}heard/").status_code == 302
    assert Step.objects.filter(introduction=row, what="heard", said_by=cast.cora).count() == 1
    assert "To be told" not in cora.get(BOARD).text
    assert "They know now" not in cora.get(at).text


def test_only_whoever_speaks_with_somebody_says_that_they_know(arranged, iris, cast):
    closing.close_all_for(arranged.ask_id, by=cast.cora)
    assert iris.post(f"{HERE}{arranged.pk}/heard/").status_code == 404


# --- what is agreed ---------------------------------------------------------------------------------------------------


def test_nobody_promises_more_than_the_ask_says_or_goes_below_their_own_offer(talking, cast, monkeypatch):
    monkeypatch.setattr(trying, "offers_paid_work", lambda: True)
    Ask.objects.filter(pk=talking.ask_id).update(most_an_hour_minor=1500)
    Offer.objects.filter(person=cast.sol).update(least_an_hour_minor=1300)
    at = now() + timedelta(days=2)

    def suggests(who, pence, by=None):
        said = {"is_paid": True, "an_hour_minor": pence, "where": "Here"}
        return trying.suggest_trial(talking, who, at, **said, by=by or who)

    for who, pence, says in ((cast.iris, 1600, "£15"), (cast.sol, 1200, "£13")):
        with pytest.raises(RuleBroken) as refused:
            suggests(who, pence)
        assert says in str(refused.value.errors["an_hour"][0])
    row = suggests(cast.sol, 1600)  # of her limit he is told nothing
    with pytest.raises(RuleBroken) as refused:
        trying.agree_trial(row, cast.iris, row.trial_number, where="Here", by=cast.iris)
    assert "£15" in str(refused.value.errors["an_hour"][0])
    assert suggests(cast.iris, 1400).trial_an_hour_minor == 1400


def test_adah_who_does_not_act_in_matters_of_money_promises_no_pay_that_iris_did_not_name(talking, cast, monkeypatch):
    monkeypatch.setattr(trying, "offers_paid_work", lambda: True)
    given = helping.ask_for_help(cast.iris, cast.adah, ["care"], until_on=None, by=cast.iris)
    adah = OnBehalf(cast.adah, cast.iris.pk, helping.accept(given, by=cast.adah).pk)
    said = {"is_paid": True, "an_hour_minor": 1400, "where": "Here"}
    with pytest.raises(RuleBroken) as refused:
        trying.suggest_trial(talking, cast.iris, now() + timedelta(days=2), **said, by=adah)
    assert "matters of money" in str(refused.value.errors["an_hour"][0])
    Ask.objects.filter(pk=talking.ask_id).update(most_an_hour_minor=1500)
    assert trying.suggest_trial(talking, cast.iris, now() + timedelta(days=2), **said, by=adah).trial_is_paid


def test_sol_is_not_promised_in_two_places_at_once(arranged, cast, sol):
    row = bring_up(wants(cast.june), cast.sol, by=cast.june)
    introductions.glad(row, cast.sol, by=cast.sol)
    trying.talk(row, cast.june, "", by=cast.june)
    trying.talk(row, cast.sol, "", by=cast.sol)
    near = arranged.trial_at + timedelta(minutes=30)
    row = trying.suggest_trial(row, cast.june, near, is_paid=False, where="There", by=cast.june)
    page = sol.post(f"{HERE}{row.pk}/agree/", {"number": row.trial_number})
    assert page.status_code == 422
    assert "another first visit at that time" in page.text
    later = arranged.trial_at + timedelta(hours=1)
    row = trying.suggest_trial(row, cast.june, later, is_paid=False, where="There", by=cast.june)
    assert trying.agree_trial(row, cast.sol, row.trial_number, by=cast.sol).stage == "trial"


def test_a_number_that_was_typed_is_not_dropped_because_a_box_was_not_ticked(talking, sol):
    page = sol.post(f"{HERE}{talking.pk}/talk/", {"tells": "01632 960 022"})
    assert page.status_code == 422
    assert "01632 960 022" in page.text
    assert "Tick this if they may read it" in page.text


# --- when it is over --------------------------------------------------------------------------------------------------


def test_whom_iris_got_to_know_rests_for_all_that_she_asks_and_she_may_say_rather_not(arranged, iris, cast):
    introductions.stop(arranged, cast.iris, by=cast.iris)
    again = wants(cast.iris)
    assert cast.sol.pk not in shortlists.people_there(again, [cast.sol.pk])
    assert again.pk not in shortlists.asks_there(Offer.objects.get(person=cast.sol), [again.pk])
    with pytest.raises(Conflict):
        bring_up(again, cast.sol, by=cast.iris)
    assert "/match/not-with/" in iris.get(f"{HERE}{arranged.pk}/").text
    assert iris.post("/match/not-with/", {"person": str(cast.sol.pk)}).status_code == 302
    assert exclusions.excluded_pairs() >= {(cast.iris.pk, cast.sol.pk)}


def test_whom_iris_was_only_asked_about_she_cannot_name(asked, cast):
    introductions.stop(asked, cast.sol, by=cast.sol)
    assert cast.sol not in whom_they_may_name(cast.iris, cast.iris)
    assert cast.iris not in whom_they_may_name(cast.sol, cast.sol)


def test_two_who_know_each_others_names_open_each_others_page_and_read_what_is_shared(
    talking, iris, sol, cast, browser_of, calderdale
):
    for browser, other in ((iris, cast.sol), (sol, cast.iris)):
        link = f'href="/people/{other.pk}/"'
        assert link in browser.get(f"{HERE}{talking.pk}/").text
        page = browser.get(f"/people/{other.pk}/")
        assert page.status_code == 200
        assert other.called in page.text
        assert other.email not in page.text
    assert browser_of(calderdale, cast.otto).get(f"/people/{cast.iris.pk}/").status_code == 404
    introductions.stop(talking, cast.iris, by=cast.iris)
    assert sol.get(f"/people/{cast.iris.pk}/").status_code == 404
