"""What journeys need besides a browser: circles of their own, another Coopbox beside the first, letters that came."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.axe import violations
from tests.journeys.conftest import ROOT, answers, free_port
from tests.journeys.screens import CHROMIUM, FLAGS
from tests.journeys.test_journeys import DESKTOP, PHONE
from tests.journeys.test_starting import Walk

BIN = Path(sys.executable).parent
A_WHILE = 30.0
OPEN_CIRCLE = """
import json, sys
import django
django.setup()
from kernel.actors import SYSTEM
from provisioning import circles
from provisioning.stewards import welcome
told = json.load(sys.stdin)
circle = circles.open_circle(slug=told["slug"], name=told["name"], by=SYSTEM)
for name, hats in told["people"].items():
    welcome(circle, name=name, email=f"{name.split()[0].lower()}@{told['slug']}.example", hats=tuple(hats))
"""


def setting(home: Path, **more: str) -> dict[str, str]:
    """What a process is told that works on the Coopbox in this home."""
    kept = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "DATABASE_OWNER_URL")}
    return kept | {"DJANGO_SETTINGS_MODULE": "config.settings.dev", "COOPBOX_HOME": str(home)} | more


def typed(home: Path, *words: str) -> "subprocess.Popen[str]":
    """`coopbox ...`, as an operator types it on the machine of this home. It runs until it is asked what it said."""
    command = [str(BIN / "coopbox"), *words]
    return subprocess.Popen(
        command, cwd=ROOT, env=setting(home), text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def said(command: "subprocess.Popen[str]", code: int = 0) -> str:
    """What a command said, which ends with this code."""
    words, _ = command.communicate(timeout=120)
    assert command.returncode == code, words
    return words


def a_circle(home: Path, slug: str, name: str, people: Mapping[str, tuple[str, ...]]) -> None:
    """A circle with these people and their hats. Each signs in as first-name@slug.example."""
    told = json.dumps({"slug": slug, "name": name, "people": people})
    command = [sys.executable, "-c", OPEN_CIRCLE]
    done = subprocess.run(
        command, cwd=ROOT, env=setting(home), input=told, text=True, capture_output=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr


@dataclass
class Beside:
    """Another Coopbox on this machine, with a home, a port and a database of its own."""

    home: Path
    port: int
    process: "subprocess.Popen[bytes]"

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def wait(self) -> None:
        """Until it answers. It was started early, so most of that time has passed already."""
        give_up = time.monotonic() + 120
        while not answers(self.address):
            if self.process.poll() is not None or time.monotonic() > give_up:
                pytest.fail("The other Coopbox did not start:\n" + (self.home / "journey.log").read_text())
            time.sleep(0.1)

    def stop(self) -> None:
        """At once, as when Ctrl-C is pressed twice: nothing of it is wanted any more."""
        self.process.terminate()
        time.sleep(0.05)
        self.process.terminate()
        self.process.wait(60)


def start_beside(home: Path, **more: str) -> Beside:
    """Begin to start another Coopbox, without example circles; nobody waits for it yet."""
    port = free_port()
    command = [str(BIN / "coopbox"), "up", "--no-seed", "--port", str(port), "--home", str(home)]
    with (home / "journey.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=setting(home, **more), stdout=log, stderr=log)
    return Beside(home, port, process)


def letter(page: Page, federation: str, email: str, subject: str, words: str = "") -> str:
    """The newest e-mail to somebody with this in its subject, which says this. It may take a moment to arrive."""
    drawer = page.context.new_page()
    row = drawer.locator("li", has_text=email).filter(has_text=subject).first

    def has_come() -> bool:
        if not row.count():
            return False
        row.get_by_role("link").click()
        return words in drawer.locator("main").inner_text()

    until(drawer, f"{federation}/dev/mail/", has_come, f"no “{subject}” for {email}")
    said = drawer.locator("main").inner_text()
    drawer.close()
    return said


def until(page: Page, address: str, is_so: Callable[[], bool], otherwise: str) -> None:
    """Load a page again and again, as people do, until it says what they wait for."""
    give_up = time.monotonic() + A_WHILE
    page.goto(address)
    while not is_so():
        assert time.monotonic() < give_up, f"{otherwise}: {page.url} says {page.locator('main').inner_text()}"
        page.wait_for_timeout(300)
        page.goto(address)


def people_at(page: Page, address: str) -> dict[str, str]:
    """The names on a circle's list of people, and the ids they go by."""
    page.goto(f"{address}/circle/members/")
    links = page.locator("main a[href*='/circle/members/']").evaluate_all(
        "links => links.map(link => [link.getAttribute('href'), link.textContent.trim()])"
    )
    found = {re.search(r"/members/([0-9a-f-]{36})/$", to): name for to, name in links}
    return {place[1]: name for place, name in found.items() if place}


def where_names_lead(browser: Browser, origin: str) -> Browser:
    """A browser for which this address leads to this machine, as it would once the DNS says so. It takes it for as safe
    as the addresses of this machine are, which a circle's own domain is by its certificate."""
    rules = f"--host-resolver-rules=MAP {host_of(origin)} 127.0.0.1"
    safe = f"--unsafely-treat-insecure-origin-as-secure={origin}"
    return browser.browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, rules, safe])


def host_of(address: str) -> str:
    return urlsplit(address).hostname or ""


@dataclass
class Neighbour(Walk):
    """Somebody whose pages are looked at on a phone by day and on a desktop by night, whichever they have."""

    def read(self, heading: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)
        self.pages += 1
        if not self.looks:
            return
        theirs = self.page.viewport_size or PHONE
        for size, colours in ((PHONE, "light"), (DESKTOP, "dark")):
            self.page.set_viewport_size(size)  # type: ignore[arg-type]
            self.page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]
            for found in violations(self.page):
                where = ", ".join(node["html"][:90] for node in found["nodes"][:3])
                self.faults.append(f"{heading} ({colours}): axe {found['id']}: {where}")
            self.looks_narrow(f"{heading} ({size['width']})")
        self.page.set_viewport_size(theirs)


@pytest.fixture
def walk(browser: Browser, federation: str) -> Iterator[Callable[..., Neighbour]]:
    """Somebody sets out with a browser of their own, on a phone if nothing else is said."""
    contexts: list[BrowserContext] = []

    def set_out(
        *,
        at: str = federation,
        scripts: bool = True,
        by_keyboard: bool = False,
        where: Browser = browser,
        **how: object,
    ) -> Neighbour:
        wanted = {"viewport": PHONE, "java_script_enabled": scripts, "reduced_motion": "reduce", **how}
        contexts.append(where.new_context(**wanted))
        return Neighbour(contexts[-1].new_page(), at, by_keyboard=by_keyboard, looks=scripts)

    yield set_out
    for context in contexts:
        context.close()


def faults(*walks: Walk) -> list[str]:
    """What was wrong on the way. That something was refused, or not there, is what these journeys are about."""
    return [fault for walk in walks for fault in walk.faults if not re.search(r"status of 4\d\d", fault)]
