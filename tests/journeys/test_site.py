"""Ruth asks for support on her phone; Cora answers, brings her into the circle, and writes the circle's own page."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.screens import sign_in
from tests.journeys.test_journeys import DESKTOP, at, visitor  # noqa: F401  (fixtures)


@pytest.mark.parametrize("with_scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_ruth_asks_and_becomes_a_member(visitor, at, federation, with_scripts):  # noqa: F811
    name = f"Ruth {'Barker' if with_scripts else 'Plain'}"
    ruth: Page = visitor(java_script_enabled=with_scripts)
    ruth.goto(at("calderdale", "/support/"))
    ruth.get_by_role("link", name="Ask for support").first.click()
    ruth.get_by_role("button", name="Continue").click()
    expect(ruth.get_by_role("alert")).to_contain_text("I am asking")
    ruth.get_by_label("For me").check()
    ruth.get_by_role("button", name="Continue").click()
    ruth.get_by_label("In your own words").fill("Company in the mornings.")
    ruth.get_by_role("button", name="Continue").click()
    ruth.get_by_label("Village").fill("Heptonstall")
    ruth.get_by_role("button", name="Back").click()
    expect(ruth.get_by_label("In your own words")).to_have_value("Company in the mornings.")
    ruth.get_by_role("button", name="Continue").click()
    expect(ruth.get_by_label("Village")).to_have_value("Heptonstall")
    ruth.get_by_role("button", name="Continue").click()
    ruth.get_by_label("Your name").fill(name)
    ruth.get_by_label("Phone number").fill("01632 960 222")
    ruth.get_by_role("button", name="Continue").click()
    expect(ruth.locator("main")).to_contain_text("Heptonstall")
    ruth.wait_for_timeout(2500)  # people read what they are about to send; whoever does not is held back as a program
    ruth.get_by_role("button", name="Send it").click()
    expect(ruth).to_have_url(at("calderdale", "/ask/sent/"))

    cora: Page = visitor(viewport=DESKTOP, java_script_enabled=with_scripts)
    sign_in(cora, at("calderdale", "/circle/"), "cora@calderdale.example", federation)
    cora.get_by_role("link", name=re.compile(name)).first.click()
    cora.get_by_role("button", name="Called").click()
    cora.get_by_label("Note").fill("Likes the radio.")
    cora.get_by_role("button", name="Add the note").click()
    expect(cora.locator("main")).to_contain_text("Likes the radio.")
    cora.get_by_label("They know about it").check()
    cora.get_by_role("button", name="Bring them in").click()
    expect(cora.locator("main")).to_contain_text("Came into the circle")
    cora.goto(at("calderdale", f"/circle/members/?name={name.split()[1]}"))
    expect(cora.locator("main")).to_contain_text(name)


def test_cora_writes_a_page_looks_at_it_publishes_it_and_puts_it_back(visitor, at, federation):  # noqa: F811
    cora: Page = visitor(viewport=DESKTOP, java_script_enabled=False)
    sign_in(cora, at("calderdale", "/circle/site/pages/"), "cora@calderdale.example", federation)
    cora.get_by_label("Title of the new page").fill("Bread on Mondays")
    cora.get_by_role("button", name="Add a page").click()
    cora.get_by_role("button", name="Add text").click()
    cora.get_by_label("Text 1").fill("We bake [together](https://example.org).\n\n- Flour\n- Time")
    cora.get_by_role("button", name="Save and look at it").click()
    expect(cora.get_by_role("link", name="together")).to_have_attribute("href", "https://example.org")
    cora.get_by_role("link", name="Go on writing").click()
    cora.get_by_role("button", name="Save and publish").click()
    stranger: Page = visitor()
    stranger.goto(at("calderdale"))
    stranger.get_by_role("link", name="Bread on Mondays").click()
    expect(stranger.get_by_role("listitem").filter(has_text="Flour")).to_be_visible()
    cora.get_by_label("Text 1").fill("We do not bake any more.")
    cora.get_by_role("button", name="Save and publish").click()
    stranger.reload()
    expect(stranger.locator("main")).to_contain_text("not bake")
    cora.get_by_role("link", name="Older versions").click()
    cora.get_by_role("button", name=re.compile("Put it back")).click()
    stranger.reload()
    expect(stranger.locator("main")).to_contain_text("Flour")
