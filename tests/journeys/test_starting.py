"""A group starts its circle by itself: on a phone and a desktop, with and without JavaScript, by keyboard alone.

Every page on the way is looked at with axe, in light and in dark, and for anything that sticks out sideways. What the
journey takes is printed; run with `-s` to see it.
"""

import io
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from provisioning.start.pages import PAGES
from tests.journeys.axe import violations
from tests.journeys.screens import COLOURS, HARD_TO_READ, SMALLEST
from tests.journeys.test_journeys import DESKTOP, PHONE

pytestmark = pytest.mark.slow

# How long people take, in seconds: to read a word (238 a minute), to tap what they have found, to type a letter on a
# phone, and to go to the e-mail and back by its link.
A_WORD, A_TAP, A_LETTER, THE_MAIL = 0.252, 1.4, 0.33, 20
# The agreement is left out, because how much of it people read is theirs to choose; so are buttons and the way back,
# which are the same on each page.
READ = """() => [...document.querySelectorAll("main :is(h1, h2, h3, p, li, label, legend, .hint, dt, dd)")]
    .filter(e => e.checkVisibility() && !e.querySelector("p, label"))
    .filter(e => !e.closest(".agreement, details:not([open]), .preview, .progress") && !e.querySelector(".back"))
    .map(e => e.textContent.trim()).join(" ").split(/\\s+/).length"""


