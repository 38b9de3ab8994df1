"""Look at every page of a running federation as people see it: phone and desktop, light and dark, both directions.

    PROOF_LANGUAGES=ur make up                                    # in another window
    python -m tests.journeys.screens --into /somewhere/pictures   # add --only home to look at a few

Each page is photographed in every mode, checked with axe, for sideways scrolling (at 320 pixels with the largest words,
too), and for anything the browser complains about, such as a breach of the content security policy. Ends with 1 and a
list when there is something to put right. Signing in needs the caught mail of the embedded default.
"""

import argparse
import itertools
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",
]
SIZES = {"phone": (390, 844), "desktop": (1280, 900)}
COLOURS = ("light", "dark")
LANGUAGES = {"ltr": "en-gb", "rtl": "ur"}
SMALLEST = (320, 640)
TRIES = 14
# Headings with a word torn in two, or squeezed into a column of less than six em.
HARD_TO_READ = """() => [...document.querySelectorAll("h1, h2, h3, .lead")].flatMap(heading => {
    const range = document.createRange(), walker = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT);
    const lines = new Set(), torn = [];
    while (walker.nextNode()) {
        for (const word of walker.currentNode.data.matchAll(/[^\\s\\u2010-\\u2015-]+/g)) {
            range.setStart(walker.currentNode, word.index);
            range.setEnd(walker.currentNode, word.index + word[0].length);
            const tops = new Set([...range.getClientRects()].map(part => Math.round(part.top)));
            tops.forEach(top => lines.add(top));
            if (tops.size > 1) torn.push(word[0]);
        }
    }
    const ems = heading.getBoundingClientRect().width / parseFloat(getComputedStyle(heading).fontSize);
    const said = heading.textContent.trim().replace(/\\s+/g, " ").slice(0, 40);
    const squeezed = lines.size > 1 && ems > 0.1 && ems < 6;
    return [...torn.map(word => `"${word}" is torn in two in "${said}"`),
        ...(squeezed ? [`"${said}" is only ${ems.toFixed(1)} em wide`] : [])];
})"""

PUBLIC = (
    "/",
    "/support/",
    "/work-with-us/",
    "/volunteer/",
    "/about/",
    "/accessibility/",
    "/privacy/",
    "/reading/",
    "/welcome/",
)
ASKING = ("/ask/", "/ask/sent/", "/contact/", "/news/", "/news/asked/")
STATEMENTS_EASY = ("/about/?easy=1", "/accessibility/?easy=1", "/privacy/?easy=1")
MEMBER = (
    "/home/",
    "/week/",
    "/team/",
    "/messages/",
    "/more/",
    "/settings/tokens/",
    "/settings/",
    "/me/hats/",
    "/me/contact/",
    "/me/profile/",
    "/me/profile/getting/",
    "/me/profile/getting/support/",
    "/me/profile/getting/times/",
    "/me/profile/getting/emergency/",
    "/me/profile/giving/training/",
    "/me/profile/getting/check/",
    "/me/profile/getting/history/",
    "/me/profile/getting/paper/?look=easy",
    "/me/profile/still-right/",
    "/me/profile/together/",
    "/profile/form/",
    "/me/privacy/",
    "/me/privacy/people.contact/",
    "/me/privacy/as/circle/",
    "/me/looked/",
    "/me/leave/",
    "/me/data/",
    "/me/data/yes/",
    "/me/data/yes/?easy=1",
    "/me/data/kept/",
    "/me/data/forget/",
    "/me/data/complain/",
)
STEWARD = (
    "/circle/",
    "/circle/setup/",
    "/circle/settings/",
    "/circle/site/look/",
    "/circle/site/words/",
    "/circle/profiles/words/",
    "/circle/profiles/words/tasks/",
    "/circle/site/languages/",
    "/circle/site/pages/",
    "/circle/asks/",
    "/circle/asks/new/",
    "/circle/news/",
    "/circle/data/",
    "/circle/data/new/",
    "/circle/data/kept/",
    "/circle/data/kept/care_record/",
    "/circle/data/holds/",
    "/circle/data/register/",
    "/circle/data/assessment/",
    "/circle/data/complaints/new/",
    "/circle/federation/",
    "/circle/federation/agreement/",
    "/circle/federation/agreement/?wording=easy",
    "/circle/federation/support/",
    "/circle/federation/figures/",
    "/circle/looks/",
)
ACCOUNT = (
    "/account/",
    "/account/app/",
    "/account/again/",
    "/account/close/",
)
HOSTS = (
    "/circle/members/invite/",
    "/circle/members/invite/email/",
    "/circle/members/invite/card/",
    "/circle/members/invite/beside/",
    "/circle/members/invitations/",
)
FEDERATION = (
    "/",
    "/?near=hackney",
    "/?near=nowhere",
    "/agreement/",
    "/agreement/?easy=1",
    "/agreement/?full=1",
    "/figures/",
    "/about/",
    "/accessibility/",
    "/privacy/",
)


