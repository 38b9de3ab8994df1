"""Prove once more that it is you: on the sign-in host, and for a page of a circle that wants it fresh."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.core import mail
from django.http import HttpResponse
from django.urls import include, path

from kernel.time import now
from shared_apps.identity.models import Account
from shared_apps.identity.proof import FRESH_FOR, LONG_AGO, Proof, Way
from shared_apps.identity.services import account_for
from tenant_apps.entry.gate import fresh_proof_required, second_step_required
from tenants.context import in_circle, in_federation
from tests import world
from tests.entry.journey import Browser, code_in_mail, hidden, sessions

pytestmark = pytest.mark.django_db
SOL = "sol@heronmark.example"
AGAIN = "/account/again/"

urlpatterns = [
    path("payouts/", fresh_proof_required(lambda request: HttpResponse("paid"))),
    path("keys/", second_step_required(lambda request: HttpResponse("opened"))),
    path("", include("config.urls_circle")),
]


@pytest.fixture
def sol(cast) -> Account:
    with in_federation():
        return account_for(SOL)


@pytest.fixture
def payouts(settings, calderdale) -> str:
    settings.CIRCLE_URLCONF = __name__
    return f"{calderdale.url}/payouts/"


def later(monkeypatch, minutes: int) -> None:
    for module in ("shared_apps.identity.doorkeeping", "shared_apps.identity.entering", "tenant_apps.entry.gate"):
        monkeypatch.setattr(f"{module}.now", lambda: now() + timedelta(minutes=minutes))


def test_a_proof_is_fresh_for_five_minutes_and_never_from_the_future():
    moment = now()
    assert Proof(moment).is_fresh(moment + FRESH_FOR)
    assert not Proof(moment).is_fresh(moment + FRESH_FOR + timedelta(seconds=1))
    assert not Proof(moment + timedelta(seconds=1)).is_fresh(moment)
    assert not Proof(LONG_AGO).is_fresh(moment)
    assert [way for way in Way if Proof(moment, (way,)).has_second_step] == [Way.PASSKEY, Way.APP, Way.RECOVERY]


def test_just_after_signing_in_nothing_is_asked(payouts, calderdale, cast):
    page, where = Browser().sign_in(calderdale, SOL, "/payouts/")
    assert (page.content, where) == (b"paid", payouts)


def test_later_sol_proves_it_again_and_comes_back_to_where_he_was_going(payouts, calderdale, cast, monkeypatch):
    browser = Browser()
    browser.sign_in(calderdale, SOL)
    with monkeypatch.context() as time:
        later(time, 6)
        page, where = browser.go(payouts)
        assert urlsplit(where).path == AGAIN
        assert "Is it still you?" in page.content.decode()
        browser.post(where, {"way": "send"})
    page, where = browser.follow(browser.post(where, {"way": "mail", "code": code_in_mail()}), where)
    assert (page.content, where) == (b"paid", payouts)
    with in_circle(calderdale):
        newest = sessions().exclude(person=None).order_by("-id").first()
        assert newest.methods == ["code"]


def test_a_form_that_comes_too_late_is_refused_with_a_sentence(payouts, calderdale, cast, browser_of):
    sol = browser_of(calderdale, cast.sol, Proof(now() - timedelta(minutes=6), ("code",)))
    answer = sol.post("/payouts/")
    assert answer.status_code == 401
    assert "prove once more who you are. That holds for five minutes. Nothing was done yet." in answer.content.decode()
    assert "/sign-in/?again=1&amp;next=%2Fpayouts%2F" in answer.text
    told = sol.post("/payouts/", headers={"accept": "application/json"})
    assert (told.status_code, told.json()["code"]) == (401, "prove_again")
    assert "proof of the last five minutes" in told.json()["detail"]
    assert sol.get("/payouts/")["Location"] == "/sign-in/?again=1&next=%2Fpayouts%2F"


def test_a_page_that_wants_a_second_step_is_not_opened_with_a_code(payouts, calderdale, cast, browser_of):
    sol = browser_of(calderdale, cast.sol, Proof(now(), ("code",)))
    assert sol.get("/keys/")["Location"] == "/sign-in/?second=1&next=%2Fkeys%2F"
    assert sol.post("/keys/").status_code == 401
    assert browser_of(calderdale, cast.sol).get("/keys/").content == b"opened"


def test_a_stranger_is_not_told_what_a_page_wants(payouts, calderdale, browser_of):
    assert browser_of(calderdale).get("/payouts/")["Location"] == "/sign-in/?next=%2Fpayouts%2F"


def test_the_fresh_proof_of_one_circle_is_none_of_another(payouts, calderdale, clapton, cast, browser_of):
    """What was proved lies in the circle's own session, and that is nothing elsewhere."""
    june = browser_of(calderdale, cast.june)
    june.defaults["HTTP_HOST"] = clapton.host
    assert june.get("/payouts/")["Location"].startswith("/sign-in/")


