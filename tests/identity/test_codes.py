"""The code that comes by e-mail: easy to use for its owner, hopeless to guess, and silent about who has an account."""

import pytest
from allauth.account.internal.flows import code_verification
from django.conf import settings
from django.core import mail

from shared_apps.identity.adapter import ALPHABET
from tests.entry.journey import Browser, code_in_mail, hidden
from tests.world import email_of

pytestmark = pytest.mark.django_db
ID = f"http://{settings.SIGN_IN_HOST}"
SOL = email_of("calderdale", "sol")
NOBODY = "nobody@nowhere.example"


def wrong(code: str) -> str:
    """Another code of the same shape."""
    return ("F" if code[0] != "F" else "H") + code[1:]


@pytest.mark.parametrize(
    "typed",
    [
        str,
        str.lower,
        lambda code: code.replace("-", ""),
        lambda code: f"  {code.replace('-', ' ')}\n",
        lambda code: "\u00a0" + code.replace("-", "\u2013"),
        " ".join,
    ],
)
def test_a_code_may_be_typed_as_people_type(calderdale, cast, typed):
    browser = Browser()
    where = browser.ask_for_code(calderdale, SOL)
    _page, arrived = browser.type_code(where, typed(code_in_mail()))
    assert arrived == f"{calderdale.url}/home/"


def test_the_address_may_be_typed_in_any_case(calderdale, cast):
    browser = Browser()
    where = browser.ask_for_code(calderdale, f"  {SOL.upper()} ")
    assert mail.outbox[-1].to == [SOL]  # the account's own address, which the console names as well
    _page, arrived = browser.type_code(where, code_in_mail())
    assert arrived == f"{calderdale.url}/home/"


def test_the_mail_is_plain_and_says_nothing_of_circles_or_people(calderdale, cast):
    Browser().ask_for_code(calderdale, SOL)
    letter = mail.outbox[-1]
    code = code_in_mail()
    assert letter.to == [SOL]
    assert not letter.alternatives
    assert code in letter.body
    assert len(code.replace("-", "")) == 8
    assert set(code) <= set(ALPHABET + "-")
    for word in (calderdale.name, "Calderdale", "Sol", "Heronmark", "care"):
        assert word not in letter.subject
        assert word not in letter.body
    assert code not in letter.subject


@pytest.mark.parametrize(("email", "about"), [(SOL, "Your sign-in code"), (NOBODY, "About signing in")])
def test_the_subject_begins_with_who_writes(calderdale, cast, settings, email, about):
    Browser().ask_for_code(calderdale, email)
    assert mail.outbox[-1].subject == f"{settings.FEDERATION_NAME}: {about}"


def test_the_fifth_wrong_code_is_the_last(calderdale, cast):
    browser = Browser()
    where = browser.ask_for_code(calderdale, SOL)
    code = code_in_mail()
    for _ in range(4):
        page = browser.post(where, {"code": wrong(code), **hidden(where)})
        assert page.status_code == 200
        assert "That is not the code we sent" in page.content.decode()
    page, arrived = browser.follow(browser.post(where, {"code": wrong(code), **hidden(where)}), where)
    assert "no longer works" in page.content.decode()
    assert calderdale.name in page.content.decode()  # still on the way there
    _page, arrived = browser.type_code(where, code)  # right, and too late
    assert arrived.startswith(f"{ID}/sign-in/?")


def test_tries_sent_all_at_once_are_still_five(calderdale, cast):
    """Each carries the session as it was at the beginning, as if none of the others had come yet."""
    browser = Browser()
    where = browser.ask_for_code(calderdale, SOL)
    code = code_in_mail()
    client = browser.at(settings.SIGN_IN_HOST)
    before = dict(client.session.items())
    for _ in range(5):
        browser.post(where, {"code": wrong(code), **hidden(where)})
        session = client.session
        session.clear()
        session.update(before)
        session.save()
    _page, arrived = browser.type_code(where, code)
    assert arrived.startswith(f"{ID}/sign-in/?")


def test_a_code_lives_ten_minutes(calderdale, cast, monkeypatch):
    browser = Browser()
    where = browser.ask_for_code(calderdale, SOL)
    later = code_verification.time.time() + 601
    monkeypatch.setattr(code_verification.time, "time", lambda: later)
    page, arrived = browser.type_code(where, code_in_mail())
    assert arrived.startswith(f"{ID}/sign-in/?")
    assert "no longer works" in page.content.decode()