@dataclass(frozen=True)
class Sight:
    """One page to look at, and as whom (an e-mail address; empty for a stranger), who may have signed in elsewhere."""

    name: str
    address: str
    email: str = ""
    status: int = 200
    reads_cookies: bool = True
    signed_in_at: str = ""


@dataclass
class Looking:
    """One walk through the federation and what was wrong on the way."""

    browser: Browser
    federation: str
    into: Path
    faults: list[str] = field(default_factory=list)
    signed_in: dict[str, list[dict]] = field(default_factory=dict)

    def host(self, name: str) -> str:
        """The address of a host below the federation's: a circle's slug, or `id` for the sign-in host."""
        parts = urlsplit(self.federation)
        return f"{parts.scheme}://{name}.{parts.netloc}"

    def sights(self) -> list[Sight]:
        """Every page that exists today."""
        sights = [Sight(f"federation{slug(path)}", self.federation + path) for path in FEDERATION]
        sights += [Sight(f"start{slug(path)}", self.host("start") + path) for path in ("/", "/begin/")]
        for circle in ("calderdale", "clapton"):
            sights += [Sight(f"{circle}{slug(path)}", self.host(circle) + path) for path in PUBLIC]
        easy_and_asking = (*STATEMENTS_EASY, *ASKING)
        sights += [Sight(f"calderdale{slug(path)}", self.host("calderdale") + path) for path in easy_and_asking]
        sights.append(Sight("calderdale-nothing-here", self.host("calderdale") + "/nothing/here/", status=404))
        sights.append(Sight("no-such-circle", self.host("nobody") + "/", status=404, reads_cookies=False))
        sights.append(Sight("sign-in", self.host("calderdale") + "/sign-in/"))
        for circle, email in (("calderdale", "iris@calderdale.example"), ("clapton", "vale@clapton.example")):
            sights += [Sight(f"{circle}-member{slug(path)}", self.host(circle) + path, email) for path in MEMBER]
        cora = "cora@calderdale.example"
        sights += [Sight(f"calderdale-steward{slug(path)}", self.host("calderdale") + path, cora) for path in STEWARD]
        sights.append(Sight("calderdale-steward-home", self.host("calderdale") + "/home/", cora))
        sights.append(Sight("calderdale-steward-people", self.host("calderdale") + "/circle/members/", cora))
        for path in HOSTS:
            sights.append(Sight(f"calderdale-steward{slug(path)}", self.host("calderdale") + path, cora))
        vale, clapton = "vale@clapton.example", self.host("clapton") + "/home/"
        turned_away = self.host("calderdale") + "/home/"
        sights.append(Sight("not-a-member", turned_away, vale, status=403, signed_in_at=clapton))
        june = "june@both.example"
        sights.append(Sight("circles", self.host("id") + "/circles/", june))
        sights += [Sight(f"sign-in-host{slug(path)}", self.host("id") + path, june) for path in ACCOUNT]
        sights.append(Sight("sign-in-password", self.host("id") + "/sign-in/password/"))
        return sights

    def look(self, sight: Sight) -> None:
        """Every mode of one page, then the hardest case: the smallest screen with the largest words."""
        for size, colours, direction in itertools.product(SIZES, COLOURS, LANGUAGES):
            name = f"{sight.name}-{size}-{colours}-{direction}"
            with self.page(sight, SIZES[size], f"normal.{colours}", LANGUAGES[direction], name) as page:
                page.screenshot(path=self.into / f"{name}.png", full_page=True)
                self.check_axe(page, name)
                self.check_width(page, name)
                if sight.reads_cookies and page.evaluate("document.documentElement.dir") != direction:
                    self.faults.append(f"{name}: the page does not run {direction}")
        with self.page(sight, SMALLEST, "largest.light", "en-gb", f"{sight.name}-smallest") as page:
            page.screenshot(path=self.into / f"{sight.name}-smallest.png", full_page=True)
            self.check_width(page, f"{sight.name}-smallest")
            self.check_headings(page, f"{sight.name}-smallest")

    def page(self, sight: Sight, size: tuple[int, int], reading: str, language: str, name: str) -> "OpenPage":
        """The page, open in a browser of its own that reads as it is told to."""
        hosts = {urlsplit(sight.address).hostname or "", urlsplit(self.host("id")).hostname or ""}
        cookies = [
            {"name": key, "value": value, "domain": host, "path": "/"}
            for key, value in (("reading", reading), ("django_language", language))
            for host in hosts
        ]
        context = self.browser.new_context(viewport={"width": size[0], "height": size[1]})
        context.add_cookies([*self.cookies_of(sight.email, sight.signed_in_at or sight.address), *cookies])
        return OpenPage(self, context, sight, name)

    def cookies_of(self, email: str, address: str) -> list[dict]:
        """Signs somebody in once, by the code in their e-mail, and keeps what the browser was given."""
        if not email:
            return []
        key = f"{email} {urlsplit(address).hostname}"
        if key not in self.signed_in:
            context = self.browser.new_context()
            sign_in(context.new_page(), address, email, self.federation)
            self.signed_in[key] = context.cookies()
            context.close()
        return self.signed_in[key]

    def check_axe(self, page: Page, name: str) -> None:
        """No violation that axe can find."""
        for violation in Axe().run(page).response["violations"]:
            where = ", ".join(node["html"][:90] for node in violation["nodes"][:3])
            self.faults.append(f"{name}: axe {violation['id']}: {where}")

    def check_headings(self, page: Page, name: str) -> None:
        """No heading has so little room that its words fall apart."""
        self.faults += [f"{name}: {fault}" for fault in page.evaluate(HARD_TO_READ)]

    def check_width(self, page: Page, name: str) -> None:
        """Nothing sticks out sideways."""
        if over := page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"):
            self.faults.append(f"{name}: {over} pixels too wide")


