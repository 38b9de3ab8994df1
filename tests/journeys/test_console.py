"""The national co-op's desk in a real browser: decide on an application, pause a circle, look into one by consent.

On a phone and on a desktop; every page on the way is looked at with axe in light and in dark.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.screens import sign_in
from tests.journeys.test_journeys import DESKTOP, PHONE
from tests.journeys.test_starting import Walk, answer_everything, begin, named, send_and_open, walk

__all__ = ["walk"]
pytestmark = pytest.mark.slow
SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])


def at_the_desk(walk, size, path: str, email: str = "nadia@federation.example", **how) -> Walk:
    """An officer, signed in at the console and on a page of it."""
    somebody = walk(viewport=size, **how)
    sign_in(somebody.page, somebody.at("federation", path), email, somebody.federation)
    return somebody


def is_done(nadia: Walk) -> None:
    """The run that is on the page comes to its end before our eyes, without anybody asking for the page again."""
    expect(nadia.page.locator("#progress .head .tag")).to_have_text("Done", timeout=30_000)


@SIZES
def test_nadia_approves_an_application_and_the_circle_goes_live(walk, size):
    slug = "shade" if size == PHONE else "stansfield"
    pat = walk(scripts=False)
    pat.page.goto(begin(pat, f"pat-{slug}@garden.example"))
    answer_everything(pat, slug)
    send_and_open(pat, slug, with_scripts=False)
    nadia = at_the_desk(walk, size, "/")
    nadia.read("The Care Circles Federation")
    nadia.page.locator("main").get_by_role("link", name="Applications to decide").click()
    nadia.read("Applications")
    nadia.page.goto(nadia.at("federation", f"/applications/?q={slug}"))
    nadia.page.locator("main").get_by_role("link", name=named(slug)).click()
    nadia.read(named(slug))
    expect(nadia.page.locator("main")).to_contain_text("Pat Moss")
    nadia.page.get_by_role("link", name="Approve", exact=True).click()
    nadia.read(f"Approve {named(slug)}")
    nadia.page.get_by_label("A few words for them").fill("Welcome among us.")
    nadia.press()
    nadia.read(named(slug))
    expect(nadia.page.locator("main")).to_contain_text("Welcome among us.")
    nadia.page.goto(nadia.at("federation", f"/runs/?q={slug}&kind=go-live"))
    nadia.page.locator("main").get_by_role("link", name="Go live").click()
    is_done(nadia)
    nadia.read("Go live")
    nadia.page.goto(nadia.at("federation", f"/circles/{slug}/"))
    expect(nadia.page.locator("main")).not_to_contain_text("Sandbox")
    assert nadia.faults == []


@SIZES
def test_oskar_pauses_clapton_and_lets_it_go_on(walk, size):
    oskar = at_the_desk(walk, size, "/circles/", "oskar@federation.example")
    oskar.read("Circles")
    oskar.page.locator("main").get_by_role("link", name="Clapton Care Circle").click()
    oskar.read("Clapton Care Circle")
    oskar.page.get_by_role("link", name="Pause", exact=True).click()
    oskar.read("Pause Clapton Care Circle")
    oskar.press()  # nothing typed yet
    expect(oskar.page.get_by_role("alert")).to_contain_text("Why is it paused?")
    oskar.read("Pause Clapton Care Circle")
    oskar.page.get_by_label("Why is it paused?").fill("The hall is being painted.")
    oskar.press()
    is_done(oskar)
    oskar.read("Pause a circle")
    stranger = walk(viewport=size)
    assert stranger.page.goto(stranger.at("clapton")).status == 503
    oskar.page.goto(oskar.at("federation", "/circles/clapton/"))
    expect(oskar.page.locator("main")).to_contain_text("The hall is being painted.")
    oskar.page.get_by_role("link", name="Let it go on").click()
    oskar.read("Let Clapton Care Circle go on")
    oskar.press()
    is_done(oskar)
    assert stranger.page.goto(stranger.at("clapton")).status == 200
    assert oskar.faults == []


@SIZES
def test_sana_looks_into_calderdale_while_cora_lets_her(walk, size):
    sana = at_the_desk(walk, size, "/support/ask/", "sana@federation.example")
    sana.read("Ask to look")
    sana.page.get_by_label("Which circle?").select_option(label="Calderdale Care Circle")
    sana.page.get_by_label("Why do you need to look?").fill("A page stays empty.")
    sana.press()
    sana.read("Calderdale Care Circle")
    expect(sana.page.locator("main")).to_contain_text("Waits for a steward")
    cora = walk(viewport=PHONE)
    sign_in(cora.page, cora.at("calderdale", "/circle/federation/support/"), "cora@calderdale.example", cora.federation)
    expect(cora.page.locator("main")).to_contain_text("A page stays empty.")
    cora.page.get_by_role("button", name="Yes, let them look").click()
    sana.page.reload()
    sana.page.get_by_role("link", name="Settings", exact=True).click()
    sana.read("Settings")
    expect(sana.page.locator("main")).to_contain_text("You are looking at how Calderdale Care Circle is set up")
    for name in ("Iris", "Greenhalgh", "Banerjee"):
        expect(sana.page.locator("body")).not_to_contain_text(name)
    cora.page.reload()
    expect(cora.page.locator("main")).to_contain_text("Sana Mirza")
    cora.page.get_by_role("button", name="End it now").click()
    assert sana.page.reload().status == 409
    sana.page.goto(sana.at("federation", "/support/"))
    sana.read("Support sessions")
    expect(sana.page.locator("main")).to_contain_text("Ended by a steward")
    assert [fault for fault in sana.faults if "409" not in fault] == []


def test_cora_who_is_a_steward_has_no_desk_at_the_console(walk):
    cora = walk()
    sign_in(cora.page, cora.at("calderdale", "/home/"), "cora@calderdale.example", cora.federation)
    cora.page.goto(cora.at("federation"))
    expect(cora.page.get_by_role("heading", level=1)).to_contain_text("There is nothing here for you")


def test_without_javascript_the_desk_works_the_same_way(walk):
    nadia = at_the_desk(walk, PHONE, "/circles/calderdale/rename/", "nadia@federation.example", scripts=False)
    for name in ("Calderdale Care Circle and Friends", "Calderdale Care Circle"):  # and back, for those who come after
        nadia.page.goto(nadia.at("federation", "/circles/calderdale/rename/"))
        nadia.page.get_by_label("Name").fill(name)
        nadia.press("main form.form .button")
        again = nadia.page.get_by_role("link", name="Look again")
        for _ in range(40):
            if not again.count():
                break
            nadia.page.wait_for_timeout(500)
            again.click()
        expect(nadia.page.locator("main")).to_contain_text(re.compile("Done"))
    nadia.page.get_by_role("link", name="Menu").click()
    nadia.page.get_by_role("navigation").get_by_role("link", name="Circles").click()
    expect(nadia.page.get_by_role("heading", level=1)).to_have_text("Circles")
