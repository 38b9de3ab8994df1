"""Find a circle: by place or name, among those that are open, each in its own colours."""

import pytest

from shared_apps.website.finding import matching
from tenants.colours import colours_url

pytestmark = pytest.mark.django_db


def page_of(browser_of, settings, **asked: str) -> str:
    return browser_of(settings.FEDERATION_DOMAIN).get("/", asked).content.decode()


def test_the_front_page_shows_every_open_circle_with_the_way_there(browser_of, settings, calderdale, clapton):
    page = page_of(browser_of, settings)
    for circle in (calderdale, clapton):
        assert f'<a href="{circle.url}/">{circle.name}</a>' in page
        assert f"in-{circle.slug}" in page


def test_a_place_finds_its_circle_and_not_the_other(browser_of, settings, calderdale, clapton):
    page = page_of(browser_of, settings, near="CLAPTON")
    assert clapton.name in page
    assert calderdale.name not in page


def test_every_word_must_fit_and_capitals_and_accents_do_not_matter(calderdale, clapton):
    both = [calderdale, clapton]
    assert matching(both, "  clápton   CARE ") == [clapton]
    assert matching(both, "clapton calderdale") == []
    assert matching(both, "") == both


def test_a_search_that_finds_nothing_says_what_to_do(browser_of, settings, calderdale):
    page = page_of(browser_of, settings, near="Atlantis")
    assert "There is no circle there yet" in page
    assert "/start/" in page


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", "x" * 5000, "\x00", "٪"])
def test_whatever_is_typed_is_shown_back_harmlessly(browser_of, settings, calderdale, typed: str):
    assert "<script>alert" not in page_of(browser_of, settings, near=typed)


def test_the_cards_colours_may_be_kept_until_a_circle_changes(browser_of, settings, calderdale, clapton):
    browser = browser_of(settings.FEDERATION_DOMAIN)
    page = browser.get("/").content.decode()
    address = "/circles." + page.partition("/circles.")[2].partition(".css")[0] + ".css"
    answer = browser.get(address)
    assert "immutable" in answer["Cache-Control"]
    assert ".in-calderdale{" in answer.content.decode()
    assert ".in-clapton{" in answer.content.decode()
    assert browser.get("/circles.000000000000.css")["Cache-Control"] == "no-store"


def test_the_sign_in_host_shows_each_circle_in_its_own_colours_too(browser_of, settings, calderdale):
    address = colours_url()
    assert ".in-calderdale{" in browser_of(settings.SIGN_IN_HOST).get(address).content.decode()


@pytest.mark.parametrize("path", ["/start/", "/about/", "/accessibility/", "/privacy/", "/about/?easy=1"])
def test_the_federation_says_who_it_is(browser_of, settings, path: str):
    answer = browser_of(settings.FEDERATION_DOMAIN).get(path)
    assert answer.status_code == 200
    assert answer.content.decode().count("<h1") == 1
