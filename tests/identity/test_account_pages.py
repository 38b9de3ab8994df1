"""What somebody can change about how they sign in: a password, their address, their devices."""

import re
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import mail
from django.test import Client

from kernel.errors import Conflict
from shared_apps.identity import addresses
from shared_apps.identity.devices import in_words
from shared_apps.identity.models import Account, AddressChange, Browser
from shared_apps.identity.services import account_for
from tenants.context import in_federation
from tests import world
from tests.entry.journey import Browser as Jar
from tests.entry.journey import code_in_mail

pytestmark = pytest.mark.django_db
SOL, NEW = "sol@heronmark.example", "sol.new@heronmark.example"
GOOD = "four words nobody guesses"


@pytest.fixture
def sol(cast) -> Account:
    with in_federation():
        return account_for(SOL)


@pytest.fixture
def home(sol) -> Client:
    return world.account_browser(sol)


def is_in(browser: Client) -> bool:
    return browser.get("/account/").status_code == 200


def test_a_strangers_way_to_the_account_leads_over_signing_in():
    stranger = Client(HTTP_HOST=settings.SIGN_IN_HOST)
    for page in ("", "browsers/", "passkeys/", "address/", "second-step/", "again/"):
        assert stranger.get(f"/account/{page}")["Location"].startswith("/sign-in/?next="), page


# --- a password -------------------------------------------------------------------------------------------------------


def test_a_password_is_set_used_and_taken_away(home, sol):
    assert "None, and you need none" in home.get("/account/").content.decode()
    assert home.post("/account/password/", {"password": GOOD}).status_code == 302
    assert is_in(home)
    assert "A password was set" in mail.outbox[-1].body
    assert GOOD not in mail.outbox[-1].body
    other = Client(HTTP_HOST=settings.SIGN_IN_HOST)
    assert other.post("/sign-in/password/", {"email": SOL.upper(), "password": GOOD}).status_code == 302
    assert is_in(other)
    home.post("/account/password/", {"do": "remove"})
    assert not is_in(other)  # the other browsers are out
    third = Client(HTTP_HOST=settings.SIGN_IN_HOST)
    assert third.post("/sign-in/password/", {"email": SOL, "password": GOOD}).status_code == 422


@pytest.mark.parametrize("weak", ["short", "password1234", "sol@heronmark.example", "123456789012", " " * 3])
def test_a_password_that_is_short_common_or_the_address_is_refused(home, sol, weak):
    assert home.post("/account/password/", {"password": weak}).status_code == 422
    sol.refresh_from_db()
    assert not sol.has_usable_password()


def test_a_wrong_password_and_an_unknown_address_look_alike(sol):
    sol.set_password(GOOD)
    sol.save()
    answers = []
    for email in (SOL, "nobody@nowhere.example", "cora@heronmark.example"):
        browser = Client(HTTP_HOST=settings.SIGN_IN_HOST)
        page = browser.post("/sign-in/password/", {"email": email, "password": "not this one at all"}).content.decode()
        answers.append(re.sub(r'csrfmiddlewaretoken" value="[^"]+', "", page).replace(email, "ADDRESS"))
    assert len(set(answers)) == 1
    assert "do not belong together" in answers[0]


def test_a_password_cannot_be_guessed_for_long(sol):
    sol.set_password(GOOD)
    sol.save()
    for _ in range(5):
        Client(HTTP_HOST=settings.SIGN_IN_HOST).post("/sign-in/password/", {"email": SOL, "password": "wrong guess"})
    answer = Client(HTTP_HOST=settings.SIGN_IN_HOST).post("/sign-in/password/", {"email": SOL, "password": GOOD})
    assert "tried too many times" in answer.content.decode()


# --- the address ------------------------------------------------------------------------------------------------------


def change(home: Client, new: str = NEW) -> str:
    """Change the address; returns the path of the page that undoes it, from the mail to the old one."""
    home.post("/account/address/", {"email": new})
    assert mail.outbox[-1].to == [new]
    assert home.post("/account/address/code/", {"code": code_in_mail()}).status_code == 302
    told = next(letter for letter in reversed(mail.outbox) if letter.to == [SOL])
    return re.search(r"/account/address/undo/\S+", told.body)[0]


def test_the_new_address_is_proved_and_the_old_one_told(home, sol):
    change(home)
    sol.refresh_from_db()
    assert sol.email == NEW
    assert is_in(home)
    assert mail.outbox[-1].to == [NEW]


