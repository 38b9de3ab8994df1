"""Homes for embedded servers of our own: the ones other tests share are not for killing."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dev import embedded, place
from tests.dev.workers import ground


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder the account PostgreSQL runs under can walk through."""
    made = ground("dev")
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def home(folder: Path) -> Iterator[Path]:
    """A home nobody has used yet; whatever runs in it afterwards is stopped."""
    home = folder / "home"
    yield home
    if left := embedded.running(home):
        left.stop()
    if (remembered := home / place.REMEMBERED).is_file():
        shutil.rmtree(remembered.read_text().strip(), ignore_errors=True)


@pytest.fixture(scope="session")
def initialised() -> Iterator[Path]:
    """A PostgreSQL's folder as the first start leaves it, for others to begin with: copying is quicker than making."""
    made = ground("dev")
    server = embedded.start(made / "home", fast_and_loose=True)
    server.stop()
    (server.place.root / "port").unlink()
    yield server.place.root
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def started_before(home: Path, initialised: Path) -> None:
    """The home is not new: PostgreSQL was started there once."""
    place.make_home(home)
    subprocess.run(["cp", "-a", str(initialised), str(home / "pg")], check=True)


@pytest.fixture
def start(home: Path) -> Iterator[Callable[..., embedded.Server]]:
    """Start the home's server, as often as a test likes; the last one is stopped at the end."""
    started: list[embedded.Server] = []

    def start_it(**kwargs: bool) -> embedded.Server:
        started.append(embedded.start(home, **{"fast_and_loose": True, **kwargs}))
        return started[-1]

    yield start_it
    for server in started:
        server.stop()
