"""A circle takes everything along and lives on in another Coopbox, with a database of its own; and goes by a domain
of its own there, proved in a real DNS.

The other Coopbox is started once for both; see `neighbourhood`.
"""

import io
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.domains.nameserver import NameServer
from tests.journeys.neighbourhood import (
    Beside,
    a_circle,
    faults,
    host_of,
    letter,
    people_at,
    said,
    start_beside,
    typed,
    until,
    walk,
    where_names_lead,
)
from tests.journeys.screens import sign_in
from tests.journeys.test_journeys import DESKTOP
from tests.journeys.test_starting import Walk

__all__ = ["walk"]
pytestmark = pytest.mark.slow
WORDS = "four lamps under the quiet bridge"
DOMAIN = "www.hebdencare.org"
HERE = "127.0.0.1"
BYTES = "img => fetch(img.src).then(it => it.arrayBuffer()).then(it => [...new Uint8Array(it)])"


@pytest.fixture(scope="module")
def nameserver() -> Iterator[NameServer]:
    with NameServer() as server:
        yield server


@pytest.fixture(scope="module")
def beside(nameserver: NameServer) -> Iterator[Beside]:
    """Another Coopbox, which asks our name server about its circles' domains."""
    home = Path(tempfile.mkdtemp(prefix="coopbox-beside-"))
    home.chmod(0o711)
    started = start_beside(home, DNS_SERVERS=f"{HERE}:{nameserver.port}", DOMAIN_ADDRESSES=HERE)
    yield started
    started.stop()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def key(tmp_path: Path) -> Callable[[str], str]:
    """A file with a passphrase in it, which only its owner can read."""

    def write(words: str) -> str:
        file = tmp_path / words.replace(" ", "-")
        file.write_text(f"{words}\n")
        file.chmod(0o600)
        return str(file)

    return write


# --- taking everything along ----------------------------------------------------------------------------------------


def writes_a_page(ann: Walk) -> str:
    """A page of the circle's own with a picture on it. Returns where everybody reads it."""
    picture = io.BytesIO()
    Image.new("RGB", (320, 200), "#0369a1").save(picture, "PNG")
    ann.page.get_by_label("Title of the new page").fill("Our garden")
    ann.page.get_by_role("button", name="Add a page").click()
    ann.page.get_by_role("button", name="Add a picture").click()
    file = {"name": "garden.png", "mimeType": "image/png", "buffer": picture.getvalue()}
    ann.page.locator("input[type=file]").set_input_files(file)
    ann.page.get_by_label("What does it show?").fill("Beans behind the mill")
    ann.page.get_by_role("button", name="Save and publish").click()
    return ann.page.get_by_role("link", name="Look at it").get_attribute("href") or ""


def read_in_public(page: Page, address: str) -> tuple[str, bytes]:
    """What a public page says, and the picture on it."""
    page.goto(address)
    picture = page.locator("main figure img")
    assert picture.get_attribute("alt") == "Beans behind the mill"
    return page.locator("main").inner_text(), bytes(picture.evaluate(BYTES))


def takes_a_copy(ann: Walk, to: Path) -> None:
    """Ask for a copy, wait for it, and take it along."""
    ann.read("Take a copy along")
    ann.type("passphrase", "short")
    ann.type("again", "short")
    ann.press()
    expect(ann.page.get_by_role("alert").first).to_contain_text("longer passphrase")
    ann.read("Take a copy along")
    ann.type("passphrase", WORDS)
    ann.type("again", WORDS)
    ann.press()
    ready = ann.page.get_by_role("link", name="Download")
    until(ann.page, ann.at("langfield", "/circle/export/"), lambda: ready.count() > 0, "no copy")
    ann.read("Take a copy along")
    with ann.page.expect_download() as download:
        ready.click()
    download.value.save_as(to)
    assert download.value.suggested_filename == "langfield.coopbox"


def is_refused_there(beside: Beside, archive: Path, key: Callable[[str], str]) -> None:
    """A wrong passphrase and half a file: each gets its sentence, and nothing of the circle is there."""
    half = archive.with_name("half.coopbox")
    half.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])
    wrong, right = key("four lamps under the quiet brigde"), key(WORDS)
    tries = [
        (typed(beside.home, "circle", "import", str(file), "--as", "langfield", "--passphrase-file", words), sentence)
        for file, words, sentence in [
            (archive, wrong, "This passphrase does not open the archive"),
            (half, right, "The end of this archive is missing"),
        ]
    ]
    for command, sentence in tries:
        assert sentence in said(command, code=1)
    assert "No circle yet" in said(typed(beside.home, "circle", "list"))
    assert not [file for file in (beside.home / "files").rglob("*") if file.is_file()]


