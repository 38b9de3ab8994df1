"""A circle gets notice and comes back: closed by its stewards and called off by the national co-op, put aside at the
console, and fetched back by a command.

One steward goes by keyboard alone, the other without JavaScript; a member looks on.
"""

import pytest
from playwright.sync_api import expect

from tests.journeys.neighbourhood import a_circle, faults, letter, said, typed, until, walk
from tests.journeys.screens import sign_in
from tests.journeys.test_console import at_the_desk, is_done
from tests.journeys.test_journeys import DESKTOP
from tests.journeys.test_starting import Walk

__all__ = ["walk"]
pytestmark = pytest.mark.slow
PEOPLE = {"Ann Fielden": ("steward",), "Bea Holt": ("steward",), "Cy Lumb": ()}
SLUG, NAME, CY = "fielden", "Fielden Care Circle", "cy@fielden.example"
READ_ONLY = "Until then you can read everything, and change nothing any more."


def stewards_give_notice(ann: Walk, bea: Walk) -> None:
    """Ann starts it with the keys, Bea says yes on a computer without JavaScript."""
    sign_in(ann.page, ann.at(SLUG, "/circle/leave/"), "ann@fielden.example", ann.federation)
    ann.read("Leave the federation")
    ann.press("main button[value=start]")
    sign_in(bea.page, bea.at(SLUG, "/circle/leave/"), "bea@fielden.example", bea.federation)
    expect(bea.page.locator("main")).to_contain_text("Ann started this on")
    bea.page.get_by_role("button", name="Yes, we leave").click()
    expect(bea.page.locator("main")).to_contain_text("The circle is leaving")


def reads_and_changes_nothing(cy: Walk) -> None:
    """Cy is told, on every page and by e-mail; a form that was open is refused with a sentence."""
    note = cy.page.get_by_text(READ_ONLY)
    here = cy.page.context.new_page()
    until(here, cy.at(SLUG, "/home/"), lambda: here.get_by_text(READ_ONLY).count() > 0, "nothing is said")
    here.close()
    cy.type("contact_note", "Ring twice")
    cy.page.locator("main form button[type=submit]").first.click()
    cy.read("This circle is closing")
    cy.page.goto(cy.at(SLUG, "/week/"))
    expect(note).to_be_visible()
    cy.read("")
    letter(cy.page, cy.federation, CY, "Your circle is going to close", "Nothing can be changed any more")


def takes_a_copy_along_still(ann: Walk) -> None:
    """What was offered holds until the last day."""
    ann.page.goto(ann.at(SLUG, "/circle/leave/"))
    ann.read("Leave the federation")
    ann.press("main a.button[href='/circle/export/']")
    ann.read("Take a copy along")
    ann.type("passphrase", "four lamps under the quiet bridge")
    ann.type("again", "four lamps under the quiet bridge")
    ann.press()
    expect(ann.page).to_have_url(ann.at(SLUG, "/circle/export/?asked=yes"))
    ready = ann.page.get_by_role("link", name="Download")
    until(ann.page, ann.at(SLUG, "/circle/export/"), lambda: ready.count() > 0, "no copy")
    ann.read("Take a copy along")


def test_a_circle_that_is_closing_is_read_only_told_and_called_off(walk, home, federation):
    a_circle(home, SLUG, NAME, PEOPLE)
    ann, bea, cy = walk(by_keyboard=True), walk(scripts=False, viewport=DESKTOP), walk()
    sign_in(cy.page, cy.at(SLUG, "/me/contact/"), CY, federation)
    stewards_give_notice(ann, bea)
    reads_and_changes_nothing(cy)
    takes_a_copy_along_still(ann)

    nadia = at_the_desk(walk, DESKTOP, f"/circles/{SLUG}/")
    nadia.read(NAME)
    nadia.page.get_by_role("link", name="Bring it back").click()
    nadia.read(f"Bring {NAME} back")
    nadia.press()
    is_done(nadia)
    nadia.read("Bring a circle back")
    letter(cy.page, federation, CY, "Your circle is open again")
    cy.page.goto(cy.at(SLUG, "/me/contact/"))
    expect(cy.page.get_by_text(READ_ONLY)).to_have_count(0)
    cy.type("contact_note", "Ring twice")
    cy.page.locator("main form button[type=submit]").first.click()
    expect(cy.page).to_have_url(cy.at(SLUG, "/settings/"))

    nadia.page.goto(nadia.at("federation", f"/circles/{SLUG}/close/"))
    nadia.read(f"Close {NAME}")
    nadia.type("days", "0")
    nadia.type("reason", "Nobody there answers any more.")
    nadia.type("typed", "somewhere else")
    nadia.press()
    expect(nadia.page.get_by_role("alert").first).to_contain_text("so nothing was done")
    expect(nadia.page.get_by_role("alert").first).to_contain_text("Give at least 14 days")
    assert "closed" in said(typed(home, "circle", "close", SLUG, "--days", "0", "--yes"))
    gone = cy.page.get_by_role("heading", level=1)
    until(cy.page, cy.at(SLUG, "/home/"), lambda: "no care circle here" in gone.inner_text(), "it is there still")
    letter(cy.page, federation, CY, "Your circle has closed", "Then it is removed for good")
    nadia.page.goto(nadia.at("federation", f"/circles/{SLUG}/"))
    nadia.read(NAME)
    assert cy.at(SLUG, "") in said(typed(home, "circle", "recover", SLUG))
    until(cy.page, cy.at(SLUG, "/me/contact/"), lambda: "/me/contact/" in cy.page.url, "it did not come back")
    expect(cy.page.locator("[name=contact_note]")).to_have_value("Ring twice")
    cy.read("My name and how to reach me")
    assert faults(ann, bea, cy, nadia) == []
