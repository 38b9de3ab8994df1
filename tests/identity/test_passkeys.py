"""Passkeys: made, named, used, taken away; and what a lying browser, host or key gets for its trouble."""

import json
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import mail
from django.test import Client

from kernel.time import now
from shared_apps.identity.factors import passkey_domain
from shared_apps.identity.models import Account
from shared_apps.identity.offices import holds_office
from tenants.context import address_of, in_federation
from tests import world
from tests.identity.soft_key import PRESENT, SoftKey

pytestmark = pytest.mark.django_db
ADD, OPTIONS = "/account/passkeys/add/", "/account/passkeys/add/options/"
SIGN_IN = "/sign-in/passkey/"


@pytest.fixture
def account() -> Account:
    with in_federation():
        return Account.objects.create(email="sol@passkeys.example", password="!")


@pytest.fixture
def home(account) -> Client:
    return world.account_browser(account)


def soft_key(**how) -> SoftKey:
    return SoftKey(**{"rp_id": passkey_domain(), "origin": address_of(settings.SIGN_IN_HOST), **how})


def keep(browser: Client, key: SoftKey, name: str = "My phone"):
    return browser.post(ADD, {"name": name, "credential": key.create(browser.get(OPTIONS).json())})


def stranger() -> Client:
    return Client(HTTP_HOST=settings.SIGN_IN_HOST)


def sign_in(browser: Client, key: SoftKey, next: str = "/circles/"):
    return browser.post(f"{SIGN_IN}?next={next}", {"credential": key.get(browser.get(SIGN_IN).json())})


def is_in(browser: Client) -> bool:
    return browser.get("/account/").status_code == 200


def test_sol_signs_in_with_a_passkey_and_types_no_address(home, account):
    key = soft_key()
    assert keep(home, key).status_code == 302
    assert "A passkey was added" in mail.outbox[-1].body
    browser = stranger()
    answer = sign_in(browser, key, "/account/")
    assert (answer.status_code, answer["Location"]) == (302, "/account/")
    assert is_in(browser)


def test_for_a_member_a_passkey_is_one_more_way_in_and_a_code_still_works(home, account):
    keep(home, soft_key())
    browser = stranger()
    browser.post("/sign-in/", {"email": account.email})
    answer = browser.post("/sign-in/code/", {"code": mail.outbox[-1].extra_headers["X-Coopbox-Code"]})
    assert answer["Location"] == "/circles/"


def test_a_passkey_is_named_renamed_and_taken_away(home, account):
    key = soft_key()
    keep(home, key, "My phone")
    there = Authenticator.objects.get(user=account)
    assert "My phone" in home.get("/account/passkeys/").content.decode()
    home.post(f"/account/passkeys/{there.pk}/", {"name": "Old phone"})
    assert "Old phone" in home.get("/account/passkeys/").content.decode()
    other = stranger()
    sign_in(other, key)
    home.post(f"/account/passkeys/{there.pk}/", {"do": "remove"})
    assert not is_in(other)  # whoever came in with it is out
    assert is_in(home)
    assert sign_in(stranger(), key).status_code == 422


def test_nobody_touches_somebody_elses_passkey(home):
    with in_federation():
        otto = Account.objects.create(email="otto@passkeys.example", password="!")
    his = world.account_browser(otto)
    keep(his, soft_key())
    there = Authenticator.objects.get(user=otto)
    assert home.get(f"/account/passkeys/{there.pk}/").status_code == 404
    assert home.post(f"/account/passkeys/{there.pk}/", {"do": "remove"}).status_code == 404
    assert Authenticator.objects.filter(pk=there.pk).exists()


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://calderdale.localhost", "http://id.localhost.evil.example"]
)
def test_what_another_host_was_given_opens_nothing(home, origin):
    """A page of a circle may stand below the same domain: its address is in what the passkey signed."""
    key = soft_key()
    keep(home, key)
    key.origin = origin
    browser = stranger()
    assert sign_in(browser, key).status_code == 422
    assert not is_in(browser)
    assert keep(home, soft_key(origin=origin)).status_code == 422


