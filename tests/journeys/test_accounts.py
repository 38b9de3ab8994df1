"""One human asks for two accounts to be one and thinks better of it, takes another address, and closes the account."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.neighbourhood import faults, letter, walk
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


def asks_for_two_to_be_one(otto: Walk) -> None:
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
    otto.read("In 24 hours they become one")


def is_stopped_from_the_other_address(otto: Walk, yossi: Walk) -> None:
    """Both are told; either may stop it without signing in; both read that their accounts stay two."""
    told = letter(otto.page, otto.federation, OTTO, "Two accounts are to become one", "/account/merge/stop/")
    assert OTTO in told
    assert YOSSI in told
    told = letter(yossi.page, yossi.federation, YOSSI, "Two accounts are to become one", "/account/merge/stop/")
    found = re.search(r"https?://\S+/account/merge/stop/\S+", told)
    assert found
    yossi.page.goto(found[0])
    yossi.read("Keep the two accounts apart")
    yossi.page.get_by_role("button", name="Stop it").click()
    expect(yossi.page.locator("main")).to_contain_text("Both accounts stay as they were.")
    for somebody, email in ((otto, OTTO), (yossi, YOSSI)):
        letter(somebody.page, somebody.federation, email, "Your two accounts stay two")
    sign_in(yossi.page, yossi.at("clapton", "/home/"), YOSSI, yossi.federation)
    sign_in(otto.page, otto.at("calderdale", "/home/"), OTTO, otto.federation)


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
    expect(otto.page.locator("main")).to_contain_text("Calderdale Care Circle")
    otto.press()
    expect(otto.page.get_by_role("alert").first).to_contain_text("Say that you are sure.")
    otto.read("Close my account")
    otto.tick("sure")
    otto.press()
    otto.read("Your account is closed")
    letter(otto.page, otto.federation, NEW, "Your account is closed", "Your circles still know you as a member")


def test_otto_keeps_two_accounts_apart_takes_another_address_and_closes_his_everywhere(walk):
    otto, yossi = walk(), walk()
    asks_for_two_to_be_one(otto)
    is_stopped_from_the_other_address(otto, yossi)
    takes_another_address(otto)
    signed_in_elsewhere = walk(viewport=DESKTOP)
    sign_in(signed_in_elsewhere.page, otto.at("calderdale", "/home/"), NEW, otto.federation)
    closes_the_account(otto)
    for somebody in (otto, signed_in_elsewhere):
        somebody.page.goto(otto.at("calderdale", "/home/"))
        assert "/sign-in/" in somebody.page.url
    cora = walk(viewport=DESKTOP)
    sign_in(cora.page, cora.at("calderdale", "/circle/members/?name=otto"), "cora@calderdale.example", cora.federation)
    cora.page.get_by_role("link", name=re.compile("Otto Lindqvist")).first.click()
    cora.read("Otto Lindqvist")
    assert faults(otto, yossi, signed_in_elsewhere, cora) == []