@dataclass
class Walk:
    """Somebody on the way through the questions, and what it took them."""

    page: Page
    federation: str
    by_keyboard: bool = False
    looks: bool = True
    taps: int = 0
    letters: int = 0
    words: int = 0
    pages: int = 0
    sent_after: float = 0.0
    faults: list[str] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.page.on("console", self._complain)

    def _complain(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"{self.page.url}: {message.text}")

    def at(self, host: str, path: str = "/") -> str:
        scheme, _, rest = self.federation.partition("://")
        return f"{scheme}://{host}.{rest}{path}"

    def read(self, heading: str) -> None:
        """The page with this heading is here: read it, and look at it from all sides."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)
        self.pages += 1
        if not self.looks:
            return
        self.words += self.page.evaluate(READ)
        for colours in COLOURS:
            self.page.emulate_media(color_scheme=colours)
            for found in violations(self.page):
                where = ", ".join(node["html"][:90] for node in found["nodes"][:3])
                self.faults.append(f"{heading} ({colours}): axe {found['id']}: {where}")
        self.looks_narrow(heading)

    def looks_narrow(self, where: str) -> None:
        """Nothing sticks out sideways, and no heading falls apart."""
        over = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over:
            self.faults.append(f"{where}: {over} pixels too wide")
        self.faults += [f"{where}: {torn}" for torn in self.page.evaluate(HARD_TO_READ)]

    def go_to(self, selector: str) -> None:
        """Put the focus there: by Tab alone, if that is how this walk goes."""
        if not self.by_keyboard:
            return
        self.page.wait_for_load_state()  # how the focus looks is said by a sheet of the page's
        for _ in range(80):
            if self.page.evaluate("s => document.activeElement?.matches(s)", selector):
                seen = "getComputedStyle(document.activeElement).outlineStyle"
                held = "document.activeElement.closest('.option, .look')"
                ringed = self.page.evaluate(f"{held} ? getComputedStyle({held}).outlineStyle : {seen}")
                if ringed == "none":
                    self.faults.append(f"{self.page.url}: the focus cannot be seen on {selector}")
                return
            self.page.keyboard.press("Tab")
        pytest.fail(f"Tab never reaches {selector} on {self.page.url}")

    def type(self, name: str, text: str) -> None:
        selector = f"main [name={name}]"
        self.taps += 1
        self.letters += len(text)
        if self.by_keyboard:
            self.go_to(selector)
            self.page.keyboard.press("ControlOrMeta+a")
            self.page.keyboard.type(text)
        else:
            self.page.locator(selector).fill(text)

    def choose(self, name: str, value: str) -> None:
        self.taps += 1
        if self.by_keyboard:
            self.go_to(f"main [name={name}]")
            for _ in range(12):
                if self.page.evaluate("document.activeElement.value") == value:
                    break
                self.page.keyboard.press("ArrowDown")
            self.page.keyboard.press("Space")
        else:
            self.page.locator(f"main [name={name}][value={value}]").check()

    def tick(self, name: str) -> None:
        self.taps += 1
        if self.by_keyboard:
            self.go_to(f"main [name={name}]")
            self.page.keyboard.press("Space")
        else:
            self.page.locator(f"main [name={name}]").check()

    def press(self, selector: str = "main form.form .button:not(.as-link, .line)") -> None:
        self.taps += 1
        if self.by_keyboard:
            self.go_to(selector)
            self.page.keyboard.press("Enter")
        else:
            self.page.locator(selector).first.click()

    @property
    def minutes_of_a_newcomer(self) -> float:
        return (self.words * A_WORD + self.taps * A_TAP + self.letters * A_LETTER + THE_MAIL) / 60

    def told(self, how: str) -> str:
        machine = time.monotonic() - self.began
        did = f"{self.pages} pages, {self.taps} taps, {self.letters} letters typed; the machine took {machine:.0f} s"
        person = f", a newcomer who reads every one of {self.words} words about {self.sent_after:.1f} min"
        return f"\nstart a circle, {how}: {did}{person if self.looks else ''}"


def link_in_mail(walk: Walk, email: str) -> str:
    """The newest link sent to somebody, from the page of caught mail."""
    drawer = walk.page.context.new_page()
    drawer.goto(f"{walk.federation}/dev/mail/")
    drawer.locator("li", has_text=email).first.get_by_role("link").first.click()
    found = re.search(r"http\S+/resume/\S+", drawer.locator("body").inner_text())
    drawer.close()
    assert found
    return found.group()


def begin(walk: Walk, email: str) -> str:
    walk.page.goto(walk.at("start"))
    walk.read("Start a circle where you live")
    walk.words = 0  # the clock runs from the first button to the last
    walk.press("main a.button[href='/begin/']")
    walk.read("Where can we reach you?")
    walk.page.wait_for_timeout(2100)  # nobody reads this in less
    walk.type("email", email)
    walk.press()
    walk.read("Look at your e-mail")
    return link_in_mail(walk, email)


def named(slug: str) -> str:
    """Each group has a name of its own: no two circles are called the same where they are."""
    return f"{slug.title()} Care Circle"


def answer_everything(walk: Walk, slug: str) -> None:
    walk.read("What is your circle called?")
    walk.type("name", named(slug))
    walk.press()
    walk.read("Where is your circle?")
    walk.type("place", slug.title())
    walk.press()
    walk.read("What web address would you like?")
    walk.type("slug", slug)
    walk.press()
    walk.read("Who are your first stewards?")
    walk.type("name_1", "Pat Moss")
    walk.type("name_2", "Ida Thwaite")
    walk.type("email_2", f"ida-{slug}@garden.example")
    walk.press()
    walk.read("How should your circle look?")
    walk.choose("look", "plum")
    walk.press()
    walk.read("What kind of circle will it be?")
    walk.choose("mode", "community")
    walk.press()
    walk.read("Who holds the legal side for you?")
    walk.choose("society", "none")
    walk.press()
    walk.read("What would you like to start with?")
    walk.press()
    walk.read("Do you agree to work together?")
    walk.tick("agreed")
    walk.press()
    walk.read("Is everything right?")


def send_and_open(walk: Walk, slug: str, *, with_scripts: bool = True) -> None:
    walk.press("main form .button:not(.as-link)")
    page, walk.sent_after = walk.page, walk.minutes_of_a_newcomer
    if with_scripts:
        page.wait_for_url("**/ready/", timeout=60_000)
    for _ in range(60):
        if page.url.endswith("/ready/"):
            break
        page.wait_for_timeout(500)
        page.goto(walk.at("start", "/making/"))
    walk.read(f"{named(slug)} is open")
    way_in = page.get_by_role("link", name="Open your circle").get_attribute("href")
    assert way_in == walk.at(slug, "/sign-in/?next=/circle/")
    page.goto(walk.at(slug))
    expect(page.locator("body")).to_contain_text(named(slug))


@pytest.fixture
def walk(browser: Browser, federation: str) -> Iterator[Callable[..., Walk]]:
    contexts: list[BrowserContext] = []

    def set_out(*, scripts: bool = True, by_keyboard: bool = False, looks: bool = True, **how) -> Walk:
        contexts.append(
            browser.new_context(java_script_enabled=scripts, reduced_motion="reduce", **{"viewport": PHONE, **how})
        )
        return Walk(contexts[-1].new_page(), federation, by_keyboard=by_keyboard, looks=looks and scripts)

    yield set_out
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("size", "slug"), [(PHONE, "todmorden"), (DESKTOP, "walsden")], ids=["phone", "desktop"])
def test_a_newcomer_starts_a_circle_in_under_five_minutes_and_every_page_is_in_order(walk, size, slug):
    pat = walk(viewport=size)
    pat.page.goto(begin(pat, f"pat-{slug}@garden.example"))
    answer_everything(pat, slug)
    send_and_open(pat, slug)
    print(pat.told("on a phone" if size == PHONE else "on a desktop"))
    assert pat.faults == []
    assert pat.sent_after < 5


def test_without_javascript_it_goes_the_same_way(walk):
    pat = walk(scripts=False)
    pat.page.goto(begin(pat, "pat-plain@garden.example"))
    answer_everything(pat, "cornholme")
    send_and_open(pat, "cornholme", with_scripts=False)
    print(pat.told("on a phone without JavaScript"))


def test_by_keyboard_alone_it_goes_the_same_way(walk):
    pat = walk(viewport=DESKTOP, by_keyboard=True, looks=False)
    pat.page.goto(begin(pat, "pat-keys@garden.example"))
    answer_everything(pat, "mytholm")
    send_and_open(pat, "mytholm")
    print(pat.told("by keyboard"))
    assert pat.faults == []


def test_the_address_is_said_to_be_free_or_taken_while_typing(walk):
    pat = walk()
    pat.page.goto(begin(pat, "pat-typing@garden.example"))
    for path, name, text in [("/1-name/", "name", "Hippins"), ("/2-place/", "place", "Hippins")]:
        pat.page.goto(pat.at("start", path))
        pat.type(name, text)
        pat.press()
    pat.page.wait_for_load_state("load")  # what asks while one types has come by then
    pat.page.locator("[name=slug]").press_sequentially("")
    pat.type("slug", "calderdale")
    expect(pat.page.locator("#free")).to_contain_text("is taken")
    pat.read("What web address would you like?")
    pat.type("slug", "hippins-2")
    expect(pat.page.locator("#free")).to_contain_text("is free")
    assert pat.faults == []


def test_colours_and_a_logo_are_seen_before_they_are_saved_and_go_with_the_circle(walk):
    pat = walk(viewport=DESKTOP)
    pat.page.goto(begin(pat, "pat-look@garden.example"))
    pat.page.goto(pat.at("start", "/5-look/"))
    sample = pat.page.locator(".in-light .sample-button").first
    before = sample.evaluate("button => getComputedStyle(button).backgroundColor")
    pat.page.locator("[name=look][value=own]").check()
    pat.page.locator("[name=brand]").fill("#b3402e")
    pat.page.locator("[name=brand]").dispatch_event("change")
    expect(sample).not_to_have_css("background-color", before)
    expect(pat.page.locator(".reads")).to_contain_text("to 1")
    huge = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": b"x" * 9_000_000}
    pat.page.locator("[name=logo]").set_input_files(huge)
    pat.page.locator("main form button[type=submit]").last.click()
    said = pat.page.locator("[name=logo]").evaluate("field => field.validationMessage")
    assert "too big" in said, "and nothing was sent: the page is still here, with the colour just chosen"
    assert pat.page.locator("[name=brand]").input_value() == "#b3402e"
    picture = io.BytesIO()
    Image.new("RGB", (200, 100), "#0369a1").save(picture, "JPEG")
    pat.page.locator("[name=logo]").set_input_files(
        {"name": "logo.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}
    )
    pat.press()
    pat.page.goto(pat.at("start", "/5-look/"))
    pat.read("How should your circle look?")
    assert pat.page.evaluate("document.querySelector('img.logo').naturalWidth") == 512
    assert pat.faults == []


def test_leaving_and_coming_back_on_another_device_loses_nothing(walk):
    phone, laptop = walk(), walk(viewport=DESKTOP)
    link = begin(phone, "pat-later@garden.example")
    phone.page.goto(link)
    phone.type("name", "Lumbutts Care Circle")
    phone.press("main form.form .as-link")
    phone.read("Everything is saved")
    laptop.page.goto(link)
    laptop.read("Where is your circle?")
    assert "resume" not in laptop.page.url
    laptop.page.goto(laptop.at("start", "/1-name/"))
    expect(laptop.page.locator("[name=name]")).to_have_value("Lumbutts Care Circle")
    phone.page.goto(phone.at("start", "/1-name/"))
    for name, device in (("From the laptop", laptop), ("From the phone", phone)):
        device.type("name", name)
        device.press()
    expect(phone.page.locator("main")).to_contain_text("changed in another window")
    phone.read("What is your circle called?")
    phone.page.go_back()
    assert phone.faults + laptop.faults == []


SECOND = {
    "kind": "/6-kind/",
    "law": "/6-kind/society/",
    "easy": "/7-agree/?wording=easy",
    "full": "/7-agree/?wording=full",
}


@pytest.mark.parametrize(("who", "path"), SECOND.items())
def test_what_is_asked_second_and_the_other_wordings_are_in_order_too(walk, who, path):
    pat = walk()
    pat.page.goto(begin(pat, f"pat-{who}@garden.example"))
    pat.page.goto(pat.at("start", path))
    if "kind" in path:
        pat.choose(*(("mode", "registered") if path == "/6-kind/" else ("society", "own")))
        pat.press()
    for closed in pat.page.locator("main details:not([open]) summary").all():
        closed.click()
    pat.read("")
    if path == "/6-kind/":  # and what is filled in there leads on
        pat.type("mode_since", "2024-04-01")
        pat.type("mode_evidence", "1-101602345")
        pat.press()
        pat.read("Who holds the legal side for you?")
    assert pat.faults == []


def test_every_page_fits_the_smallest_phone_with_the_largest_words_and_runs_from_right_to_left(walk):
    pat = walk(viewport={"width": SMALLEST[0], "height": SMALLEST[1]}, looks=False)
    pat.page.goto(begin(pat, "pat-small@garden.example"))
    answer_everything(pat, "stoodley")
    paths = ["/", "/begin/", *[page.path for page in PAGES], "/check/", "/later/"]
    for reading, language in [("largest.light", "en-gb"), ("normal.dark", "ur")]:
        for name, value in (("reading", reading), ("django_language", language)):
            pat.page.context.add_cookies([{"name": name, "value": value, "url": pat.at("start")}])
        for path in paths:
            pat.page.goto(pat.at("start", path))
            pat.looks_narrow(f"{path} ({reading}, {language})")
            assert pat.page.locator("html").get_attribute("dir") == ("rtl" if language == "ur" else "ltr")
    assert pat.faults == []