def test_five_wrong_codes_and_the_right_one_is_worth_nothing(sol):
    home = world.account_browser(sol)
    home.post(AGAIN, {"way": "send"})
    right = code_in_mail()
    for _ in range(5):
        assert home.post(AGAIN, {"way": "mail", "code": "FHKM2346"}).status_code == 422
    assert home.post(AGAIN, {"way": "mail", "code": right}).status_code == 422


def test_a_code_for_proving_again_is_good_once_in_its_own_browser_and_for_nothing_else(sol):
    home, elsewhere = world.account_browser(sol), world.account_browser(sol)
    home.post(AGAIN, {"way": "send"})
    right = code_in_mail()
    assert elsewhere.post(AGAIN, {"way": "mail", "code": right}).status_code == 422
    assert home.post("/account/address/code/", {"code": right})["Location"] == "/account/address/"
    assert home.post(AGAIN, {"way": "mail", "code": right}).status_code == 302
    assert home.post(AGAIN, {"way": "mail", "code": right}).status_code == 422


def test_nobodys_inbox_is_flooded(sol):
    home = world.account_browser(sol)
    for _ in range(9):
        answer = home.post(AGAIN + "?next=/account/", {"way": "send"})
    assert len(mail.outbox) == 6
    assert "asked for too many times" in home.get(answer["Location"]).content.decode()


def test_a_password_proves_it_too_and_cannot_be_guessed_for_long(sol):
    sol.set_password("four words nobody guesses")
    sol.save()
    home = world.account_browser(sol)
    for _ in range(10):
        assert home.post(AGAIN, {"way": "password", "password": "wrong"}).status_code == 422
    answer = home.post(AGAIN, {"way": "password", "password": "four words nobody guesses"})
    assert "tried too many times" in answer.content.decode()


def test_proving_it_changes_the_key_of_the_session(sol):
    home = world.account_browser(sol)
    home.post(AGAIN, {"way": "send"})
    before = home.cookies[settings.SESSION_COOKIE_NAME].value
    home.post(AGAIN, {"way": "mail", "code": code_in_mail()})
    assert home.cookies[settings.SESSION_COOKIE_NAME].value != before


@pytest.mark.parametrize("next", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_led_away_after_proving_it(sol, next):
    home = world.account_browser(sol)
    home.post(AGAIN, {"way": "send"}, query_params={"next": next})
    answer = home.post(AGAIN, {"way": "mail", "code": code_in_mail()}, query_params={"next": next})
    assert answer["Location"] == "/account/"


def test_every_page_that_changes_something_asks_first(sol, monkeypatch):
    home = world.account_browser(sol)
    later(monkeypatch, 6)
    for page in ("passkeys", "passkeys/add", "app", "password", "address", "close", "merge", "merge/confirm"):
        where = home.get(f"/account/{page}/")["Location"]
        assert urlsplit(where).path == AGAIN, page
        assert parse_qs(urlsplit(where).query)["next"] == [f"/account/{page}/"]
        assert urlsplit(home.post(f"/account/{page}/")["Location"]).path == AGAIN, page
    assert hidden(f"{AGAIN}?next=/x/") == {"next": "/x/"}
