"""Closing an account in every circle, and making two accounts of one human into one with proof of both."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from kernel.actors import SYSTEM
from kernel.errors import Conflict
from kernel.time import now
from provisioning import running
from provisioning.accounts import ending, joining
from shared_apps.identity import merging
from shared_apps.identity.models import Account, Browser
from shared_apps.identity.offices import holds_office
from shared_apps.identity.services import account_for, circles_of, link_circle
from shared_apps.runs.models import Run
from tenant_apps.people.models import Hat, Person
from tenant_apps.people.services import add_person, give_hat, link_account
from tenants.context import in_circle, in_federation
from tests import world
from tests.entry.journey import Browser as Jar
from tests.entry.journey import code_in_mail

pytestmark = pytest.mark.django_db
SOL, AMINA, JUNE = "sol@heronmark.example", "amina@kestrelmark.example", "june@both.example"
KEPT = "amina.second@kestrelmark.example"


@pytest.fixture(autouse=True)
def _nobody_waits(settings):
    settings.RUN_WAKER = ""


@pytest.fixture
def no_wait(monkeypatch):
    monkeypatch.setattr(joining, "WAITS", timedelta(0))


@pytest.fixture
def account(cast, clapton_cast):
    def of(email: str) -> Account:
        with in_federation():
            return account_for(email)

    return of


def home(account: Account) -> Client:
    return world.account_browser(account)


def by_hand(run: Run) -> None:
    """What a worker does, step by step; how it stands being killed is tested with the other runs."""
    from provisioning.running import Work, kind_of

    for step in kind_of(run).steps:
        step.do(Work(run, None, run.facts, run.found))  # type: ignore[arg-type]


# --- closing ----------------------------------------------------------------------------------------------------------


def test_sol_closes_his_account_and_stays_a_member_without_a_way_in(account, calderdale, cast):
    sol = account(SOL)
    jar = Jar()
    jar.sign_in(calderdale, SOL)
    browser = home(sol)
    assert "Calderdale" in browser.get("/account/close/").content.decode()
    assert browser.post("/account/close/", {"sure": ""}).status_code == 422  # not sure yet
    assert "Your account is closed" in browser.post("/account/close/", {"sure": "on"}).content.decode()
    assert browser.get("/account/").status_code == 302
    assert jar.get(f"{calderdale.url}/home/").status_code == 302
    with in_federation():
        by_hand(Run.objects.get(kind="close_account"))
        assert not Account.objects.filter(pk=sol.pk).exists()
        assert not Browser.objects.filter(account_id=sol.pk).exists()
    with in_circle(calderdale):
        person = Person.objects.get(pk=cast.sol.pk)
        assert (person.account_id, person.is_present) == (None, True)
    assert mail.outbox[-1].to == [SOL]
    assert "your account is closed" in mail.outbox[-1].body


@pytest.mark.parametrize(("liked", "left"), [("email", "phone"), ("post", "post")])
def test_sol_says_which_circles_may_go_on_writing_and_the_others_take_his_address_off(
    account, calderdale, cast, liked, left
):
    sol = account(SOL)
    with in_circle(calderdale):
        Person.objects.filter(pk=cast.sol.pk).update(phone="01632 960 222", reach_by=liked)
    page = home(sol).get("/account/close/").text
    assert f"Calderdale Care Circle: {SOL}" in page
    assert "are forgotten here" in page
    assert home(sol).post("/account/close/", {"sure": "on"}).status_code == 200
    with in_federation():
        by_hand(Run.objects.get(kind="close_account"))
    with in_circle(calderdale):
        person = Person.objects.get(pk=cast.sol.pk)
        assert (person.email, person.reach_by) == ("", left)
    assert "the others have taken it off" in mail.outbox[-1].body


def test_a_circle_that_may_go_on_writing_keeps_the_address(account, calderdale, cast):
    sol = account(SOL)
    home(sol).post("/account/close/", {"sure": "on", "may_write": [str(calderdale.id)]})
    with in_federation():
        by_hand(Run.objects.get(kind="close_account"))
    with in_circle(calderdale):
        assert Person.objects.get(pk=cast.sol.pk).email == SOL


def test_the_run_of_closing_keeps_ids_and_no_address(account):
    with in_federation():
        run = ending.close(account(SOL))
    assert SOL not in str(vars(run))


def test_the_last_steward_finds_another_one_first(account, calderdale, cast):
    cora = account("cora@heronmark.example")
    page = home(cora).get("/account/close/").content.decode()
    assert "last steward of Calderdale Care Circle" in page
    home(cora).post("/account/close/", {"sure": "on"})
    with in_federation():
        assert Account.objects.get(pk=cora.pk).is_active
        assert not Run.objects.filter(kind="close_account").exists()
    with in_circle(calderdale):
        give_hat(Person.objects.get(pk=cast.fin.pk), Hat.Kind.STEWARD, by=SYSTEM)
    home(cora).post("/account/close/", {"sure": "on"})
    with in_federation():
        assert not Account.objects.get(pk=cora.pk).is_active


def test_a_steward_who_cannot_sign_in_does_not_count_as_another_one(account, calderdale):
    with in_circle(calderdale):
        give_hat(add_person("Paper Steward", by=SYSTEM), Hat.Kind.STEWARD, by=SYSTEM)
    with in_federation(), pytest.raises(Conflict):
        ending.close(account("cora@heronmark.example"))


def test_an_officer_of_the_national_coop_lays_the_office_down_first(account):
    sol = account(SOL)
    holds_office(account_id=sol.pk, circle_id=None, since_on=now().date())
    with in_federation(), pytest.raises(Conflict, match="national"):
        ending.close(sol)


def test_every_step_of_closing_can_be_done_again(account):
    with in_federation():
        run = ending.close(account(SOL))
        by_hand(run)
        by_hand(run)


# --- two into one -----------------------------------------------------------------------------------------------------


def merge(kept: str, gone: str, account) -> tuple[Client, str]:
    """Begin as `kept`, sign in as `gone`: the browser, and the page it then stands before."""
    browser = home(account(kept))
    answer = browser.post("/account/merge/")
    assert answer["Location"] == "/sign-in/?next=%2Faccount%2Fmerge%2Fconfirm%2F"
    assert browser.get("/account/").status_code == 302
    browser.post("/sign-in/", {"email": gone, "next": "/account/merge/confirm/"})
    where = "/account/merge/confirm/"
    answer = browser.post("/sign-in/code/", {"code": code_in_mail(), "next": where})
    assert answer["Location"] == where
    return browser, browser.get(where).content.decode()


def test_two_accounts_become_one_and_the_circles_come_along(account, calderdale, clapton, clapton_cast, no_wait):
    amina, kept = account(AMINA), account(KEPT)
    link_circle(account_id=kept.pk, circle_id=calderdale.id)
    browser, page = merge(KEPT, AMINA, account)
    assert KEPT in page
    assert AMINA in page
    assert "Clapton Care Circle" in page
    assert "Nothing has changed yet" in browser.post("/account/merge/confirm/").content.decode()
    with in_federation():
        by_hand(Run.objects.get(kind="merge_accounts"))
        assert not Account.objects.filter(pk=amina.pk).exists()
        assert set(circles_of(kept)) == {calderdale.id, clapton.id}
    with in_circle(clapton):
        assert Person.objects.get(pk=clapton_cast.amina.pk).account_id == kept.pk
    _page, where = Jar().sign_in(clapton, KEPT)
    assert where == f"{clapton.url}/home/"


def test_where_both_have_a_person_the_page_says_what_to_do(account, clapton, clapton_cast):
    browser, page = merge(AMINA, JUNE, account)
    assert "Both accounts have a person in Clapton Care Circle" in page
    assert "Written down twice?" in page
    assert "cannot become part of" in page
    assert "It is done in 24 hours" not in page, "nothing is promised that is not done"
    assert "These circles come along" not in page
    browser.post("/account/merge/confirm/")
    with in_federation():
        assert not Run.objects.filter(kind="merge_accounts").exists()
        assert Account.objects.get(email=JUNE).is_active


def test_a_note_is_good_once_for_a_quarter_of_an_hour_and_not_for_oneself(account, monkeypatch):
    browser, _page = merge(SOL, AMINA, account)
    note = browser.cookies[merging.cookie_name()].value
    browser.post("/account/merge/confirm/")
    with in_federation():
        otto = home(account("otto@heronmark.example"))
    otto.cookies[merging.cookie_name()] = note
    assert otto.get("/account/merge/confirm/").status_code == 409  # used
    otto.post("/account/merge/")  # now with a note of his own
    again = home(account("otto@heronmark.example"))
    again.cookies[merging.cookie_name()] = otto.cookies[merging.cookie_name()].value
    said = again.get("/account/merge/confirm/").content.decode()
    assert "same account again" in said
    assert 'action="/account/merge/"' in said  # one press, and it goes on with the other account
    again.cookies[merging.cookie_name()] = note[:-4] + "AAAA"
    assert again.get("/account/merge/confirm/").status_code == 409


def test_a_note_dies_when_its_owner_signs_out_everywhere(account):
    browser, _page = merge(SOL, AMINA, account)
    home(account(SOL)).post("/sign-out/everywhere/")
    assert browser.get("/account/merge/confirm/").status_code == 409


def test_moving_people_can_be_done_again_after_it_stopped_half_way(account, calderdale, clapton):
    sol, amina = account(SOL), account(AMINA)
    link_circle(account_id=amina.pk, circle_id=calderdale.id)
    with in_circle(calderdale):
        link_account(add_person("Amina Here", by=SYSTEM), amina.pk, by=SYSTEM)
    with in_federation(), pytest.raises(Conflict):
        joining.ask(amina, sol)  # both are in Calderdale now
    assert settings.SIGN_IN_HOST


def asked(gone: Account, kept: Account) -> Run:
    with in_federation():
        return running.carry_out(joining.ask(gone, kept).pk)


def link_in(letter) -> str:
    [path] = re.findall(r"/account/merge/stop/[^\s]+/", letter.body)
    return path


@pytest.mark.parametrize("whose", [KEPT, AMINA])
def test_both_addresses_are_told_at_once_and_either_may_stop_it_for_a_day(account, clapton, clapton_cast, whose):
    amina, kept = account(AMINA), account(KEPT)
    run = asked(amina, kept)
    letters = {letter.to[0]: letter for letter in mail.outbox[-2:]}
    assert set(letters) == {KEPT, AMINA}
    assert (run.state, run.due_at - now() > timedelta(hours=23)) == (Run.State.WAITING, True)
    stranger = Client(headers={"host": settings.SIGN_IN_HOST})
    page = stranger.get(link_in(letters[whose]))
    assert "Nothing has changed yet" in page.text
    assert stranger.get(link_in(letters[whose])[:-3] + "x/").status_code == 404
    assert "Both accounts stay as they were" in stranger.post(link_in(letters[whose])).text
    with in_federation():
        run = running.carry_out(run.pk)
        assert run.state == Run.State.CANCELLED
        assert Account.objects.filter(pk__in=[amina.pk, kept.pk], is_active=True).count() == 2
    with in_circle(clapton):
        assert Person.objects.get(pk=clapton_cast.amina.pk).account_id == amina.pk
    assert {letter.to[0] for letter in mail.outbox[-2:]} == {KEPT, AMINA}
    assert "Both stay as they were" in " ".join(mail.outbox[-1].body.split())


def test_after_a_day_it_is_final_and_the_link_stops_nothing_any_more(account, no_wait):
    amina, kept = account(AMINA), account(KEPT)
    run = asked(amina, kept)
    assert run.state == Run.State.DONE
    assert {letter.to[0] for letter in mail.outbox[-2:]} == {KEPT, AMINA}
    stranger = Client(headers={"host": settings.SIGN_IN_HOST})
    assert stranger.post(f"/account/merge/stop/{merging.stop_note(run.pk)}/").status_code == 409


def test_while_one_waits_neither_account_takes_part_in_another(account):
    amina, kept, olek = account(AMINA), account(KEPT), account("olek.third@kestrelmark.example")
    asked(amina, kept)
    with in_federation(), pytest.raises(Conflict, match="waits"):
        joining.ask(olek, kept)


def test_what_became_impossible_while_it_waited_is_not_done_and_both_are_told(account, monkeypatch):
    amina, kept = account(AMINA), account(KEPT)
    run = asked(amina, kept)
    holds_office(account_id=amina.pk, circle_id=None, since_on=now().date())
    with in_federation():
        run.found["until"] = now().isoformat()
        run.due_at = now()
        run.save()
        run = running.carry_out(run.pk)
        assert run.state == Run.State.CANCELLED
        assert Account.objects.get(pk=amina.pk).is_active


def test_nothing_goes_on_while_the_mail_cannot_be_handed_in(account, no_wait, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    run = asked(account(AMINA), account(KEPT))
    assert run.state == Run.State.WAITING
    assert "cannot be handed in" in run.steps.get(name="tell").said


def test_of_two_last_stewards_who_close_at_the_same_moment_the_second_is_told_while_they_can_still_come_in(
    account, calderdale, cast
):
    with in_circle(calderdale):
        give_hat(cast.fin, Hat.Kind.STEWARD, by=SYSTEM)
        cora, fin = (Person.objects.get(pk=each.pk).account_id for each in (cast.cora, cast.fin))
    with in_federation():
        first, second = (Account.objects.get(pk=pk) for pk in (cora, fin))
    assert not ending.hindrances_to_closing(first)
    assert not ending.hindrances_to_closing(second)
    ending.close(first)  # nobody has carried it out yet
    with pytest.raises(Conflict) as refused:
        ending.close(second)
    assert refused.value.code == "cannot_close"
    with in_federation():
        assert Account.objects.get(pk=fin).is_active
    with in_circle(calderdale):
        assert list(Person.objects.signing_in().wearing(Hat.Kind.STEWARD).values_list("pk", flat=True)) == [cast.fin.pk]