def test_a_code_works_once(calderdale, cast):
    browser, other = Browser(), Browser()
    where = browser.ask_for_code(calderdale, SOL)
    code = code_in_mail()
    browser.type_code(where, code)
    elsewhere = other.ask_for_code(calderdale, SOL)
    page = other.post(elsewhere, {"code": code, **hidden(elsewhere)})
    assert "That is not the code we sent" in page.content.decode()


def test_a_stranger_sees_the_same_pages_and_gets_a_kind_mail_without_a_code(calderdale, cast):
    known, stranger = Browser(), Browser()
    pages = []
    for browser, email in [(known, SOL), (stranger, NOBODY)]:
        where = browser.ask_for_code(calderdale, email)
        pages.append(browser.get(where).content.decode().replace(email, "ADDRESS"))
    assert _without_seals(pages[0]) == _without_seals(pages[1])
    letter = mail.outbox[-1]
    assert letter.to == [NOBODY]
    assert "X-Coopbox-Code" not in letter.extra_headers
    assert "We do not know this address" in letter.body
    answers = [browser.post(where, {"code": "FHKM-2346", **hidden(where)}) for browser in (known, stranger)]
    texts = [_without_seals(a.content.decode()).replace(SOL, "ADDRESS").replace(NOBODY, "ADDRESS") for a in answers]
    assert texts[0] == texts[1]


def test_guessing_a_strangers_code_ends_after_five_tries_too(calderdale):
    browser = Browser()
    where = browser.ask_for_code(calderdale, NOBODY)
    for _ in range(4):
        assert browser.post(where, {"code": "FHKM2346", **hidden(where)}).status_code == 200
    assert browser.post(where, {"code": "FHKM2346", **hidden(where)}).status_code == 302


def test_fifty_circles_are_not_fifty_budgets(calderdale, clapton, cast):
    """Asking for codes is counted on the sign-in host, whichever circle somebody says they come from."""
    refused = []
    for circle in [calderdale, clapton] * 3:
        browser = Browser()
        _page, where = browser.go(f"{circle.url}/sign-in/")
        answer = browser.post(where, {"email": SOL, **hidden(where)})
        refused.append(answer.status_code != 302)
    assert refused == [False, False, False, True, True, True]
    assert "tried too many times" in answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (429, "300")
    assert len(mail.outbox) == 3


def test_whoever_mistyped_their_address_can_go_back_and_type_it_again(calderdale, cast):
    browser = Browser()
    where = browser.ask_for_code(calderdale, NOBODY)
    page, address_page = browser.go(where.replace("/sign-in/code/", "/sign-in/"))
    assert 'name="email"' in page.content.decode()
    browser.post(address_page, {"email": SOL, **hidden(address_page)})
    _page, arrived = browser.type_code(where, code_in_mail())
    assert arrived == f"{calderdale.url}/home/"


def test_mail_that_cannot_be_handed_in_is_said_kindly(calderdale, cast, settings):
    settings.EMAIL_BACKEND = "tests.identity.stuck_mail.StuckMail"
    browser = Browser()
    _page, where = browser.go(f"{calderdale.url}/sign-in/")
    answers = [browser.post(where, {"email": email, **hidden(where)}) for email in (SOL, NOBODY)]
    assert [answer.status_code for answer in answers] == [503, 503]
    assert "could not send the e-mail" in answers[0].content.decode()


@pytest.mark.parametrize(
    "path",
    ["/login/", "/signup/", "/password/reset/", "/password/change/", "/email/", "/confirm-email/x/", "/accounts/login/",
     "/2fa/", "/reauthenticate/", "/admin/"],
)  # fmt: skip
def test_no_other_way_in_can_be_reached(client, path):
    assert client.get(path, HTTP_HOST=settings.SIGN_IN_HOST).status_code == 404


def test_the_page_about_accounts_says_that_circles_open_the_door(client):
    page = client.get("/sign-in/no-account/", HTTP_HOST=settings.SIGN_IN_HOST)
    assert "Your circle opens the door" in page.content.decode()


def test_nothing_on_the_sign_in_host_is_kept_by_a_cache(client):
    for path in ("/sign-in/", "/sign-out/", "/sign-in/no-account/", "/nothing/"):
        answer = client.get(path, HTTP_HOST=settings.SIGN_IN_HOST)
        assert "no-store" in answer["Cache-Control"], path


def _without_seals(page: str) -> str:
    """CSRF seals and the secret of this very sign-in differ from page to page."""
    import re

    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)
    return re.sub(r"state(=|%3D|%253D)[\w-]+", "state", page)