def test_a_circle_leaves_and_lives_on_in_another_coopbox_with_everything_it_had(walk, home, beside, key, tmp_path):
    people = {"Ann Langfield": ("steward",), "Bert Moss": ("steward",), "Cy Lumb": ()}
    a_circle(home, "langfield", "Langfield Care Circle", people)
    ann, bert, stranger = walk(), walk(viewport=DESKTOP), walk()
    old = ann.at("langfield")
    sign_in(ann.page, f"{old}circle/site/pages/", "ann@langfield.example", ann.federation)
    garden = writes_a_page(ann)
    before = read_in_public(stranger.page, f"{old}{garden.removeprefix('/')}")
    known = people_at(ann.page, old.removesuffix("/"))
    assert set(known.values()) >= set(people)

    ann.page.goto(f"{old}circle/leave/")
    ann.read("Leave the federation")
    ann.page.get_by_role("button", name="Start leaving").click()
    expect(ann.page.locator("main")).to_contain_text("You started this, so another steward confirms it")
    expect(ann.page.get_by_role("button", name="Yes, we leave")).to_have_count(0)
    ann.read("Leave the federation")
    ann.page.get_by_role("link", name="Take a copy along").click()
    archive = tmp_path / "langfield.coopbox"
    takes_a_copy(ann, archive)
    assert b"Ann" not in archive.read_bytes()

    beside.wait()
    is_refused_there(beside, archive, key)
    words = ("--as", "langfield", "--passphrase-file", key(WORDS))
    assert "has moved in" in said(typed(beside.home, "circle", "import", str(archive), *words))
    there = walk(at=beside.address)
    new = there.at("langfield")
    assert read_in_public(there.page, f"{new}{garden.removeprefix('/')}") == before
    there.read("Our garden")
    letter(there.page, beside.address, "cy@langfield.example", "Your circle has moved", new.removesuffix("/"))
    sign_in(there.page, f"{new}circle/members/", "bert@langfield.example", beside.address)
    assert people_at(there.page, new.removesuffix("/")) == known
    there.read("People")

    may_leave = ("Your circle may leave the federation", "Nothing happens before a second steward says yes")
    letter(bert.page, bert.federation, "bert@langfield.example", *may_leave)
    sign_in(bert.page, f"{old}circle/leave/", "bert@langfield.example", bert.federation)
    bert.read("Leave the federation")
    bert.page.get_by_role("button", name="Yes, we leave").click()
    bert.read("Leave the federation")
    expect(bert.page.locator("main")).to_contain_text("The circle is leaving")
    closing = bert.page.locator("body").get_by_text("Until then you can read everything, and change nothing")
    until(bert.page, f"{old}home/", lambda: closing.count() > 0, "the old home is open still")
    is_closing = ("Your circle is going to close", "is going to close on")
    letter(bert.page, bert.federation, "cy@langfield.example", *is_closing)
    assert faults(ann, bert, stranger, there) == []


# --- a domain of its own --------------------------------------------------------------------------------------------


@pytest.fixture
def on_the_net(browser: Browser, beside: Beside) -> Iterator[Browser]:
    """A browser in which the circle's new domain leads to this machine."""
    other = where_names_lead(browser, f"http://{DOMAIN}:{beside.port}")
    yield other
    other.close()


def looks_now(dora: Walk, address: str, until_it_says: str) -> None:
    """Dora asks to have the DNS looked at, and waits for what was found. It is asked once in five seconds at most."""
    dora.page.goto(address)
    dora.page.wait_for_timeout(5000)
    dora.page.get_by_role("button", name="Look now").click()
    expect(dora.page.locator("main")).to_contain_text("We are looking")
    until(
        dora.page, address, lambda: until_it_says in dora.page.locator("main").inner_text(), f"never “{until_it_says}”"
    )
    dora.read("Our web address")


def test_a_circle_goes_by_its_own_domain_and_a_form_that_was_open_meanwhile_is_not_lost(
    walk, on_the_net, beside, nameserver
):
    beside.wait()
    a_circle(beside.home, "hippins", "Hippins Care Circle", {"Dora Holt": ("steward",), "Eve Barker": ()})
    there = {"at": beside.address, "where": on_the_net}
    dora, eve, stranger = walk(**there, viewport=DESKTOP), walk(**there), walk(**there)
    old, new = dora.at("hippins", ""), f"http://{DOMAIN}:{beside.port}"
    sign_in(eve.page, f"{old}/me/contact/", "eve@hippins.example", beside.address)
    eve.type("contact_note", "Ring twice, loudly")
    sign_in(dora.page, f"{old}/circle/site/domain/", "dora@hippins.example", beside.address)
    dora.read("Our web address")
    dora.page.get_by_role("link", name="Use your own domain").click()
    dora.read("Use your own domain")
    dora.type("domain", "192.0.2.7")
    dora.press()
    expect(dora.page.get_by_role("alert").first).to_contain_text("number of a computer")
    dora.type("domain", f"https://{DOMAIN}/")
    dora.press()
    page = f"{old}/circle/site/domain/"
    main = dora.page.locator("main")
    until(dora.page, page, lambda: "Not found yet" in main.inner_text(), "nobody looked")
    expect(main).to_contain_text("It leads nowhere yet")
    dora.read("Our web address")
    name, text = (dora.page.locator(".entry").first.locator("code").nth(at).inner_text() for at in (1, 2))

    nameserver.say(name, "TXT", "v=spf1 -all", text)
    nameserver.say(DOMAIN, "A", HERE)
    looks_now(dora, page, "Your circle goes by this domain since")
    until(dora.page, page, lambda: dora.page.url.startswith(new), "the old address does not lead there")
    stranger.page.goto(f"{old}/about/")
    assert stranger.page.url == f"{new}/about/"
    letter(dora.page, beside.address, "dora@hippins.example", "web address", DOMAIN)

    assert host_of(eve.page.url) == host_of(old)
    eve.page.locator("main form button[type=submit]").first.click()
    eve.read("Your circle has a new web address")
    eve.page.get_by_role("link", name="Go on").click()
    assert eve.page.url.startswith(new)
    eve.page.goto(f"{old}/me/contact/")
    assert eve.page.url == f"{new}/me/contact/"
    expect(eve.page.locator("[name=contact_note]")).to_have_value("Ring twice, loudly")

    nameserver.say(name, "TXT")
    looks_now(dora, f"{new}/circle/site/domain/", "Something is missing since we last looked")
    expect(main).to_contain_text("Not found yet")
    letter(dora.page, beside.address, "dora@hippins.example", "web address", "Unless it is put right")
    assert faults(dora, eve, stranger) == []
