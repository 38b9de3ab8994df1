"""Cora invites two people, one by e-mail and one with a card; each of them comes in on a phone."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.axe import violations
from tests.journeys.screens import newest_code, sign_in

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
CORA = "cora@calderdale.example"


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Somebody with a browser of their own."""
    contexts: list[BrowserContext] = []

    def arrive(**wanted) -> Page:
        contexts.append(browser.new_context(**{"viewport": PHONE, **wanted}))
        return contexts[-1].new_page()

    yield arrive
    for context in contexts:
        context.close()


@pytest.fixture
def calderdale(federation: str) -> str:
    parts = urlsplit(federation)
    return f"{parts.scheme}://calderdale.{parts.netloc}"


def fine(page: Page) -> None:
    """Nothing that axe can find, nothing too wide."""
    found = [f"{each['id']}: {each['nodes'][0]['html'][:90]}" for each in violations(page)]
    assert found == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.url


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name).first.click()


def link_in_mail(page: Page, federation: str, email: str) -> str:
    """The address in the newest e-mail to somebody, from the page of caught mail; it may take a moment to arrive."""
    for _ in range(60):
        page.goto(f"{federation}/dev/mail/")
        letter = page.locator("li", has_text=email).first
        if letter.count():
            letter.get_by_role("link").first.click()
            found = re.search(r"http://\S+/welcome/[a-z2-7]{26}/", page.locator("body").inner_text())
            if found:
                return found[0]
        page.wait_for_timeout(250)
    raise AssertionError(f"no invitation for {email}")


def prove(page: Page, federation: str, email: str) -> None:
    """From the page that waits for the address to be ready, round by the sign-in host, back to the questions."""
    expect(page.get_by_role("link", name="Send me a code")).to_be_visible(timeout=30_000)
    fine(page)
    page.get_by_role("link", name="Send me a code").click()
    page.get_by_role("textbox").fill(email)
    page.get_by_role("button").first.click()
    page.get_by_role("textbox").fill(newest_code(page, federation, email))
    page.locator("main button[type=submit]").first.click()
    expect(page).to_have_url(re.compile("/welcome/yes/"))


def say_yes(page: Page, name: str, known_as: str) -> None:
    fine(page)
    press(page, "Yes, I do")
    fine(page)
    page.get_by_label("Your name").fill(name)
    page.get_by_label(re.compile("What should we call you")).fill(known_as)
    press(page, "Continue")
    fine(page)
    page.get_by_label("By phone").check()
    page.get_by_label(re.compile("^Phone")).fill("01422 555 0199")
    press(page, "Join now")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Welcome, {known_as}!")
    fine(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_cora_invites_zofia_by_e_mail_and_jan_with_a_card(visitor, calderdale, federation, scripts):
    word = "script" if scripts else "plain"
    zofia, jan = f"zofia.{word}@hebden.example", f"jan.{word}@hebden.example"
    cora = visitor(viewport=DESKTOP)
    sign_in(cora, f"{calderdale}/circle/members/", CORA, federation)
    cora.get_by_role("link", name="Invite somebody").click()
    fine(cora)
    cora.get_by_role("link", name="By e-mail").click()
    press(cora, "Send the invitation")  # nothing typed yet
    expect(cora.get_by_role("alert")).to_be_visible()
    cora.get_by_label("Their name").fill("Zofia Nowak")
    cora.get_by_label("Their e-mail address").fill(zofia)
    cora.get_by_label("Supporter").check()
    fine(cora)
    press(cora, "Send the invitation")
    expect(cora.get_by_role("heading", level=1)).to_have_text("Invitation for Zofia Nowak")
    fine(cora)

    phone = visitor(java_script_enabled=scripts)
    phone.goto(link_in_mail(visitor(), federation, zofia))
    expect(phone.locator("main")).to_contain_text("Cora asks you to join")
    fine_here = fine if scripts else lambda _page: None
    fine_here(phone)
    press(phone, "Go on")
    if scripts:
        prove(phone, federation, zofia)
        say_yes(phone, "Zofia Nowak", "Zosia")
        press(phone, "Yes")
        expect(phone.locator("main")).to_contain_text("Supporter")
    else:
        walk_plainly(phone, federation, zofia, "Zosia")
    phone.goto(f"{calderdale}/home/")
    expect(phone.locator("main")).to_contain_text("Zosia")

    cora.goto(f"{calderdale}/circle/members/invite/card/")
    cora.get_by_label("Their name").fill("Jan Kowalski")
    press(cora, "Make the card")
    number = cora.locator(".said").first.inner_text().strip()
    cora.get_by_role("link", name="The card, to print").click()
    code = cora.locator(".code").inner_text().strip()
    expect(cora.locator("main")).not_to_contain_text(number)
    fine(cora)

    other = visitor(java_script_enabled=scripts)
    other.goto(f"{calderdale}/welcome/")
    other.get_by_label("Code").fill(code.lower().replace("-", " "))
    press(other, "Continue")
    press(other, "Go on")
    other.get_by_label("Number").fill("nope")
    press(other, "Continue")
    expect(other.locator("main")).to_contain_text("That is not the number")
    other.get_by_label("Number").fill(number)
    press(other, "Continue")
    other.get_by_label("Your e-mail address").fill(jan)
    press(other, "Continue")
    if scripts:
        prove(other, federation, jan)
        say_yes(other, "Jan Kowalski", "Jan")
    else:
        walk_plainly(other, federation, jan, "Jan")
    cora.goto(f"{calderdale}/circle/members/?name=kowalski")
    expect(cora.locator("main")).to_contain_text("Jan Kowalski")

    stranger = visitor()
    stranger.goto(f"{calderdale}/welcome/{code.replace('-', '')}/")
    expect(stranger.locator("main")).to_contain_text("used already")


def walk_plainly(page: Page, federation: str, email: str, known_as: str) -> None:
    """The same way without JavaScript, where axe cannot look."""
    expect(page.get_by_role("link", name="Send me a code")).to_be_visible(timeout=30_000)
    page.get_by_role("link", name="Send me a code").click()
    page.get_by_role("textbox").fill(email)
    page.get_by_role("button").first.click()
    page.get_by_role("textbox").fill(newest_code(page, federation, email))
    page.locator("main button[type=submit]").first.click()
    press(page, "Yes, I do")
    page.get_by_label(re.compile("What should we call you")).fill(known_as)
    press(page, "Continue")
    press(page, "Join now")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Welcome, {known_as}!")
