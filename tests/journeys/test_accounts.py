"""One human with two accounts makes them one, takes another address, and closes the account in every circle."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.neighbourhood import faults, letter, until, walk
from tests.journeys.screens import newest_code, sign_in
from tests.journeys.test_journeys import DESKTOP
from tests.journeys.test_starting import Walk

__all__ = ["walk"]
pytestmark = pytest.mark.slow
OTTO, YOSSI, NEW = "otto@calderdale.example", "yossi@clapton.example", "otto.new@calderdale.example"


def shows_that_it_is_theirs(otto: Walk, email: str) -> None:
    """From the page that asks for an address, by a code from the e-mail."""
    otto.page.get_by_role("textbox").fill(email)
    otto.page.get_by_role("button").first.click()
    otto.page.get_by_role("textbox").fill(newest_code(otto.page, otto.federation, email))
    otto.page.locator("main button[type=submit]").first.click()


def makes_two_one(otto: Walk) -> None:
    """Each account is proved; the same one twice is not enough."""
    sign_in(otto.page, otto.at("calderdale", "/home/"), OTTO, otto.federation)
    otto.page.goto(otto.at("id", "/account/"))
    otto.page.get_by_role("link", name=re.compile("Make two accounts into one")).click()
    otto.read("Make two accounts into one")
    otto.page.get_by_role("button", name="Sign in with the other account").click()
    shows_that_it_is_theirs(otto, OTTO)
    otto.read("Begin once more")
    otto.page.get_by_role("button", name="Sign in with the other account").click()
    shows_that_it_is_theirs(otto, YOSSI)
    otto.read("Both are yours")
    expect(otto.page.locator("main")).to_contain_text("Clapton Care Circle")
    otto.page.get_by_role("button", name="Make them one").click()
    otto.read("Your accounts are one now")
    letter(otto.page, otto.federation, YOSSI, "Your two accounts are one now")
    sign_in(otto.page, otto.at("id", "/circles/"), OTTO, otto.federation)
    main = otto.page.locator("main")
    until(otto.page, otto.at("id", "/circles/"), lambda: "Clapton" in main.inner_text(), "Clapton did not come along")
    otto.read("Your circles")
    otto.page.get_by_role("link", name="Clapton Care Circle").click()
    expect(main).to_contain_text("Yossi")


def takes_another_address(otto: Walk) -> None:
    """Proved with a code that comes to it, and told to the old one."""
    otto.page.goto(otto.at("id", "/account/address/"))
    otto.page.get_by_role("textbox").fill(NEW)
    otto.page.get_by_role("button", name="Send a code there").click()
    otto.page.get_by_role("textbox").fill(newest_code(otto.page, otto.federation, NEW))
    otto.page.get_by_role("button", name="This is my address now").click()
    expect(otto.page.locator("main")).to_contain_text(NEW)
    letter(otto.page, otto.federation, OTTO, "was changed", "/account/address/undo/")


def closes_the_account(otto: Walk) -> None:
    otto.page.goto(otto.at("id", "/account/close/"))
    otto.read("Close my account")
    for circle in ("Calderdale Care Circle", "Clapton Care Circle"):
        expect(otto.page.locator("main")).to_contain_text(circle)
    otto.press()
    expect(otto.page.get_by_role("alert").first).to_contain_text("Say that you are sure.")
    otto.read("Close my account")
    otto.tick("sure")
    otto.press()
    otto.read("Your account is closed")
    letter(otto.page, otto.federation, NEW, "Your account is closed", "Your circles still know you as a member")


def test_otto_makes_two_accounts_one_takes_another_address_and_closes_it_everywhere(walk):
    otto = walk()
    makes_two_one(otto)
    takes_another_address(otto)
    signed_in_elsewhere = walk(viewport=DESKTOP)
    sign_in(signed_in_elsewhere.page, otto.at("clapton", "/home/"), NEW, otto.federation)
    closes_the_account(otto)
    for circle in ("calderdale", "clapton"):
        for somebody in (otto, signed_in_elsewhere):
            somebody.page.goto(otto.at(circle, "/home/"))
            assert "/sign-in/" in somebody.page.url
    cora = walk(viewport=DESKTOP)
    sign_in(cora.page, cora.at("calderdale", "/circle/members/?name=otto"), "cora@calderdale.example", cora.federation)
    cora.page.get_by_role("link", name=re.compile("Otto Lindqvist")).first.click()
    cora.read("Otto Lindqvist")
    assert faults(otto, signed_in_elsewhere, cora) == []