def test_a_key_that_was_only_touched_is_not_enough(home):
    key = soft_key()
    keep(home, key)
    key.flags = PRESENT
    assert sign_in(stranger(), key).status_code == 422
    assert keep(home, soft_key(flags=PRESENT)).status_code == 422


def test_what_another_key_has_signed_opens_nothing(home):
    key = soft_key()
    keep(home, key)
    key.private = soft_key().private
    assert sign_in(stranger(), key).status_code == 422


def test_a_passkey_of_another_domain_opens_nothing(home):
    key = soft_key()
    keep(home, key)
    key.rp_id = "evil.example"
    assert sign_in(stranger(), key).status_code == 422


def test_an_answer_is_good_once_and_only_for_the_question_of_this_browser(home):
    key = soft_key()
    keep(home, key)
    browser, thief = stranger(), stranger()
    answer = {"credential": key.get(browser.get(SIGN_IN).json())}
    thief.get(SIGN_IN)
    assert thief.post(SIGN_IN, answer).status_code == 422
    assert browser.post(SIGN_IN, answer).status_code == 302
    browser.post("/sign-out/")
    assert browser.post(SIGN_IN, answer).status_code == 422


def test_the_key_of_a_session_is_new_after_signing_in(home):
    key = soft_key()
    keep(home, key)
    browser = stranger()
    browser.get(SIGN_IN)
    before = browser.cookies[settings.SESSION_COOKIE_NAME].value
    sign_in(browser, key)
    assert browser.cookies[settings.SESSION_COOKIE_NAME].value != before


HERE = "eyJvcmlnaW4iOiAiaHR0cDovL2lkLmxvY2FsaG9zdCJ9"  # the right page, and nothing else that is right
NONSENSE = [
    *("", "{}", "[]", "null", "7", '"x"', "x" * 30_000),
    '{"response": 1}',
    '{"response": {"clientDataJSON": 5}}',
    '{"response": {"clientDataJSON": "e30"}}',
    json.dumps({"response": {"clientDataJSON": HERE}}),
    json.dumps(
        {
            "id": "x",
            "rawId": "x",
            "type": "public-key",
            "response": {"clientDataJSON": HERE, "authenticatorData": "", "signature": "", "userHandle": "_"},
        }
    ),
]


@pytest.mark.parametrize("said", NONSENSE)
def test_nonsense_is_refused_and_breaks_nothing(home, said):
    browser = stranger()
    browser.get(SIGN_IN)
    assert browser.post(SIGN_IN, {"credential": said}).status_code == 422
    home.get(OPTIONS)
    assert home.post(ADD, {"name": "x", "credential": said}).status_code == 422


def test_a_closed_account_is_told_so_even_with_its_passkey(home, account):
    key = soft_key()
    keep(home, key)
    Account.objects.filter(pk=account.pk).update(is_active=False)
    browser = stranger()
    assert sign_in(browser, key)["Location"] == "/sign-in/closed/"
    assert not is_in(browser)


def test_asking_again_and_again_is_slowed_down(home):
    answers = {stranger().get(SIGN_IN).status_code for _ in range(40)}
    assert answers == {200, 429}


def test_whoever_is_in_office_is_given_recovery_codes_and_keeps_at_least_one_step(home, account, calderdale):
    holds_office(account_id=account.pk, circle_id=calderdale.id, since_on=account.created_at.date())
    assert keep(home, soft_key())["Location"].startswith("/account/recovery-codes/")
    there = Authenticator.objects.get(user=account, type="webauthn")
    assert home.post(f"/account/passkeys/{there.pk}/", {"do": "remove"}).status_code == 409
    assert keep(home, soft_key(), "Second").status_code == 302
    assert home.post(f"/account/passkeys/{there.pk}/", {"do": "remove"}).status_code == 302


def test_a_passkey_added_by_somebody_who_proved_nothing_lately_is_not_taken(home, monkeypatch):
    monkeypatch.setattr("shared_apps.identity.doorkeeping.now", lambda: now() + timedelta(minutes=6))
    assert home.get(OPTIONS)["Location"].startswith("/account/again/")
    assert home.post(ADD, {"name": "x", "credential": "{}"})["Location"].startswith("/account/again/")
