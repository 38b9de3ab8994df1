"""In Welsh, Polish, Turkish and Urdu, as their readers like to read; and once without a signal."""

import re
from collections.abc import Iterable

import pytest

from tests.journeys.axe import violations

SIGN_IN = {"cy": "Mewngofnodi", "pl": "Zaloguj się", "tr": "Giriş yap", "ur": "سائن اِن کریں"}
SIZES = ((390, 844), (1280, 900))
# An account keeps the language its owner signed in with, so these are people whose pages no other journey reads.
EMAILS = {
    "cy": "maureen@calderdale.example",
    "pl": "rosa@clapton.example",
    "tr": "mehmet@clapton.example",
    "ur": "amina@clapton.example",
}
CODE = re.compile(r"\b[FHKLMQRWY234679]{4}-?[FHKLMQRWY234679]{4}\b")
TOO_WIDE = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"


def hosts(federation: str, circle: str = "calderdale") -> dict[str, str]:
    port = federation.rsplit(":", 1)[1]
    names = {"circle": f"{circle}.localhost", "sign-in": "id.localhost", "start": "start.localhost"}
    return {name: f"http://{host}:{port}" for name, host in names.items()} | {"federation": federation}


def speak(context, language: str, addresses: Iterable[str]) -> None:
    """Urdu is offered to nobody yet, so its cookie is set by hand; the others are chosen as anybody would."""
    for address in addresses:
        if language == "ur":
            context.add_cookies([{"name": "django_language", "value": "ur", "url": address}])
            continue
        page = context.new_page()
        page.goto(f"{address}/language/")
        page.locator(f"input[value={language}]").check()
        page.locator("main button[type=submit]").click()
        assert page.locator("html").get_attribute("lang") == language
        page.close()


def code_for(page, federation: str, email: str) -> str:
    """The code last sent to somebody, from the page of caught mail."""
    drawer = page.context.new_page()
    drawer.goto(f"{federation}/dev/mail/")
    row = drawer.locator("li", has_text=email).first
    found = CODE.search(row.inner_text())
    if found is None:
        row.get_by_role("link").first.click()
        found = CODE.search(drawer.locator("main").inner_text())
    drawer.close()
    assert found, f"no code for {email}"
    return found[0]


def is_well(page, language: str, pictures, name: str) -> None:
    """Says what it speaks, runs the right way, has nothing axe can find, and fits a phone of 320 pixels."""
    opening = page.locator("html")
    assert opening.get_attribute("lang") == language
    assert opening.get_attribute("dir") == ("rtl" if language == "ur" else "ltr")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        found = violations(page)
        assert found == [], (
            f"{page.url} at {width} pixels: {[(each['id'], each['nodes'][0]['html']) for each in found]}"
        )
        page.screenshot(path=pictures / f"{language}-{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 320, "height": 640})
    assert not page.evaluate(TOO_WIDE), f"{page.url} is too wide"


@pytest.mark.parametrize("language", ["cy", "pl", "tr", "ur"])
def test_somebody_starts_reads_signs_in_and_comes_home_in_their_language(federation, browser, tmp_path, language):
    context = browser.new_context(viewport={"width": 390, "height": 844})
    email = EMAILS[language]
    at = hosts(federation, re.split(r"[@.]", email)[1])
    speak(context, language, at.values())
    page = context.new_page()
    page.goto(f"{at['start']}/")
    is_well(page, language, tmp_path, "start")
    page.goto(f"{at['circle']}/")
    assert SIGN_IN[language] in page.locator("header").inner_text()
    is_well(page, language, tmp_path, "front")

    page.goto(f"{at['circle']}/home/")
    is_well(page, language, tmp_path, "sign-in")
    page.get_by_role("textbox").fill(email)
    page.get_by_role("button").first.click()
    page.get_by_role("textbox").fill(code_for(page, federation, email))
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url("**/home/")
    is_well(page, language, tmp_path, "home")
    context.close()


def test_what_a_reader_chose_stays_on_that_host_and_is_kept_on_the_next_page(federation, browser):
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    at = hosts(federation)
    page = context.new_page()
    page.goto(f"{at['circle']}/reading/")
    for name, choice in {"size": "large", "colours": "night", "space": "wide", "letters": "plain"}.items():
        page.locator(f"input[name={name}][value={choice}]").check()
    page.locator("main button[type=submit]").click()
    page.goto(f"{at['circle']}/about/")
    opening = page.locator("html")
    assert [opening.get_attribute(f"data-{kind}") for kind in ("text", "theme", "space", "letters")] == [
        "large", "night", "wide", "plain",
    ]  # fmt: skip
    page.goto(f"{federation}/")
    assert page.locator("html").get_attribute("data-theme") == "auto"
    context.close()


@pytest.mark.parametrize("colours", ["contrast", "night"])
def test_strong_contrast_and_much_room_have_nothing_to_put_right(federation, browser, tmp_path, colours):
    context = browser.new_context(viewport={"width": 390, "height": 844})
    at = hosts(federation)
    context.add_cookies([{"name": "reading", "value": f"largest.{colours}.wide.plain", "url": at["circle"]}])
    page = context.new_page()
    for path in ("/", "/about/?easy=1", "/reading/", "/ask/"):
        page.goto(f"{at['circle']}{path}")
        name = f"{colours}{re.sub('[^a-z]+', '-', path)}"
        page.screenshot(path=tmp_path / f"{name}.png", full_page=True)
        assert violations(page) == [], page.url
        page.set_viewport_size({"width": 320, "height": 640})
        assert not page.evaluate(TOO_WIDE), page.url
        page.set_viewport_size({"width": 390, "height": 844})
    context.close()


def test_without_a_signal_there_is_a_page_that_helps_and_nothing_personal(federation, browser, tmp_path):
    context = browser.new_context(viewport={"width": 390, "height": 844})
    at = hosts(federation)
    page = context.new_page()
    page.goto(f"{at['circle']}/about/")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    kept = page.evaluate("""async () => (await Promise.all((await caches.keys()).map(
        async name => (await (await caches.open(name)).keys()).map(each => new URL(each.url).pathname)))).flat()""")
    assert "/offline/" in kept
    assert [path for path in kept if not path.startswith(("/static/", "/theme.", "/offline/", "/icon.svg"))] == []
    context.set_offline(True)
    page.goto(f"{at['circle']}/support/")
    assert "You have no signal" in page.locator("h1").inner_text()
    assert page.evaluate("() => getComputedStyle(document.body).display") == "flex", "it keeps its looks"
    page.screenshot(path=tmp_path / "offline.png", full_page=True)
    context.set_offline(False)
    page.get_by_role("link", name="Try again").click()
    page.wait_for_url("**/support/")
    assert "signal" not in page.locator("h1").inner_text()
    context.close()
