"""Colours, size of words and language: for every host, without signing in, on the reader's own device."""

import json
import re
from pathlib import Path

import pytest
from django.test import Client

from ui.spoken import spoken_languages
from ui.theme import theme_url

pytestmark = pytest.mark.django_db


ANSWERS = {"size": "large", "colours": "dark", "space": "normal", "letters": "normal"}


def html_of(page: str) -> str:
    found = re.search(r"<html[^>]*>", page)
    assert found
    return found[0]


@pytest.fixture(params=["calderdale", "federation", "sign-in"])
def somewhere(request: pytest.FixtureRequest, browser_of, calderdale, settings) -> Client:
    """Each kind of host in turn."""
    hosts = {"federation": settings.FEDERATION_DOMAIN, "sign-in": settings.SIGN_IN_HOST}
    return browser_of(hosts.get(request.param, calderdale))


def test_words_grow_and_colours_change_at_once_and_on_every_later_page(somewhere: Client):
    answer = somewhere.post(
        "/reading/", {**ANSWERS, "size": "largest", "space": "wide", "letters": "plain"}, follow=True
    )
    opening = html_of(answer.content.decode())
    assert 'data-text="largest"' in opening
    assert 'data-theme="dark"' in opening
    assert 'data-space="wide"' in opening
    assert 'data-letters="plain"' in opening
    assert 'data-text="largest"' in html_of(somewhere.get("/reading/").content.decode())


def test_the_choice_is_a_cookie_of_this_host_that_scripts_cannot_read(somewhere: Client):
    cookie = somewhere.post("/reading/", ANSWERS).cookies["reading"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["domain"]


@pytest.mark.parametrize("nonsense", ["", "huge.pink", "largest", '"><script>', "a" * 4000])
def test_a_cookie_that_makes_no_sense_counts_as_no_choice(somewhere: Client, nonsense: str):
    somewhere.cookies["reading"] = nonsense
    opening = html_of(somewhere.get("/reading/").content.decode())
    assert 'data-theme="auto"' in opening
    assert "script" not in opening


def test_a_choice_that_does_not_exist_is_explained_and_not_kept(somewhere: Client):
    answer = somewhere.post("/reading/", ANSWERS | {"size": "gigantic"})
    assert "There is a problem" in answer.content.decode()
    assert "reading" not in answer.cookies


@pytest.mark.parametrize("elsewhere", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:1"])
def test_the_way_back_never_leads_elsewhere(somewhere: Client, elsewhere: str):
    answer = somewhere.post("/reading/", {**ANSWERS, "back": elsewhere}, follow=True)
    assert "evil" not in answer.content.decode()
    assert "javascript:" not in answer.content.decode()


def test_what_somebody_chose_before_there_was_more_to_choose_still_counts(somewhere: Client):
    somewhere.cookies["reading"] = "large.night"
    opening = html_of(somewhere.get("/reading/").content.decode())
    assert 'data-text="large" data-theme="night" data-space="normal"' in opening


def test_a_language_that_is_not_translated_is_not_offered(somewhere: Client, settings):
    settings.LANGUAGES = [("en-gb", "English")]
    assert somewhere.get("/language/").status_code == 404
    assert "/language/" not in somewhere.get("/reading/").content.decode()
    somewhere.cookies["django_language"] = "ur"
    assert 'lang="en-gb" dir="ltr"' in html_of(somewhere.get("/reading/").content.decode())


def test_a_translated_language_is_offered_chosen_and_spoken(somewhere: Client, settings):
    settings.LANGUAGES = [("en-gb", "English"), ("ur", "اردو")]
    assert "/language/" in somewhere.get("/reading/").content.decode()
    answer = somewhere.post("/language/", {"language": "ur"}, follow=True)
    assert 'lang="ur" dir="rtl"' in html_of(answer.content.decode())
    assert answer["Content-Language"] == "ur"


def test_who_builds_may_look_at_pages_from_right_to_left(somewhere: Client, settings):
    settings.PROOF_LANGUAGES = ["ur"]
    settings.LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
    somewhere.cookies["django_language"] = "ur"
    page = somewhere.get("/reading/").content.decode()
    assert 'dir="rtl"' in html_of(page)
    assert 'value="ur"' not in somewhere.get("/language/").content.decode(), (
        "looking at a language does not offer it to anybody"
    )


def test_a_language_counts_once_its_catalogue_is_compiled(tmp_path: Path):
    for name, file in [("cy", "django.mo"), ("ur", "django.po"), ("pt_BR", "django.mo")]:
        (tmp_path / name / "LC_MESSAGES").mkdir(parents=True)
        (tmp_path / name / "LC_MESSAGES" / file).touch()
    assert spoken_languages([tmp_path]) == [("en-gb", "English"), ("cy", "Cymraeg"), ("pt-br", "Português Brasileiro")]
    (tmp_path / "ur" / "LC_MESSAGES" / "django.mo").touch()
    assert "ur" not in dict(spoken_languages([tmp_path])), "Urdu is spoken by the shell alone, so far"
    assert spoken_languages([tmp_path / "nowhere"]) == [("en-gb", "English")]


def test_a_language_this_place_does_not_speak_is_ignored(somewhere: Client):
    somewhere.cookies["django_language"] = "tlh"
    assert 'lang="en-gb" dir="ltr"' in html_of(somewhere.get("/reading/").content.decode())


def test_a_browsers_own_language_does_not_make_an_english_page_call_itself_polish(somewhere: Client):
    answer = somewhere.get("/reading/", headers={"accept-language": "pl"})
    assert 'lang="en-gb"' in html_of(answer.content.decode())


def test_a_circle_wears_its_own_colours_and_the_address_may_be_kept_for_a_year(browser_of, calderdale):
    browser = browser_of(calderdale)
    address = theme_url(calderdale)
    assert address in browser.get("/").content.decode()
    answer = browser.get(address)
    assert answer["Content-Type"].startswith("text/css")
    assert "immutable" in answer["Cache-Control"]
    assert "--brand:#0f766e" in answer.content.decode()


@pytest.mark.parametrize("change", ["/theme.ff0000-d97706.{seal}.css", "/theme.0f766e-d97706.000000000000.css"])
def test_nobody_can_ask_for_colours_that_no_page_asked_for(browser_of, calderdale, change: str):
    seal = theme_url(calderdale).split(".")[2]
    assert browser_of(calderdale).get(change.format(seal=seal)).status_code == 404


def test_icon_and_manifest_are_the_circles_own(browser_of, calderdale, clapton):
    for circle in (calderdale, clapton):
        browser = browser_of(circle)
        manifest = json.loads(browser.get("/manifest.webmanifest").content)
        assert manifest["name"] == circle.name
        assert manifest["icons"][0]["src"] == "/icon.svg"
        assert browser.get("/icon.svg")["Content-Type"] == "image/svg+xml"
