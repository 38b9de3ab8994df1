"""`coopbox up` on a PostgreSQL of one's own: it gets what it needs there, or says in a sentence what is missing."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from dev import embedded
from dev.embedded import Server
from tests.dev.federation import Federation
from tests.dev.workers import ROOT, ground


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[dict[str, str]]:
    """Addresses on a server that is not this home's, as `coopbox prepare-database` makes and prints them."""
    folder = ground("elsewhere")
    made = embedded.start(folder / "home", fast_and_loose=True)
    yield prepared(made)
    made.stop()
    shutil.rmtree(folder, ignore_errors=True)


def prepared(server: Server) -> dict[str, str]:
    words = ["prepare-database", server.admin_dsn, "--json"]
    command = [sys.executable, "-m", "config.cli", *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    addresses: dict[str, str] = json.loads(done.stdout)
    return addresses


@pytest.fixture
def federation(home: Path, elsewhere: dict[str, str]) -> Iterator[Federation]:
    made = Federation(home, settings=elsewhere)
    yield made
    made.end_whatever_runs()


def test_what_is_missing_or_wrong_is_one_sentence(federation: Federation, elsewhere: dict[str, str]) -> None:
    app, owner = elsewhere["DATABASE_URL"], elsewhere["DATABASE_OWNER_URL"]
    nowhere = "postgresql://coopbox_app:opensesame@127.0.0.1:1/coopbox"
    for settings, sentence in (
        ({"DATABASE_OWNER_URL": ""}, "`coopbox up` needs DATABASE_OWNER_URL as well"),
        ({"DATABASE_URL": ""}, "DATABASE_OWNER_URL is set and DATABASE_URL is not"),
        ({"DATABASE_URL": nowhere}, "The server that DATABASE_URL names does not let Coopbox in"),
        ({"DATABASE_OWNER_URL": "opensesame"}, "DATABASE_OWNER_URL must look like postgresql://"),
        ({"DATABASE_OWNER_URL": app}, "may not make the table in which jobs wait"),
    ):
        said = federation.refused(**settings)
        assert sentence in said
        assert said.count("\n") == 1
        assert "opensesame" not in said
    with psycopg.connect(owner) as db:
        assert db.execute("SELECT to_regnamespace('queue')").fetchone() == (None,)


@pytest.mark.slow
def test_it_runs_there_serves_pages_and_does_jobs(federation: Federation) -> None:
    federation.up("--no-seed")
    assert "Using the PostgreSQL that DATABASE_URL names" in federation.told
    assert "There is no circle yet: open one with `coopbox circle open NAME`." in federation.told
    assert federation.get("/")[0] == 200
    found = {check["name"]: check for check in json.loads(federation.doctor("--json").stdout)["checks"]}
    assert "took up a job" in found["Worker"]["sentence"]
    assert "Your own PostgreSQL" in found["Database"]["sentence"]
    assert embedded.running(federation.home) is None
    assert federation.end() == 0
