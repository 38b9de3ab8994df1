"""Size and colours that somebody chose come along from host to host: to the sign-in host, where they matter most."""

import pytest
from django.conf import settings
from django.core import mail

from tests.entry.journey import Browser
from tests.world import email_of

pytestmark = pytest.mark.django_db
ID = f"http://{settings.SIGN_IN_HOST}"
FEDERATION = f"http://{settings.FEDERATION_DOMAIN}"
START = f"http://{settings.START_HOST}"
CHOICE = {"size": "largest", "colours": "night", "space": "wide", "letters": "normal"}
PLAIN = {"size": "normal", "colours": "auto", "space": "normal", "letters": "normal"}


def choose(browser: Browser, site: str, **choice: str) -> None:
    assert browser.post(f"{site}/reading/", CHOICE | choice).status_code == 302


def looks(page) -> tuple[str, str]:
    tag = page.content.decode().split("<html ")[1].split(">")[0]
    return tuple(tag.split(f'data-{name}="')[1].split('"')[0] for name in ("text", "theme"))  # type: ignore[return-value]


def test_iris_reads_large_and_yellow_on_black_on_the_whole_way_in(calderdale):
    browser = Browser()
    choose(browser, calderdale.url)
    door = browser.ask_for_code(calderdale, email_of("calderdale", "iris"))
    assert looks(browser.get(door)) == ("largest", "night"), "where the code has to be typed"
    home, where = browser.type_code(door, mail.outbox[-1].extra_headers["X-Coopbox-Code"])
    assert (where, looks(home)) == (f"{calderdale.url}/home/", ("largest", "night"))
    for page in ("/circles/", "/account/"):
        assert looks(browser.go(f"{ID}{page}")[0]) == ("largest", "night"), page


def test_what_is_chosen_on_the_sign_in_host_comes_into_the_circle_and_the_newest_choice_holds(calderdale):
    browser = Browser()
    choose(browser, calderdale.url)
    browser.go(f"{calderdale.url}/sign-in/")
    choose(browser, ID, size="large")
    home, _where = browser.sign_in(calderdale, email_of("calderdale", "iris"))
    assert looks(home)[1] == "night"
    choose(browser, calderdale.url, **PLAIN)
    assert looks(browser.go(f"{calderdale.url}/sign-in/?fresh=1")[0]) == ("normal", "auto")


@pytest.mark.parametrize("link", [f"{FEDERATION}/start/", f"{START}/about/", f"{ID}/about/"])
def test_from_one_site_of_the_federation_to_another_it_comes_along_and_stays_out_of_the_address(link):
    browser = Browser()
    choose(browser, link.rsplit("/", 2)[0])
    page, where = browser.go(link)
    assert looks(page) == ("largest", "night")
    assert "likes=" not in where


def test_links_to_another_host_stay_plain_for_who_chose_nothing(calderdale):
    browser = Browser()
    assert f'href="{FEDERATION}/"' in browser.get(f"{calderdale.url}/").content.decode()
    choose(browser, calderdale.url)
    assert f'href="{FEDERATION}/?likes=largest.night.wide.normal"' in browser.get(f"{calderdale.url}/").content.decode()


@pytest.mark.parametrize("asked", ["", "huge%0d%0aSet-Cookie:x=y", "../x", "a.b.c.d.e", "c" * 5000])
def test_nonsense_is_not_taken_in(calderdale, asked):
    browser = Browser()
    answer = browser.get(f"{calderdale.url}/about/?likes={asked}")
    assert (answer.status_code, looks(answer)) == (200, ("normal", "auto"))
    assert "reading" not in browser.at("calderdale.localhost").cookies


def test_a_choice_nobody_offers_counts_as_none(calderdale):
    browser = Browser()
    page, _where = browser.go(f"{calderdale.url}/about/?likes=gigantic.night.wide.wild")
    assert looks(page) == ("normal", "night")