class OpenPage:
    """A page that collects what the browser complains about; `with` closes it."""

    def __init__(self, looking: Looking, context: BrowserContext, sight: Sight, name: str) -> None:
        self.looking, self.context, self.sight, self.name = looking, context, sight, name

    def __enter__(self) -> Page:
        page = self.context.new_page()
        page.on("console", self.complain)
        answer = page.goto(self.sight.address)
        status = answer.status if answer else 0
        if status != self.sight.status:
            self.looking.faults.append(f"{self.name}: answered {status}, not {self.sight.status}")
        return page

    def __exit__(self, *_exc: object) -> None:
        self.context.close()

    def complain(self, message: ConsoleMessage) -> None:
        # The browser reports a page that is rightly not found as an error of its own.
        if message.type == "error" and not (self.sight.status != 200 and "status of" in message.text):
            self.looking.faults.append(f"{self.name}: {message.text}")


def sign_in(page: Page, address: str, email: str, federation: str) -> None:
    """Sign in as somebody would, reading the code from the caught mail. Ends on the page that was asked for."""
    page.goto(address)
    if "/sign-in/" not in page.url:
        return
    for _ in range(TRIES):
        page.get_by_role("textbox").fill(email)
        with page.expect_navigation():
            page.get_by_role("button").first.click()
        if "/code/" in page.url:
            break
        page.wait_for_timeout(5000)  # nobody is sent more than three codes a minute, and whoever was is asked to wait
        page.goto(address)
    code = newest_code(page, federation, email)
    page.get_by_role("textbox").fill(code)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)


def newest_code(page: Page, federation: str, email: str) -> str:
    """The code last sent to somebody, from the page of caught mail."""
    drawer = page.context.new_page()
    drawer.goto(f"{federation}/dev/mail/")
    row = drawer.locator("li", has_text=email).first.inner_text()
    drawer.close()
    found = re.search(r"code (\S+?)(?:,|$)", row)
    assert found, f"no code for {email} in the caught mail: {row!r}"
    return found[1]


def slug(path: str) -> str:
    """/about/?easy=1 as part of a file's name: -about-easy-1"""
    return "-" + (re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-") or "front")


def chosen(sights: list[Sight], only: str) -> Iterator[Sight]:
    """Those whose name contains what was asked for."""
    return (sight for sight in sights if only in sight.name)


def main() -> int:
    """Look at everything, print what is wrong."""
    parser = argparse.ArgumentParser(description="Photograph and check every page of a running federation.")
    parser.add_argument("--at", default="http://localhost:8000", help="the federation's address")
    parser.add_argument("--into", type=Path, required=True, help="the folder for the pictures")
    parser.add_argument("--only", default="", help="part of a name: home, clapton, sign-in")
    wanted = parser.parse_args()
    wanted.into.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        looking = Looking(browser, wanted.at.rstrip("/"), wanted.into)
        for sight in chosen(looking.sights(), wanted.only):
            looking.look(sight)
            print(sight.name, flush=True)
        browser.close()
    print("\n".join(looking.faults) or "Nothing to put right.")
    return 1 if looking.faults else 0


if __name__ == "__main__":
    sys.exit(main())
