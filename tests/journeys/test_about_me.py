"""Iris tells of herself and says who sees it; Cora, Adah and she herself look, in a browser of their own each."""

import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.screens import sign_in
from tests.journeys.test_inviting import DESKTOP, PHONE, fine, press

SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
SUPPORT = "/me/profile/getting/support/"


@pytest.fixture(scope="session")
def known() -> dict[str, Any]:
    """What the browser of each person keeps once they signed in, so that each does it once."""
    return {}


@pytest.fixture
def arrive(browser: Browser, federation: str, known: dict[str, Any]) -> Iterator[Callable[..., Page]]:
    """Somebody signed in with a browser of their own, on one page of the circle."""
    contexts: list[BrowserContext] = []
    parts = urlsplit(federation)

    def arrive(name: str, path: str, **wanted) -> Page:
        address = f"{parts.scheme}://calderdale.{parts.netloc}"
        contexts.append(browser.new_context(base_url=address, storage_state=known.get(name), **wanted))
        page = contexts[-1].new_page()
        if name not in known:
            sign_in(page, f"{address}{path}", f"{name}@calderdale.example", federation)
            known[name] = contexts[-1].storage_state()
        page.goto(path)
        return page

    yield arrive
    for context in contexts:
        context.close()


def write(page: Page, words: str) -> None:
    page.get_by_label("Please do", exact=True).fill(words)
    press(page, "Save and stop for now")


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
@SIZES
def test_iris_writes_says_who_sees_it_and_sees_it_as_others_do(arrive, size, scripts):
    words = f"Talk to me, not over me: {size['width']} {scripts}."
    iris = arrive("iris", SUPPORT, viewport=size, java_script_enabled=scripts)
    look = fine if scripts else lambda _page: None
    look(iris)
    write(iris, words)
    look(iris)
    iris.get_by_role("link", name=re.compile("show")).first.click()
    expect(iris.locator("main")).to_contain_text(words)
    look(iris)
    press(iris, "Show it to them")
    for path, whom, seen in (("as/circle/", "Only me", False), ("as/team/", "My team", True)):
        iris.goto(SUPPORT)
        iris.get_by_role("link", name="Change who sees it").click()
        iris.get_by_label(whom, exact=True).check()
        look(iris)
        press(iris, "Keep this")
        iris.goto(f"/me/privacy/{path}")
        shown = expect(iris.locator("main"))
        shown.to_contain_text(words) if seen else shown.not_to_contain_text(words)
        look(iris)


def test_iris_chooses_who_sees_it_with_nothing_but_the_keyboard(arrive):
    iris = arrive("iris", "/me/privacy/profiles.getting.support/", viewport=DESKTOP)
    team, circle = iris.get_by_label("My team", exact=True), iris.get_by_label("Everybody in my circle")
    for before, after, key in ((team, circle, "ArrowDown"), (circle, team, "ArrowUp")):
        iris.goto("/me/privacy/profiles.getting.support/")
        for _ in range(40):
            iris.keyboard.press("Tab")
            if before.evaluate("each => each === document.activeElement"):
                break
        while not after.is_checked():
            iris.keyboard.press(key)
        iris.keyboard.press("Enter")
        expect(iris).not_to_have_url(re.compile("profiles.getting.support/$"))
        iris.goto("/me/privacy/profiles.getting.support/")
        expect(after).to_be_checked()


