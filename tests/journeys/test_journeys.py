"""What people do, done in a real browser: on a phone, without JavaScript, with the keyboard."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Route, expect

from tests.journeys.screens import newest_code, sign_in

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Somebody with a browser of their own."""
    contexts: list[BrowserContext] = []

    def arrive(**how) -> Page:
        context = browser.new_context(**{"viewport": PHONE, **how})
        contexts.append(context)
        return context.new_page()

    yield arrive
    for context in contexts:
        context.close()


@pytest.fixture
def at(federation: str) -> Callable[[str, str], str]:
    """The address of a page of a circle (or of `id`)."""
    parts = urlsplit(federation)
    return lambda host, path="/": f"{parts.scheme}://{host}.{parts.netloc}{path}"


@pytest.mark.parametrize("with_scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_iris_signs_in_on_her_phone_with_a_code_and_sees_her_home(visitor, at, federation, with_scripts):
    page = visitor(java_script_enabled=with_scripts)
    page.goto(at("calderdale"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_role("link", name="Sign in").first.click()
    expect(page).to_have_url(re.compile(r"//id\.localhost"))
    expect(page.locator("body")).to_contain_text("Calderdale")
    page.get_by_role("textbox").fill("IRIS@calderdale.example")
    page.get_by_role("button").first.click()
    code = newest_code(page, federation, "iris@calderdale.example")
    page.get_by_role("textbox").fill(f" {code.lower()} ")
    page.locator("main button[type=submit]").first.click()
    expect(page).to_have_url(at("calderdale", "/home/"))
    expect(page.locator("main")).to_contain_text("Iris")
    for name, path in [("My week", "/week/"), ("My team", "/team/"), ("Messages", "/messages/"), ("More", "/more/")]:
        page.get_by_role("navigation").get_by_role("link", name=name).first.click()
        expect(page).to_have_url(at("calderdale", path))
        expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_wrong_code_is_said_kindly_and_nothing_typed_is_lost(visitor, at, federation):
    page = visitor()
    page.goto(at("calderdale", "/sign-in/"))
    page.get_by_role("button").first.click()  # nothing typed yet
    expect(page.get_by_role("alert").or_(page.locator(".error-summary")).first).to_be_visible()
    page.get_by_role("textbox").fill("sol@calderdale.example")
    page.get_by_role("button").first.click()
    page.get_by_role("textbox").fill("WRONG1")
    page.locator("main button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text(re.compile("code", re.IGNORECASE))
    expect(page).to_have_title(re.compile("^Error"))
    page.get_by_role("textbox").fill(newest_code(page, federation, "sol@calderdale.example"))
    page.locator("main button[type=submit]").first.click()
    expect(page).to_have_url(at("calderdale", "/home/"))


def test_vale_of_clapton_is_nobody_in_calderdale(visitor, at, federation):
    page = visitor()
    sign_in(page, at("clapton", "/home/"), "vale@clapton.example", federation)
    expect(page.locator("main")).to_contain_text("Vale")
    page.goto(at("calderdale", "/home/"))
    expect(page.locator("main")).not_to_contain_text("Good")
    expect(page.locator("main")).to_contain_text(re.compile("not a member|do not belong|not one of", re.IGNORECASE))


def test_june_walks_from_one_circle_to_the_other_without_another_code(visitor, at, federation):
    page = visitor()
    sign_in(page, at("calderdale", "/home/"), "june@both.example", federation)
    page.goto(at("calderdale", "/more/"))
    page.get_by_role("link", name=re.compile("circles", re.IGNORECASE)).first.click()
    expect(page).to_have_url(at("id", "/circles/"))
    page.get_by_role("link", name=re.compile("Clapton")).first.click()
    expect(page).to_have_url(at("clapton", "/home/"))
    expect(page.locator("main")).to_contain_text("June")


def test_cora_sees_the_people_of_her_circle_and_sol_does_not(visitor, at, federation):
    cora = visitor(viewport=DESKTOP)
    sign_in(cora, at("calderdale", "/circle/members/"), "cora@calderdale.example", federation)
    expect(cora.locator("main")).to_contain_text("Iris Greenhalgh")
    expect(cora.locator("body")).not_to_contain_text("Okonkwo")
    sol = visitor()
    sign_in(sol, at("calderdale", "/home/"), "sol@calderdale.example", federation)
    assert sol.goto(at("calderdale", "/circle/members/")).status == 404
    expect(sol.locator("body")).not_to_contain_text("Greenhalgh")


def test_signing_out_everywhere_ends_the_other_browser_too(visitor, at, federation):
    phone, desktop = visitor(), visitor(viewport=DESKTOP)
    for page in (phone, desktop):
        sign_in(page, at("calderdale", "/home/"), "fin@calderdale.example", federation)
    phone.goto(at("calderdale", "/more/"))
    phone.get_by_role("button", name="Sign out on all my devices").click()
    expect(phone).not_to_have_url(at("calderdale", "/more/"))
    desktop.goto(at("calderdale", "/home/"))
    expect(desktop).to_have_url(re.compile("sign-in"))


def test_a_circle_wears_its_own_colours(visitor, at):
    page = visitor()
    worn = []
    for circle in ("calderdale", "clapton"):
        page.goto(at(circle))
        worn.append(page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--brand')"))
    assert worn[0]
    assert worn[0] != worn[1]


def test_larger_words_and_dark_colours_stay_chosen(visitor, at):
    page = visitor(java_script_enabled=False)
    page.goto(at("calderdale", "/reading/"))
    page.get_by_label(re.compile("largest", re.IGNORECASE)).check()
    page.get_by_label(re.compile("^dark", re.IGNORECASE)).check()
    page.locator("main button[type=submit]").first.click()
    page.goto(at("calderdale"))
    assert page.locator("html").get_attribute("data-text") == "largest"
    assert page.locator("html").get_attribute("data-theme") == "dark"


def shape(address: str) -> str:
    """Which page an address shows, whomever it is about, and in whichever circle but Cora's own."""
    parts = urlsplit(IDS.sub("…", address))
    where = (parts.hostname or "").split(".")[0]
    asked = "&".join(name for name, _value in parse_qsl(parts.query))
    return f"{where if where in ('calderdale', 'id', 'localhost') else '…'}{parts.path}?{asked}"


# How a page looks, which takes a browser longer than to read it.
DRESS = re.compile(r"\.(css|js|svg|webp|png|jpg|woff2?)(\?|$)")


def undressed(route: Route) -> None:
    """Leaves out what a page wears, unless it is what was gone to."""
    if route.request.is_navigation_request():
        route.continue_()
    else:
        route.abort()


def test_every_link_on_the_way_leads_somewhere(visitor, at, federation):
    page = visitor(viewport=DESKTOP, java_script_enabled=False)  # what links there are stands in the page itself
    page.route(DRESS, undressed)
    sign_in(page, at("calderdale", "/home/"), "cora@calderdale.example", federation)
    waiting, seen, broken = [federation + "/", at("calderdale"), at("calderdale", "/home/")], set(), []
    alike: Counter[str] = Counter()  # the pages of every member are many, and end with the members
    while waiting:
        address = waiting.pop().split("#")[0]
        address = re.sub(r"/(reading|language)/\?back=.*", r"/\1/?back=/", address)  # each page has ones of its own
        known = re.sub(r"(/account/\w.*?[?&]next=[^&]*?)%3F.*", r"\1", address)  # and so has a proof
        if known in seen or "sign-out" in address:
            continue
        seen.add(known)
        if "/api/v1/schema" in address:  # a file for programs, which a browser would save
            continue
        try:
            answer = page.goto(address, wait_until="domcontentloaded")
        except Error as told:
            if "Download is starting" not in told.message:
                raise
            continue  # a file to keep: it is there, and nothing in it leads further
        hers = page.url.startswith((at("calderdale", "/"), at("id", "/"), f"{federation}/"))
        # Every other circle rightly tells Cora that she is nobody there.
        not_hers = not hers and urlsplit(page.url).path.startswith("/sign-in/")
        if answer is None or answer.status not in ((403,) if not_hers else (200,)):
            broken.append(f"{address} ({answer.status if answer else 'no answer'})")
        links = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
        here = urlsplit(federation).port
        waiting += [link for link in links if urlsplit(link).scheme == "http" and urlsplit(link).port == here]
        alike[shape(address)] += 1
        assert len(alike) < 500, "the walk does not end"
        assert max(alike.values()) < 50, f"the walk does not end at {address}"
    assert broken == []
    assert len(seen) > 20


def focused(page: Page) -> dict | None:
    """What has the focus, when the page has come to rest: it glides to what is further down."""
    for _ in range(20):
        found = page.evaluate(
            """() => { const e = document.activeElement; if (!e || e === document.body) return null;
            const s = getComputedStyle(e), r = e.getBoundingClientRect();
            return {what: e.outerHTML.slice(0, 80), seen: s.outlineStyle !== 'none' || s.boxShadow !== 'none',
            inside: r.bottom > 0 && r.top < innerHeight && r.width > 0}; }"""
        )
        if found is None or found["inside"]:
            break
        page.wait_for_timeout(100)
    return found


def test_the_keyboard_reaches_everything_and_focus_is_always_seen(visitor, at, federation):
    page = visitor(viewport=DESKTOP)
    sign_in(page, at("calderdale", "/home/"), "wendy@calderdale.example", federation)
    wanted = page.locator("a[href]:visible, button:visible, input:visible").count()
    reached = set()
    for _ in range(wanted + 5):
        page.keyboard.press("Tab")
        found = focused(page)
        if found is None:
            continue
        assert found["seen"], f"focus cannot be seen on {found['what']}"
        assert found["inside"], f"focus is off the page on {found['what']}"
        reached.add(found["what"])
    assert len(reached) >= wanted - 2  # the skip link shows only while it has the focus
