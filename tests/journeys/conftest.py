"""A real federation, started as `make up` starts it, and a real browser."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.screens import CHROMIUM, FLAGS

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


@pytest.fixture(scope="session")
def home() -> Iterator[Path]:
    """The folder in which the federation keeps everything."""
    home = Path(tempfile.mkdtemp(prefix="coopbox-journey-"))
    home.chmod(0o711)
    yield home
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def federation(home: Path) -> Iterator[str]:
    """The address of a running federation with its two example circles; stopped afterwards."""
    port = free_port()
    env = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "DATABASE_OWNER_URL")}
    env["DJANGO_SETTINGS_MODULE"] = "config.settings.dev"
    env["PROOF_LANGUAGES"] = "ur"  # nothing is translated yet, but every page must be able to run from right to left
    command = [Path(sys.executable).parent / "coopbox", "up", "--port", str(port), "--home", str(home)]
    with (home / "journey.log").open("wb") as log:
        process = subprocess.Popen(list(map(str, command)), cwd=ROOT, env=env, stdout=log, stderr=log)
    address = f"http://localhost:{port}"
    give_up = time.monotonic() + 90
    while not answers(address):
        if process.poll() is not None or time.monotonic() > give_up:
            pytest.fail("The federation did not start:\n" + (home / "journey.log").read_text())
        time.sleep(0.2)
    yield address
    process.terminate()
    process.wait(30)


@pytest.fixture(scope="session")
def long_circle(federation: str, home: Path) -> str:
    """The address of a circle whose name is one long word, as is that of the place it is in."""
    words = ["circle", "open", "longtwo", "--json"]
    words += ["--name", "Donaudampfschifffahrtsgesellschaft" * 2]
    words += ["--place", "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"]
    env = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "DATABASE_OWNER_URL")}
    env |= {"DJANGO_SETTINGS_MODULE": "config.settings.dev", "COOPBOX_HOME": str(home)}
    command = [str(Path(sys.executable).parent / "coopbox"), *words]
    said = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, check=True)
    return str(json.loads(said.stdout)["url"])


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()
