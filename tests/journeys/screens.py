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
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.journeys.axe import violations

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
PARTS = (
    "federation_pages",
    "public_pages",
    "member_pages",
    "about_me_pages",
    "team_pages",
    "steward_pages",
    "data_pages",
    "account_pages",
)
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
    "/messages/with/circle/all/new/",
    "/chat/",
    "/more/",
    "/settings/tokens/",
    "/settings/",
    "/me/hats/",
    "/me/contact/",
    "/me/leave/",
    "/match/",
    "/match/not-with/",
    "/match/afar/",
    "/match/introductions/",
)
ABOUT_ME = (
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
    "/me/data/",
    "/me/data/yes/",
    "/me/data/yes/?easy=1",
    "/me/data/kept/",
    "/me/data/forget/",
    "/me/data/complain/",
    "/people/",
    "/me/twice/",
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
    "/circle/chat/",
    "/circle/chat/choose/",
    "/circle/news/",
    "/circle/federation/",
    "/circle/federation/agreement/",
    "/circle/federation/agreement/?wording=easy",
    "/circle/federation/support/",
    "/circle/federation/figures/",
)
DATA = (
    "/circle/data/",
    "/circle/data/new/",
    "/circle/data/kept/",
    "/circle/data/kept/care_record/",
    "/circle/data/holds/",
    "/circle/data/register/",
    "/circle/data/assessment/",
    "/circle/data/complaints/new/",
    "/circle/looks/",
)
ACCOUNT = (
    "/account/",
    "/account/app/",
    "/account/again/",
    "/account/close/",
    "/account/letters/",
)
HOSTS = (
    "/circle/teams/",
    "/circle/teams/new/",
    "/circle/matching/",
    "/circle/matching/introductions/",
    "/circle/members/invite/",
    "/circle/members/invite/email/",
    "/circle/members/invite/card/",
    "/circle/members/invite/beside/",
    "/circle/members/invitations/",
    "/circle/members/import/",
    "/circle/members/twice/",
)
TEAM = (
    "",
    "ask/",
    "stand-in/",
    "end/",
    "readiness/",
    "hats/",
    "hats/ask/",
    "hats/ask/?kind=rota_holder",
    "tasks/",
    "check-ins/",
    "meetings/",
    "agreements/",
    "reviews/",
    "documents/",
    "sheet/",
    "sheet/?look=large",
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
    into: Path | None = None  # where the pictures go
    faults: list[str] = field(default_factory=list)
    signed_in: dict[str, list[dict]] = field(default_factory=dict)

    def host(self, name: str) -> str:
        """The address of a host below the federation's: a circle's slug, or `id` for the sign-in host."""
        parts = urlsplit(self.federation)
        return f"{parts.scheme}://{name}.{parts.netloc}"

    def sights(self) -> list[Sight]:
        """Every page that exists today."""
        return [sight for part in PARTS for sight in getattr(self, part)()]

    def seen(self, host: str, paths: Iterable[str], name: str = "", email: str = "") -> list[Sight]:
        """Pages of one host, as one person sees them."""
        address = self.host(host) if host else self.federation
        return [Sight(f"{name or host}{slug(path)}", address + path, email) for path in paths]

    def federation_pages(self) -> list[Sight]:
        """What the federation shows to everybody, and where nobody is."""
        nobody = Sight("no-such-circle", self.host("nobody") + "/", status=404, reads_cookies=False)
        starting = self.seen("start", ("/", "/begin/"))
        return [*self.seen("", FEDERATION, "federation"), *starting, nobody]

    def public_pages(self) -> list[Sight]:
        """What a circle shows to everybody."""
        nothing = Sight("calderdale-nothing-here", self.host("calderdale") + "/nothing/here/", status=404)
        calderdale = self.seen("calderdale", (*PUBLIC, *STATEMENTS_EASY, *ASKING))
        return [*calderdale, *self.seen("clapton", PUBLIC), nothing]

    def member_pages(self) -> list[Sight]:
        """What members see: Iris in Calderdale, Vale in Clapton; and Vale where she is nobody."""
        iris, vale, clapton = "iris@calderdale.example", "vale@clapton.example", self.host("clapton") + "/home/"
        stranger = Sight("not-a-member", self.host("calderdale") + "/home/", vale, status=403, signed_in_at=clapton)
        members = self.seen("calderdale", MEMBER, "calderdale-member", iris)
        return [*members, *self.seen("clapton", MEMBER, "clapton-member", vale), stranger]

    def about_me_pages(self) -> list[Sight]:
        """What Iris has told, decided and asked about herself."""
        return self.seen("calderdale", ABOUT_ME, "calderdale-member", "iris@calderdale.example")

    def team_pages(self) -> list[Sight]:
        """The pages of Iris's team, as she sees them, and what Cora sees of it."""
        iris, cora = "iris@calderdale.example", "cora@calderdale.example"
        team = self.first_link("/team/?all=1", iris, "/team/")
        pages = [Sight(f"calderdale-team{slug(part)}", f"{team}{part}", iris) for part in TEAM]
        looked_after = self.first_link("/circle/teams/", cora, "/circle/teams/")
        return [*pages, Sight("calderdale-steward-one-team", looked_after, cora)]

    def first_link(self, path: str, email: str, begins: str) -> str:
        """The first address with an id below another that somebody finds on one of Calderdale's pages."""
        host = self.host("calderdale")
        context = self.browser.new_context()
        context.add_cookies(self.cookies_of(email, host + path))
        page = context.new_page()
        page.goto(host + path)
        found = page.locator(f"main a[href^='{begins}']").evaluate_all(
            "all => all.map(each => each.getAttribute('href'))"
        )
        context.close()
        return host + next(each for each in found if re.fullmatch(begins + r"[0-9a-f-]{36}/", each))

    def steward_pages(self) -> list[Sight]:
        """What Cora sees, who looks after Calderdale."""
        paths = (*STEWARD, *HOSTS, "/home/", "/circle/members/")
        return self.seen("calderdale", paths, "calderdale-steward", "cora@calderdale.example")

    def data_pages(self) -> list[Sight]:
        """Where Cora answers for what Calderdale knows about people."""
        return self.seen("calderdale", DATA, "calderdale-steward", "cora@calderdale.example")

    def account_pages(self) -> list[Sight]:
        """Signing in, and what June sees on the sign-in host."""
        june = self.seen("id", ("/circles/", *ACCOUNT), "sign-in-host", "june@both.example")
        strangers = [
            *self.seen("calderdale", ("/sign-in/",)),
            *self.seen("id", ("/sign-in/password/",), "sign-in-host"),
        ]
        return [*strangers, *june]

    def look(self, sight: Sight) -> None:
        """Every mode of one page, then the hardest case: the smallest screen with the largest words."""
        with OpenPage(self, sight) as page:
            for size, colours, direction in itertools.product(SIZES, COLOURS, LANGUAGES):
                page.read_as(f"{size}-{colours}-{direction}", SIZES[size], f"normal.{colours}", LANGUAGES[direction])
                page.check_axe()
                page.check_width()
                if sight.reads_cookies and page.page.evaluate("document.documentElement.dir") != direction:
                    page.fault(f"the page does not run {direction}")
            page.read_as("smallest", SMALLEST, "largest.light", "en-gb")
            page.check_width()
            page.check_headings()

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


class OpenPage:
    """One page in a browser of its own, read in one mode after another; `with` closes it."""

    def __init__(self, looking: Looking, sight: Sight) -> None:
        self.looking, self.sight, self.mode = looking, sight, ""
        self.context = looking.browser.new_context()
        self.context.add_cookies(looking.cookies_of(sight.email, sight.signed_in_at or sight.address))
        self.page = self.context.new_page()
        self.page.on("console", self.complain)

    def __enter__(self) -> "OpenPage":
        return self

    def __exit__(self, *_exc: object) -> None:
        self.context.close()

    def read_as(self, mode: str, size: tuple[int, int], reading: str, language: str) -> None:
        """Opens the page as somebody who has chosen this size, this way of reading and this language."""
        self.mode = mode
        host = urlsplit(self.sight.address).hostname or ""  # on another host the choice arrives by itself
        chosen = {"reading": reading, "django_language": language}
        self.context.add_cookies(
            [{"name": name, "value": value, "domain": host, "path": "/"} for name, value in chosen.items()]
        )
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        answer = self.page.goto(self.sight.address)
        if (status := answer.status if answer else 0) != self.sight.status:
            self.fault(f"answered {status}, not {self.sight.status}")
        if self.looking.into:
            self.page.screenshot(path=self.looking.into / f"{self.sight.name}-{mode}.png", full_page=True)

    def fault(self, words: str) -> None:
        """Something to put right, with the page and the mode it was seen in."""
        self.looking.faults.append(f"{self.sight.name}-{self.mode}: {words}")

    def check_axe(self) -> None:
        """No violation that axe can find."""
        for violation in violations(self.page):
            where = ", ".join(node["html"][:90] for node in violation["nodes"][:3])
            self.fault(f"axe {violation['id']}: {where}")

    def check_headings(self) -> None:
        """No heading has so little room that its words fall apart."""
        for fault in self.page.evaluate(HARD_TO_READ):
            self.fault(fault)

    def check_width(self) -> None:
        """Nothing sticks out sideways."""
        if over := self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"):
            self.fault(f"{over} pixels too wide")

    def complain(self, message: ConsoleMessage) -> None:
        """The browser's own complaints, except that a page which is rightly not found is not found."""
        if message.type == "error" and not (self.sight.status != 200 and "status of" in message.text):
            self.fault(message.text)


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
    """The code last sent to somebody, from the page of caught mail, whatever else was sent to them since."""
    drawer = page.context.new_page()
    drawer.goto(f"{federation}/dev/mail/")
    rows = drawer.locator("li", has_text=email).all_inner_texts()
    drawer.close()
    codes = [found[1] for row in rows if (found := re.search(r"code (\S+?)(?:,|$)", row))]
    assert codes, f"no code for {email} in the caught mail: {rows!r}"
    return codes[0]


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
