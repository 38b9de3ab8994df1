"""One command runs a federation of two circles; kills, taken ports and second starts are answered in words."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from django.core.mail import EmailMessage
from django.test import override_settings

from dev import caught_mail, children, cluster, embedded, supervisor
from dev.prepare import SEEDING
from tests.dev.workers import ROOT, until

OURS = ("DATABASE_URL", "DATABASE_OWNER_URL", "BROKER_URL", "COOPBOX_HOME", "DJANGO_SETTINGS_MODULE", "PUBLIC_PORT")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Federation:
    """A home and a port, and the `coopbox up` that runs there now."""

    home: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[str] | None = None

    @property
    def told(self) -> str:
        return (self.home.parent / "terminal").read_text()

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "config.cli", *words, "--home", str(self.home), "--port", str(self.port)]

    def up(self, *words: str) -> float:
        """Start, wait until it runs, and say how long that took."""
        began = time.monotonic()
        with (self.home.parent / "terminal").open("w") as terminal:
            self.process = subprocess.Popen(
                self.command("up", *words), cwd=ROOT, env=environment(), stdout=terminal, stderr=terminal, text=True
            )
        assert until(lambda: "Coopbox is running." in self.told or self.process.poll() is not None, 90), self.told
        assert self.process.poll() is None, self.told
        return time.monotonic() - began

    def refused(self) -> str:
        """Start in vain; what it says."""
        tried = subprocess.run(
            self.command("up"), cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=60, check=False
        )
        assert tried.returncode == 1
        return tried.stderr

    def end(self, sign: signal.Signals = signal.SIGTERM) -> int:
        assert self.process is not None
        self.process.send_signal(sign)
        return self.process.wait(30)

    def get(self, path: str, host: str = "localhost") -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path, headers={"Host": f"{host}:{self.port}"})
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        return answer.status, body

    def child(self, word: str) -> int:
        """The process number of the child whose command holds a word; 0 when there is none."""
        for pid in children.leftovers(self.home):
            command = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
            if word in command and Path(f"/proc/{pid}/stat").read_text().split()[3] == str(self.process.pid):
                return pid
        return 0

    def circles(self) -> int:
        with psycopg.connect(cluster.urls(self.home)["DATABASE_OWNER_URL"]) as db:
            row = db.execute("SELECT count(*) FROM public.tenants_circle").fetchone()
        return int(row[0]) if row else 0


def environment() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if key not in OURS}


@pytest.fixture(scope="module")
def federation() -> Iterator[Federation]:
    """One federation for the whole file: its tests tell one story, from the first start to the last."""
    folder = Path(tempfile.mkdtemp(prefix="coopbox-up-"))
    folder.chmod(0o711)
    made = Federation(folder / "home")
    made.up()
    yield made
    if made.process is not None and made.process.poll() is None:
        made.end()
    children.end_leftovers(made.home)
    if left := embedded.running(made.home):
        left.stop()
    shutil.rmtree(folder, ignore_errors=True)


def test_it_says_where_to_go_and_who_one_can_be(federation: Federation) -> None:
    at = f"localhost:{federation.port}"
    for line in (
        f"http://{at}",
        f"http://calderdale.{at}",
        f"http://clapton.{at}",
        "cora@calderdale.example",
        "Ctrl-C",
    ):
        assert line in federation.told
    assert federation.circles() == 2


@pytest.mark.parametrize("host", ["localhost", "calderdale.localhost", "clapton.localhost"])
def test_the_federation_and_both_circles_answer(federation: Federation, host: str) -> None:
    assert federation.get("/", host)[0] == 200


def test_it_answers_on_this_machine_only(federation: Federation) -> None:
    addresses = {listener.getsockname()[0] for listener in supervisor.listen(free_port())}
    assert addresses <= {"127.0.0.1", "::1"}


def test_caught_mail_is_a_page_on_the_federations_site_only(federation: Federation) -> None:
    with override_settings(COOPBOX_HOME=federation.home):
        kept = caught_mail.keep(
            EmailMessage("Tea on Thursday", "See https://x.example/", to=["iris@calderdale.example"])
        )
    assert "Tea on Thursday" in federation.get("/dev/mail/")[1]
    assert "See" in federation.get(f"/dev/mail/{kept.stem}/")[1]
    assert federation.get("/dev/mail/1-00000000/")[0] == 404
    assert federation.get("/dev/mail/", "calderdale.localhost")[0] == 404


def test_the_doctor_finds_it_well(federation: Federation) -> None:
    asked = subprocess.run(
        federation.command("doctor", "--json"), cwd=ROOT, env=environment(), capture_output=True, text=True, check=False
    )
    found = {check["name"]: check for check in json.loads(asked.stdout)["checks"]}
    assert asked.returncode == 0
    assert {name for name, check in found.items() if check["state"] != "ok"} <= {"Dependencies", "Disk"}
    assert "took up a job" in found["Worker"]["sentence"]


def test_a_second_supervisor_on_the_same_home_is_refused(federation: Federation) -> None:
    assert re.search(r"already running .*\(process \d+\): stop it with Ctrl-C", federation.refused())


def test_a_port_in_use_is_one_sentence(federation: Federation, home: Path) -> None:
    other = Federation(home, federation.port)
    said = other.refused()
    assert f"Port {federation.port} is in use" in said
    assert f"make up PORT={federation.port + 1}" in said


@pytest.mark.parametrize("word", ["dev.web", "worker", "beat"])
def test_a_child_that_dies_is_started_again(federation: Federation, word: str) -> None:
    before = federation.child(word)
    os.kill(before, signal.SIGKILL)
    assert until(lambda: federation.child(word) not in (0, before))
    assert federation.get("/healthz")[0] == 200
    assert "stopped (killed by SIGKILL); starting it again in 1 s" in federation.told


def test_a_killed_database_is_started_again_and_pages_answer(federation: Federation) -> None:
    server = embedded.running(federation.home)
    assert server is not None
    os.kill(server.pid, signal.SIGKILL)
    assert until(lambda: "PostgreSQL stopped; starting it again" in federation.told)
    assert until(lambda: federation.get("/", "calderdale.localhost")[0] == 200)


def test_a_killed_supervisor_leaves_nothing_in_the_way(federation: Federation) -> None:
    (federation.home / SEEDING).touch()  # as if it had been killed while it opened the example circles
    federation.end(signal.SIGKILL)
    took = federation.up()
    assert not (federation.home / SEEDING).exists()
    assert federation.circles() == 2
    assert federation.get("/", "clapton.localhost")[0] == 200
    assert took < 30


def test_its_children_notice_that_it_is_gone(federation: Federation) -> None:
    federation.end(signal.SIGKILL)
    assert until(lambda: not children.leftovers(federation.home), 15)
    federation.up()


def test_a_closed_terminal_stops_it_in_order(federation: Federation) -> None:
    assert federation.end(signal.SIGHUP) == 0
    assert embedded.running(federation.home) is None
    federation.up()


def test_it_stops_everything_when_asked_and_starts_again_with_all_it_had(federation: Federation) -> None:
    began = time.monotonic()
    assert federation.end(signal.SIGINT) == 0
    assert time.monotonic() - began < 15
    assert "everything is kept" in federation.told
    assert not children.leftovers(federation.home)
    assert embedded.running(federation.home) is None
    federation.up()
    assert federation.circles() == 2
    assert federation.end(signal.SIGTERM) == 0


def test_stopped_while_it_starts_it_stops(federation: Federation) -> None:
    with (federation.home.parent / "terminal").open("w") as terminal:
        federation.process = subprocess.Popen(
            federation.command("up"), cwd=ROOT, env=environment(), stdout=terminal, stderr=terminal, text=True
        )
    assert until(lambda: "PostgreSQL answers" in federation.told)
    assert federation.end(signal.SIGINT) == 0
    assert embedded.running(federation.home) is None


def test_the_doctor_of_a_stopped_federation_says_what_to_do(federation: Federation) -> None:
    asked = subprocess.run(
        federation.command("doctor"), cwd=ROOT, env=environment(), capture_output=True, text=True, check=False
    )
    assert asked.returncode == 0
    assert "The embedded PostgreSQL is not running." in asked.stdout
    assert "What to do: Run `coopbox up`." in asked.stdout