@SIZES
def test_cora_types_in_what_iris_wrote_on_paper_and_iris_chooses(arrive, size):
    words = f"Put the kettle on first: {size['width']}."
    iris = arrive("iris", "/me/profile/getting/paper/?look=easy", viewport=size)
    code = re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", iris.locator("main").inner_text())
    assert code is not None
    cora = arrive("cora", "/profile/form/", viewport=size)
    fine(cora)
    cora.get_by_label("Code on the form").fill(code[0].lower())
    press(cora, "Bring it back")
    fine(cora)
    cora.goto(f"{urlsplit(cora.url).path.split('getting')[0]}getting/support/")
    fine(cora)
    write(cora, words)
    iris.goto(SUPPORT)
    choice = iris.get_by_role("region", name="There is another version. Which one holds?")
    expect(choice).to_contain_text(words)
    expect(choice).to_contain_text("Cora")
    fine(iris)
    choice.get_by_role("button", name="Take this one").click()
    iris.goto(SUPPORT)
    expect(iris.get_by_label("Please do", exact=True)).to_have_value(words)


@SIZES
def test_adah_writes_for_iris_under_a_banner_and_iris_reads_that_she_did(arrive, size):
    words = f"Ring before you come: {size['width']}."
    adah = arrive("adah", "/helping/", viewport=size)
    press(adah, "Act for Iris")
    fine(adah)
    adah.goto(SUPPORT)
    expect(adah.locator("body")).to_contain_text("You are acting for Iris")
    fine(adah)
    write(adah, words)
    adah.get_by_role("button", name="Stop acting").first.click()
    expect(adah.locator("body")).not_to_contain_text("You are acting for Iris")
    iris = arrive("iris", "/me/profile/getting/history/", viewport=size)
    expect(iris.locator("main")).to_contain_text("Adah, on their behalf")
    fine(iris)


@SIZES
def test_iris_sees_that_cora_looked_and_does_not_recognise_it(arrive, size):
    cora = arrive("cora", "/circle/members/", viewport=size)
    cora.locator("main").get_by_role("link", name=re.compile("Iris")).first.click()
    expect(cora.locator("main")).to_contain_text("iris@calderdale.example")
    iris = arrive("iris", "/me/looked/", viewport=size)
    expect(iris.locator("main")).to_contain_text("looked at: How to reach me")
    fine(iris)
    iris.get_by_role("link", name=re.compile("I don.t recognise this")).first.click()
    expect(iris.get_by_role("heading", level=1)).to_contain_text("recognise this")
    fine(iris)
    iris.get_by_role("textbox").first.fill("I was not at home that day.")
    iris.locator("main button[type=submit]").last.click()
    expect(iris.get_by_role("heading", level=1)).to_contain_text("Who looked at my information")
    fine(iris)
    expect(iris.locator("main")).to_contain_text(re.compile("asked|looks into|not recognise", re.IGNORECASE))


@pytest.mark.parametrize(("who", "size"), [("sol", PHONE), ("tariq", DESKTOP)], ids=["phone", "desktop"])
def test_a_supporter_fetches_a_copy_opens_it_and_sees_what_forgetting_would_do(arrive, who, size, tmp_path):
    sol = arrive(who, "/me/data/", viewport=size, accept_downloads=True)
    fine(sol)
    press(sol, "Ask for my copy")
    for _ in range(60):
        if sol.get_by_role("link", name="Fetch my copy").count():
            break
        sol.wait_for_timeout(500)
        sol.reload()
    fine(sol)
    with sol.expect_download() as fetched:
        sol.get_by_role("link", name="Fetch my copy").click()
    fetched.value.save_as(tmp_path / "copy.zip")
    with zipfile.ZipFile(tmp_path / "copy.zip") as copy:
        read_me = next(name for name in copy.namelist() if name.endswith(".html"))
        (tmp_path / "read-me.html").write_bytes(copy.read(read_me))
    sol.goto(f"file://{tmp_path}/read-me.html")
    expect(sol.locator("body")).to_contain_text(who.title())
    sol.goto("/me/data/forget/")
    expect(sol.locator("main")).to_contain_text("This goes at once")
    expect(sol.locator("main")).to_contain_text("This stays")
    fine(sol)
    press(sol, "Ask to be forgotten")
    expect(sol.locator("main")).to_contain_text("This goes at once")  # nothing was ticked: asked again
    fine(sol)
