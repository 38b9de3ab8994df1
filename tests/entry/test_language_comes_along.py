"""A reader's language comes along from a circle to the sign-in host and back, and the account remembers it."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.core import mail
from django.utils import translation
from django.utils.translation import gettext

from provisioning.accounts import ending
from provisioning.running import Work, kind_of
from shared_apps.identity.models import Account
from tenants import directory
from tenants.context import in_federation
from tenants.models import Circle
from tests.entry.journey import Browser
from tests.world import email_of

pytestmark = pytest.mark.django_db
ID = f"http://{settings.SIGN_IN_HOST}"
FEDERATION = f"http://{settings.FEDERATION_DOMAIN}"
START = f"http://{settings.START_HOST}"
COOKIE = settings.LANGUAGE_COOKIE_NAME


@pytest.fixture
def sol(cast):
    return email_of("calderdale", "sol")


@pytest.fixture
def calderdale_is(calderdale):
    """Calderdale with another setting, and as it was afterwards."""

    def changed(**facts):
        with in_federation():
            Circle.objects.filter(pk=calderdale.id).update(**facts)
            directory.bump(using="default")
        directory.forget()

    yield changed
    directory.forget()


def choose(browser: Browser, site: str, language: str) -> None:
    assert browser.post(f"{site}/language/", {"language": language}).status_code == 302


def speaks(page) -> str:
    return page.content.decode().split('<html lang="')[1].split('"')[0]


def remembered(address: str) -> str:
    with in_federation():
        return Account.objects.get(email=address).language


def code_mail() -> str:
    return f"{mail.outbox[-1].subject}\n{mail.outbox[-1].body}"


def test_sol_reads_calderdale_in_welsh_and_every_page_of_the_way_in_is_welsh(calderdale, sol):
    browser = Browser()
    choose(browser, calderdale.url, "cy")
    door = browser.ask_for_code(calderdale, sol)
    assert speaks(browser.get(door)) == "cy"
    assert "dyma eich cod" in code_mail().lower()
    for page in ("/sign-in/", "/sign-in/password/", "/sign-in/no-account/"):
        assert speaks(browser.get(f"{ID}{page}")) == "cy", page
    home, where = browser.type_code(door, mail.outbox[-1].extra_headers["X-Coopbox-Code"])
    assert (where, speaks(home)) == (f"{calderdale.url}/home/", "cy")
    for page in ("/circles/", "/account/", "/account/passkeys/add/", "/account/app/", "/account/close/"):
        assert speaks(browser.go(f"{ID}{page}")[0]) == "cy", page
    assert remembered(sol) == "cy"


def test_a_circle_that_speaks_welsh_by_itself_is_signed_in_to_in_welsh_and_nothing_is_chosen(
    calderdale, calderdale_is, clapton, sol
):
    calderdale_is(language="cy")
    browser = Browser()
    page, _where = browser.go(f"{calderdale.url}/sign-in/")
    assert speaks(page) == "cy"
    assert COOKIE not in browser.at(settings.SIGN_IN_HOST).cookies
    page, _where = browser.go(f"{clapton.url}/sign-in/")
    assert speaks(page) == "en-gb", "the next circle speaks English"
    browser.sign_in(calderdale, sol)
    assert remembered(sol) == ""


def test_whoever_chose_english_at_the_sign_in_host_keeps_it_on_the_way_into_a_welsh_circle(calderdale, calderdale_is):
    calderdale_is(language="cy")
    browser = Browser()
    choose(browser, ID, "en-gb")
    assert speaks(browser.go(f"{calderdale.url}/sign-in/")[0]) == "en-gb"


def test_who_changes_language_on_the_way_keeps_the_way_and_arrives_in_the_new_one(calderdale, sol):
    browser = Browser()
    page, where = browser.go(f"{calderdale.url}/week/")
    link = page.content.decode().split('href="/language/?')[1].split('"')[0]
    back = parse_qs(link)["back"][0]
    choosing = browser.post(f"{ID}/language/", {"language": "pl", "back": back})
    page, _where = browser.follow(choosing, f"{ID}/language/")
    assert f'href="{back}"'.replace("&", "&amp;") in page.content.decode(), "the way back still leads to Calderdale"
    assert back == urlsplit(where).path + "?" + urlsplit(where).query
    home, where = browser.sign_in(calderdale, sol, path="/week/")
    assert (where, speaks(home)) == (f"{calderdale.url}/week/", "pl")


def test_on_a_new_device_the_account_brings_its_language_along(calderdale, sol):
    with in_federation():
        Account.objects.filter(email=sol).update(language="tr")
    browser = Browser()
    door = browser.ask_for_code(calderdale, sol)
    assert speaks(browser.get(door)) == "en-gb", "before the code nobody learns whose account it is"
    assert "kod" in code_mail().lower(), "but the mail is hers"
    home, _where = browser.type_code(door, mail.outbox[-1].extra_headers["X-Coopbox-Code"])
    assert speaks(home) == "tr"


def test_what_sol_chooses_on_her_account_pages_is_what_she_is_written_to_in(calderdale, sol):
    browser = Browser()
    browser.sign_in(calderdale, sol)
    choose(browser, ID, "pl")
    assert remembered(sol) == "pl"
    Browser().ask_for_code(calderdale, sol)
    assert "oto Twój kod" in code_mail(), "on another device, too"


def test_the_letter_that_an_account_is_closed_speaks_what_was_read_when_it_was_asked_for(calderdale, sol, settings):
    settings.RUN_WAKER = ""
    with in_federation():
        account = Account.objects.get(email=sol)
        with translation.override("cy"):
            run = ending.close(account)
    mail.outbox.clear()
    for step in kind_of(run).steps:
        step.do(Work(run, None, run.facts, run.found))  # type: ignore[arg-type]
    with translation.override("cy"):
        assert gettext("Your account is closed") in mail.outbox[0].subject
        assert gettext("Your account is closed") != "Your account is closed"


@pytest.mark.parametrize(
    "link",
    [f"{FEDERATION}/start/", f"{START}/about/", f"{ID}/about/", f"{START}/privacy/"],
)
def test_from_one_site_of_the_federation_to_another_the_language_comes_along(link):
    browser = Browser()
    choose(browser, link.rsplit("/", 2)[0], "cy")
    page, where = browser.go(link)
    assert (page.status_code, speaks(page)) == (200, "cy")
    assert "lang=" not in where


def test_links_to_another_host_carry_a_choice_and_stay_plain_without_one(calderdale):
    browser = Browser()
    assert f'href="{FEDERATION}/"' in browser.get(f"{calderdale.url}/").content.decode()
    choose(browser, calderdale.url, "cy")
    assert f'href="{FEDERATION}/?lang=cy"' in browser.get(f"{calderdale.url}/").content.decode()
    assert speaks(browser.go(f"{FEDERATION}/?lang=cy")[0]) == "cy"


@pytest.mark.parametrize("asked", ["tlh", "", "cy%0d%0aSet-Cookie:x=y", "../cy", "ur", "c" * 5000])
def test_a_language_nobody_speaks_here_is_not_taken_in(calderdale, asked):
    browser = Browser()
    answer = browser.get(f"{calderdale.url}/about/?lang={asked}&reads={asked}")
    assert answer.status_code == 200
    assert speaks(answer) == "en-gb"
    assert not {COOKIE, "language_come_with"} & browser.at("calderdale.localhost").cookies.keys()


@pytest.mark.parametrize("path", ["//evil.example/", "/%2Fevil.example/", "/\\evil.example/", "/%5Cevil.example/"])
def test_a_language_leads_nowhere_else(calderdale, path):
    answer = Browser().at("calderdale.localhost").get("/", {"lang": "cy"}, PATH_INFO=path)
    assert answer.status_code == 302
    assert urlsplit(answer["Location"]).netloc == ""
    assert not answer["Location"].startswith(("//", "/\\"))
    assert answer["Cache-Control"] == "no-store"
    assert "Cookie" in answer["Vary"]


def test_the_rest_of_an_address_stays_and_forms_and_programs_are_left_alone(calderdale):
    browser = Browser()
    answer = browser.get(f"{FEDERATION}/?near=Hebden+Bridge&lang=pl&page=2")
    assert answer["Location"] == "/?near=Hebden+Bridge&page=2"
    cookie = answer.cookies[COOKIE]
    assert (cookie.value, cookie["domain"], cookie["httponly"], cookie["samesite"]) == ("pl", "", True, "Lax")
    assert Browser().get(f"{calderdale.url}/api/v1/circle/?lang=pl").status_code != 302
    assert COOKIE not in Browser().post(f"{calderdale.url}/reading/?lang=pl", {"size": "x"}).cookies
