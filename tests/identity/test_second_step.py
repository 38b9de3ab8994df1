"""The second step: who needs one, how it is asked for, and what gets nobody past it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import mail
from django.test import Client

from kernel.time import now
from shared_apps.identity.factors import factors_of
from shared_apps.identity.models import Account
from shared_apps.identity.offices import holds_no_office, holds_office
from shared_apps.identity.proof import Proof, way_in
from shared_apps.identity.services import account_for
from shared_apps.identity.states import new_secret, state_of
from tenant_apps.people.models import Hat
from tenants.context import in_circle, in_federation
from tests import world
from tests.entry.journey import Browser, code_in_mail, sessions
from tests.identity.codes_of_an_app import code_now

pytestmark = pytest.mark.django_db
CORA = "cora@heronmark.example"
STEP = "/sign-in/second-step/"


@pytest.fixture
def cora(cast) -> Account:
    with in_federation():
        return account_for(CORA)


def set_up_app(account: Account) -> tuple[str, list[str]]:
    """The key of their app, and their recovery codes."""
    home = world.account_browser(account)
    page = home.get("/account/app/").content.decode()
    key = page.split("<code>")[1].split("</code>")[0].replace(" ", "")
    assert home.post("/account/app/", {"code": code_now(key)}).status_code == 302
    page = home.get("/account/recovery-codes/").content.decode()
    return key, [part.split("</code>")[0].replace(" ", "") for part in page.split("<code>")[1:]]


def half_way(account: Account) -> Client:
    """A browser in which the code from the e-mail was typed, and nothing more."""
    browser = Client(HTTP_HOST=settings.SIGN_IN_HOST)
    browser.post("/sign-in/", {"email": account.email})
    answer = browser.post("/sign-in/code/", {"code": code_in_mail()})
    assert answer["Location"] == STEP
    return browser


def is_in(browser: Client) -> bool:
    return browser.get("/account/").status_code == 200


def test_with_an_app_a_code_from_the_mail_is_half_the_way(cora):
    key, _codes = set_up_app(cora)
    browser = half_way(cora)
    assert not is_in(browser)
    assert browser.get("/circles/")["Location"].startswith("/sign-in/")
    # the code it was set up with was used on another page: the next one is good
    assert browser.post(STEP, {"code": f" {code_now(key, 1)[:3]} {code_now(key, 1)[3:]} "}).status_code == 302
    assert is_in(browser)


def test_a_code_of_the_app_is_good_once_for_as_long_as_it_is_shown(cora):
    key, _codes = set_up_app(cora)
    code, early = code_now(key, 1), code_now(key, 1)
    assert half_way(cora).post(STEP, {"code": code}).status_code == 302
    thief = half_way(cora)
    thief.post(STEP, {"code": early})
    assert not is_in(thief)


def test_a_recovery_code_works_once_and_the_owner_is_told(cora):
    _key, codes = set_up_app(cora)
    assert len(set(codes)) == 10
    browser = half_way(cora)
    assert browser.post(STEP, {"code": codes[3]}).status_code == 302
    assert is_in(browser)
    assert "recovery code was used" in mail.outbox[-1].body
    again = half_way(cora)
    again.post(STEP, {"code": codes[3]})
    assert not is_in(again)


def test_recovery_codes_are_shown_once_and_new_ones_make_old_ones_worthless(cora):
    _key, codes = set_up_app(cora)
    home = world.account_browser(cora, "totp")
    assert codes[0][:4] not in home.get("/account/recovery-codes/").content.decode()
    home.post("/account/recovery-codes/")
    fresh = home.get("/account/recovery-codes/").content.decode()
    assert codes[0][:4] + " " + codes[0][4:] not in fresh
    browser = half_way(cora)
    browser.post(STEP, {"code": codes[0]})
    assert not is_in(browser)


def test_guessing_ends_after_a_few_tries_and_in_every_browser(cora):
    key, _codes = set_up_app(cora)
    for _browser in range(2):
        browser = half_way(cora)
        for guess in range(3):
            browser.post(STEP, {"code": f"00000{guess}"})
    answer = half_way(cora).post(STEP, {"code": code_now(key, 1)})
    assert "tried too many times" in answer.content.decode()


def test_the_key_of_an_app_cannot_be_read_in_the_database(cora):
    key, _codes = set_up_app(cora)
    kept = Authenticator.objects.get(user=cora, type="totp")
    assert key not in str(kept.data)


def test_the_second_step_cannot_be_reached_without_the_first():
    stranger = Client(HTTP_HOST=settings.SIGN_IN_HOST)
    for path in (STEP, f"{STEP}lost/", f"{STEP}options/"):
        assert stranger.get(path)["Location"] == "/sign-in/", path


def test_a_password_is_only_the_first_step_too(cora):
    key, _codes = set_up_app(cora)
    cora.set_password("four words nobody guesses")
    cora.save()
    browser = Client(HTTP_HOST=settings.SIGN_IN_HOST)
    answer = browser.post("/sign-in/password/", {"email": CORA, "password": "four words nobody guesses"})
    assert answer["Location"] == STEP
    assert not is_in(browser)
    browser.post(STEP, {"code": code_now(key, 1)})
    assert is_in(browser)


def test_proving_it_again_takes_the_second_step_where_there_is_one(cora):
    key, _codes = set_up_app(cora)
    home = world.account_browser(cora, "totp")
    page = home.get("/account/again/").content.decode()
    assert "Send me a code by e-mail" not in page
    sent = len(mail.outbox)
    home.post("/account/again/", {"way": "send"})
    assert len(mail.outbox) == sent
    assert (
        home.post("/account/again/?next=/account/app/", {"way": "app", "code": code_now(key, 1)})["Location"]
        == "/account/app/"
    )


# --- whom it is asked of ----------------------------------------------------------------------------------------------


def test_in_the_days_of_grace_cora_comes_in_with_a_code(calderdale, cast):
    _page, where = Browser().sign_in(calderdale, CORA)
    assert where == f"{calderdale.url}/home/"


def long_in_office(calderdale) -> None:
    with in_circle(calderdale):
        Hat.objects.filter(person__name__startswith="Cora").update(from_on=now().date() - timedelta(days=30))


def test_after_the_days_of_grace_she_sets_up_a_second_step_before_she_gets_anywhere(calderdale, cast, cora):
    """The circle itself asks for it, whether the sign-in host has heard of her office or not."""
    long_in_office(calderdale)
    browser = Browser()
    page, where = browser.sign_in(calderdale, CORA)
    assert "/account/second-step/" in where
    assert "You need a second step" in page.content.decode()
    with in_circle(calderdale):
        assert not sessions().exclude(person=None).exists()
    set_up = where.replace("/second-step/", "/app/")
    key = browser.get(set_up).content.decode().split("<code>")[1].split("</code>")[0].replace(" ", "")
    _page, codes = browser.follow(browser.post(set_up, {"code": code_now(key)}), set_up)
    assert "/account/recovery-codes/" in codes
    _page, where = browser.go(f"{calderdale.url}/week/")
    assert where == f"{calderdale.url}/week/"


def test_a_session_without_it_is_over_when_the_days_are(calderdale, cast, browser_of):
    by_code, by_passkey = browser_of(calderdale, cast.cora, Proof(now(), ("code",))), browser_of(calderdale, cast.cora)
    assert by_code.get("/circle/members/").status_code == 200
    long_in_office(calderdale)
    assert by_code.get("/circle/members/")["Location"].startswith("/sign-in/")
    assert by_code.get("/api/v1/people/").status_code == 401
    assert by_passkey.get("/circle/members/").status_code == 200


def test_the_national_staff_are_asked_at_the_console_in_the_same_way(cast):
    with in_federation():
        nan = account_for("nan@national.example")
        holds_office(account_id=nan.pk, circle_id=None, since_on=now().date() - timedelta(days=30))
    path = way_in(state_of(new_secret()), "/", circle_id=None).split(settings.SIGN_IN_HOST)[1]
    browser = world.account_browser(nan)
    assert browser.get(path)["Location"].startswith("/account/second-step/")
    set_up_app(nan)
    assert browser.get(path)["Location"].startswith("/account/again/")
    assert "/sign-in/arrive/" in world.account_browser(nan, "totp").get(path)["Location"]
    holds_no_office(account_id=nan.pk, circle_id=None)
    assert "/sign-in/arrive/" in world.account_browser(nan).get(path)["Location"]


def test_whoever_is_in_office_cannot_take_their_only_step_away(cora, calderdale):
    holds_office(account_id=cora.pk, circle_id=calderdale.id, since_on=now().date())
    set_up_app(cora)
    home = world.account_browser(cora, "totp")
    assert home.post("/account/app/", {"do": "remove"}).status_code == 409
    assert factors_of(cora).app is not None
    holds_no_office(account_id=cora.pk, circle_id=calderdale.id)
    assert home.post("/account/app/", {"do": "remove"}).status_code == 302
    assert factors_of(cora).recovery is None


def test_an_office_of_an_account_that_was_closed_meanwhile_is_nothing(calderdale):
    holds_office(account_id=uuid4(), circle_id=calderdale.id, since_on=now().date())


def test_the_code_that_set_the_app_up_is_used_up_by_it(cora):
    home = world.account_browser(cora)
    key = home.get("/account/app/").text.split("<code>")[1].split("</code>")[0].replace(" ", "")
    shown = code_now(key)
    assert home.post("/account/app/", {"code": shown}).status_code == 302
    browser = half_way(cora)
    assert browser.post(STEP, {"code": shown}).status_code != 302
    assert not is_in(browser)
    assert browser.post(STEP, {"code": code_now(key, 1)}).status_code == 302
    assert is_in(browser)
