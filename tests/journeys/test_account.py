"""Signing in with a passkey, with a second step, and with another address: in a real browser, on a phone."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.identity.codes_of_an_app import code_now
from tests.journeys.screens import newest_code, sign_in
from tests.journeys.test_journeys import PHONE

pytestmark = pytest.mark.slow
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def phone(browser: Browser) -> Iterator[Callable[..., Page]]:
    """A telephone of somebody's own; with `finger=True` one that can keep passkeys."""
    contexts: list[BrowserContext] = []

    def take(*, finger: bool = False, **how: Any) -> Page:
        context = browser.new_context(**{"viewport": PHONE, **how})
        contexts.append(context)
        page = context.new_page()
        if finger:
            _give_finger(page)
        return page

    yield take
    for context in contexts:
        context.close()


def _give_finger(page: Page) -> Any:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    return session


@pytest.fixture
def at(federation: str) -> Callable[[str, str], str]:
    scheme, _, rest = federation.partition("://")
    return lambda host, path="/": f"{scheme}://{host}.{rest}{path}"


def _sign_out(page: Page, at: Callable[..., str]) -> None:
    page.goto(at("id", "/sign-out/"))
    page.get_by_role("button", name="Sign out here").click()


def test_sol_keeps_a_passkey_and_signs_in_with_it_without_typing_an_address(phone, at, federation):
    page = phone(finger=True)
    sign_in(page, at("calderdale", "/home/"), "sol@calderdale.example", federation)
    page.goto(at("id", "/account/"))
    page.get_by_role("link", name=re.compile("Passkeys")).click()
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("What do you want to call it?").fill("My phone")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("link", name=re.compile("My phone"))).to_be_visible()
    _sign_out(page, at)
    page.goto(at("calderdale", "/week/"))
    page.get_by_role("button", name="Use a passkey instead").click()
    expect(page).to_have_url(at("calderdale", "/week/"))
    # the same passkey, renamed and taken away, opens nothing any more
    page.goto(at("id", "/account/passkeys/"))
    page.get_by_role("link", name=re.compile("My phone")).click()
    page.get_by_label("What do you want to call it?").fill("Old phone")
    page.get_by_role("button", name="Keep this name").click()
    page.get_by_role("link", name=re.compile("Old phone")).click()
    page.get_by_role("button", name="Take it away").click()
    expect(page.get_by_role("link", name=re.compile("Old phone"))).to_have_count(0)
    _sign_out(page, at)
    page.goto(at("calderdale", "/week/"))
    page.get_by_role("button", name="Use a passkey instead").click()
    expect(page.get_by_role("heading", name="That passkey did not work")).to_be_visible()
    sign_in(page, at("calderdale", "/home/"), "sol@calderdale.example", federation)


def test_a_passkey_asked_for_by_a_page_of_a_circle_is_worth_nothing(phone, at, federation):
    """A circle's page cannot even ask: the passkey belongs to another host."""
    page = phone(finger=True)
    page.goto(at("calderdale"))
    said = page.evaluate(
        """async rpId => { try { await navigator.credentials.get({publicKey: {rpId, challenge: new Uint8Array(32)}});
        return "asked"; } catch (error) { return error.name; } }""",
        re.sub(r"^https?://|:\d+/$", "", at("id")),
    )
    assert said == "SecurityError"


@pytest.mark.parametrize("with_scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_whoever_sets_up_an_app_is_asked_for_its_code_or_a_recovery_code(phone, at, federation, with_scripts):
    email = "shauna@clapton.example" if with_scripts else "tariq@calderdale.example"
    circle = email.split("@")[1].split(".", maxsplit=1)[0]
    page = phone(java_script_enabled=with_scripts)
    sign_in(page, at(circle, "/home/"), email, federation)
    page.goto(at("id", "/account/app/"))
    secret = page.locator("main code").inner_text().replace(" ", "")
    page.get_by_role("textbox").fill(code_now(secret))
    page.get_by_role("button", name="Set it up").click()
    recovery = page.locator("main code").all_inner_texts()
    assert len(recovery) == 10
    page.get_by_role("link", name="I have kept them").click()
    _sign_out(page, at)
    page.goto(at(circle, "/home/"))
    page.get_by_role("textbox").fill(email)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_role("textbox").fill(newest_code(page, federation, email))
    page.locator("main button[type=submit]").first.click()
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    page.get_by_role("textbox").fill(recovery[0])
    page.locator("main form:not([hidden]) button[type=submit]").first.click()
    expect(page).to_have_url(at(circle, "/home/"))
    page.goto(at("id", "/account/app/"))
    in_office = with_scripts
    expect(page.get_by_role("button", name="Take it away")).to_have_count(0 if in_office else 1)


def test_wendy_changes_her_address_and_undoes_it_from_the_old_one(phone, at, federation):
    page = phone()
    old, new = "wendy@calderdale.example", "wendy.new@calderdale.example"
    sign_in(page, at("calderdale", "/home/"), old, federation)
    page.goto(at("id", "/account/address/"))
    page.get_by_role("textbox").fill(new)
    page.get_by_role("button", name="Send a code there").click()
    page.get_by_role("textbox").fill(newest_code(page, federation, new))
    page.get_by_role("button", name="This is my address now").click()
    expect(page.locator("main")).to_contain_text(new)
    page.goto(f"{federation}/dev/mail/")
    page.locator("li", has_text=old).filter(has_text="was changed").first.get_by_role("link").click()
    page.goto(page.locator("a[href*='/account/address/undo/']").first.get_attribute("href") or "")
    page.get_by_role("button", name="It was not me: undo it").click()
    expect(page.get_by_role("heading", name="It is undone")).to_be_visible()
    sign_in(page, at("calderdale", "/home/"), old, federation)