def test_looking_at_the_way_back_changes_nothing_and_going_it_undoes_everything(home, sol):
    undo = change(home)
    intruder = world.account_browser(Account.objects.get(pk=sol.pk))
    Authenticator.objects.create(user=sol, type="totp", data={"secret": "x"})
    victim = Client(HTTP_HOST=settings.SIGN_IN_HOST)
    assert victim.get(undo).status_code == 200
    sol.refresh_from_db()
    assert sol.email == NEW
    assert "It is undone" in victim.post(undo).content.decode()
    sol.refresh_from_db()
    assert sol.email == SOL
    assert not is_in(intruder)
    assert not is_in(home)
    assert not Authenticator.objects.filter(user=sol).exists()
    assert victim.post(undo).status_code == 404  # good once


def test_what_was_set_up_before_the_change_stays(home, sol):
    Authenticator.objects.create(user=sol, type="recovery_codes", data={})
    undo = change(home)
    Client(HTTP_HOST=settings.SIGN_IN_HOST).post(undo)
    assert Authenticator.objects.filter(user=sol).count() == 1


def test_an_address_somebody_else_has_is_not_taken_and_not_given_away(home, sol, cast):
    home.post("/account/address/", {"email": "cora@heronmark.example"})
    assert "Somebody wanted your address for another account" in mail.outbox[-1].subject
    assert "was changed" not in mail.outbox[-1].subject
    letter = mail.outbox[-1]
    assert letter.to == ["cora@heronmark.example"]
    assert "X-Coopbox-Code" not in letter.extra_headers
    page = home.get("/account/address/code/").content.decode()
    assert "Look at your new e-mail" in page
    assert home.post("/account/address/code/", {"code": "FHKM2346"}).status_code == 422
    with pytest.raises(Conflict):
        addresses.change_address(sol, "cora@heronmark.example", by=sol)


def test_nobody_can_sit_down_on_an_address_that_may_be_wanted_back(home, sol, cast):
    change(home)
    with in_federation():
        assert account_for(SOL).pk == sol.pk  # a circle that adds this address means the same human
        cora = account_for("cora@heronmark.example")
        with pytest.raises(Conflict):
            addresses.change_address(cora, SOL, by=cora)


def test_after_a_week_it_cannot_be_undone(home, sol):
    undo = change(home)
    AddressChange.objects.update(undo_until=sol.created_at)
    assert Client(HTTP_HOST=settings.SIGN_IN_HOST).post(undo).status_code == 404


def test_what_cannot_be_told_to_the_old_address_does_not_happen(home, sol, settings):
    home.post("/account/address/", {"email": NEW})
    code = code_in_mail()
    settings.EMAIL_BACKEND = "tests.identity.stuck_mail.StuckMail"
    assert home.post("/account/address/code/", {"code": code}).status_code == 503
    sol.refresh_from_db()
    assert sol.email == SOL


# --- devices ----------------------------------------------------------------------------------------------------------


def test_a_device_is_told_in_words():
    assert in_words("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0") == "Firefox on Linux"
    assert in_words("curl/8") == ""


def test_signing_out_another_browser_ends_it_here_and_in_its_circle(home, sol, calderdale):
    phone = Jar()
    phone.sign_in(calderdale, SOL)
    assert phone.get(f"{calderdale.url}/home/").status_code == 200
    other = Browser.objects.filter(account=sol).latest("created_at")
    assert home.get("/account/browsers/").content.decode().count("Sign out</button>") == 2
    assert home.post(f"/account/browsers/{other.pk}/sign-out/").status_code == 302
    assert phone.get(f"{calderdale.url}/home/").status_code == 302
    _page, where = phone.go(f"{calderdale.url}/home/")
    assert "/sign-in/" in where
    assert is_in(home)


def test_nobody_signs_out_somebody_elses_browser(home, cast):
    with in_federation():
        june = account_for("june@both.example")
    hers = world.account_browser(june)
    theirs = Browser.objects.get(account=june)
    assert home.post(f"/account/browsers/{theirs.pk}/sign-out/").status_code == 404
    assert home.post(f"/account/browsers/{uuid4()}/sign-out/").status_code == 404
    assert is_in(hers)


def test_signing_out_on_the_sign_in_host_ends_this_browser_in_every_circle(sol, calderdale):
    phone = Jar()
    phone.sign_in(calderdale, SOL)
    phone.post(f"http://{settings.SIGN_IN_HOST}/sign-out/")
    assert phone.get(f"{calderdale.url}/home/").status_code == 302


def test_a_cookie_stolen_before_signing_out_is_worth_nothing_after(home, sol):
    thief = Client(HTTP_HOST=settings.SIGN_IN_HOST)
    thief.cookies[settings.SESSION_COOKIE_NAME] = home.cookies[settings.SESSION_COOKIE_NAME].value
    assert is_in(thief)
    home.post("/sign-out/")
    assert not is_in(thief)
