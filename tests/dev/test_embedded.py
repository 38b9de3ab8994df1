"""The embedded PostgreSQL starts, stops, keeps its data, and says in one sentence why it cannot start."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from dev import embedded, place
from dev.embedded import CannotStart, Server
from tests.dev.workers import ROOT, until

pytestmark = pytest.mark.slow

Start = Callable[..., Server]
NOBODY = 65534


def ask(server: Server, question: str) -> object:
    with psycopg.connect(server.admin_dsn) as db:
        row = db.execute(question).fetchone()  # type: ignore[call-overload]
    return row[0] if row else None


def do(server: Server, statement: str) -> None:
    with psycopg.connect(server.admin_dsn) as db:
        db.execute(statement)  # type: ignore[call-overload]


def test_it_keeps_its_data_and_its_port_from_one_start_to_the_next(start: Start) -> None:
    first = start()
    do(first, "CREATE TABLE kept AS SELECT 'Iris' AS name")
    port = first.port
    first.stop()
    assert not first.is_alive()
    second = start()
    assert second.port == port
    assert ask(second, "SELECT name FROM kept") == "Iris"


@pytest.mark.usefixtures("started_before")
def test_it_is_set_up_for_circles(start: Start) -> None:
    server = start(fast_and_loose=False)
    wanted = {
        "max_locks_per_transaction": "512",
        "TimeZone": "UTC",
        "server_encoding": "UTF8",
        "password_encryption": "scram-sha-256",
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "fsync": "on",
        "synchronous_commit": "on",
    }
    assert {name: ask(server, f"SHOW {name}") for name in wanted} == wanted
    assert ask(server, "SELECT datlocale FROM pg_database WHERE datname = 'postgres'") == "C.UTF-8"


@pytest.mark.usefixtures("started_before")
def test_nobody_gets_in_without_the_password_and_nobody_else_can_read_it(start: Start) -> None:
    server = start()
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(f"postgresql://postgres:guess@127.0.0.1:{server.port}/postgres")
    secret = server.place.root / "superuser"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert stat.S_IMODE(server.place.root.stat().st_mode) == 0o700


@pytest.mark.usefixtures("started_before")
def test_what_people_wrote_stays_out_of_its_log(start: Start) -> None:
    server = start()
    do(server, "CREATE TABLE people (name text UNIQUE); INSERT INTO people VALUES ('Iris of Calderdale')")
    with pytest.raises(psycopg.errors.UniqueViolation):
        do(server, "INSERT INTO people VALUES ('Iris of Calderdale')")
    assert "duplicate key" in server.place.log.read_text()
    assert "Iris" not in server.place.log.read_text()


@pytest.mark.usefixtures("started_before")
def test_a_second_supervisor_is_refused(start: Start, home: Path) -> None:
    start()
    with pytest.raises(CannotStart, match=rf"already running .*\(process {os.getpid()}\): stop it with Ctrl-C"):
        embedded.start(home)


def test_of_two_starts_at_once_the_second_waits_to_hear_who_the_first_is(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with lock.open("w+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        threading.Timer(0.1, lambda: lock.write_text("4711\n")).start()  # it has the lock, and says who it is soon
        with pytest.raises(embedded.AlreadyRunning, match=r"\(process 4711\)"):
            embedded.hold(lock, tmp_path)


STARTER = """
import sys, time
from pathlib import Path
from dev import embedded
print(embedded.start(Path(sys.argv[1]), fast_and_loose=True).pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def left_behind(started_before: None, home: Path) -> int:
    """A server whose supervisor was killed; its process number."""
    supervisor = subprocess.Popen(
        [sys.executable, "-c", STARTER, str(home)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert supervisor.stdout is not None
    pid = int(supervisor.stdout.readline())
    supervisor.kill()
    supervisor.wait()
    supervisor.stdout.close()
    return pid


def test_a_server_left_behind_by_a_killed_supervisor_is_used(left_behind: int, start: Start) -> None:
    assert start().pid == left_behind


def test_a_server_left_behind_that_runs_otherwise_than_wanted_is_replaced(left_behind: int, start: Start) -> None:
    server = start(fast_and_loose=False)
    assert server.pid != left_behind
    assert ask(server, "SHOW fsync") == "on"


@pytest.mark.usefixtures("started_before")
def test_a_killed_server_starts_again_with_what_was_saved(start: Start) -> None:
    server = start(fast_and_loose=False)
    do(server, "CREATE TABLE kept AS SELECT 'Sol' AS name")
    os.kill(server.pid, signal.SIGKILL)
    assert until(lambda: not server.is_alive())
    server.release()
    assert ask(start(fast_and_loose=False), "SELECT name FROM kept") == "Sol"


@pytest.mark.usefixtures("started_before")
def test_a_stale_process_number_that_now_belongs_to_somebody_else_is_no_hindrance(start: Start) -> None:
    server = start()
    data, account = server.place.data, server.place.account
    server.stop()
    lent = account.lend() if account else {}
    stranger = subprocess.Popen(["sleep", "60"], cwd="/", **lent)  # type: ignore[call-overload]
    try:
        (data / "postmaster.pid").write_text(f"{stranger.pid}\n{data}\n0\n{server.port}\n\n127.0.0.1\n\nready\n")
        assert embedded.running(server.home) is None
        assert ask(start(), "SELECT 1") == 1
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


@pytest.mark.usefixtures("started_before")
def test_a_port_taken_meanwhile_is_exchanged_for_another(start: Start) -> None:
    server = start()
    server.stop()
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", server.port))
        other.listen()
        again = start()
    assert again.port != server.port
    assert ask(again, "SELECT 1") == 1


@pytest.mark.usefixtures("started_before")
def test_data_of_another_major_version_is_refused(start: Start, home: Path) -> None:
    server = start()
    server.stop()
    (server.place.data / "PG_VERSION").write_text("15\n")
    with pytest.raises(CannotStart, match=r"made by PostgreSQL 15 and this Coopbox runs PostgreSQL \d+: start it with"):
        embedded.start(home)
    assert (server.place.data / "base").exists()


@pytest.mark.usefixtures("started_before")
@pytest.mark.parametrize("written", ["99999", "0", "a port", "\u00b2", "1" * 5000])
def test_a_port_that_is_none_is_exchanged_for_another(start: Start, written: str) -> None:
    server = start()
    server.stop()
    (server.place.root / "port").write_text(written)
    assert embedded.running(server.home) is None
    assert ask(start(), "SELECT 1") == 1


@pytest.mark.usefixtures("started_before")
@pytest.mark.parametrize("left", ["", "\n", "eighteen"])
def test_data_whose_version_cannot_be_read_is_refused(start: Start, home: Path, left: str) -> None:
    server = start()
    server.stop()
    (server.place.data / "PG_VERSION").write_text(left)
    with pytest.raises(CannotStart, match=r"PG_VERSION is damaged, .* put .*/data back from a backup, or move that"):
        embedded.start(home)
    assert (server.place.data / "base").exists()


@pytest.mark.usefixtures("started_before")
@pytest.mark.parametrize("mode", [0o755, 0o770, 0o500])
def test_data_that_others_may_read_is_refused_with_the_command_that_mends_it(
    start: Start, home: Path, mode: int
) -> None:
    server = start()
    server.stop()
    server.place.data.chmod(mode)
    with pytest.raises(CannotStart, match=rf"has the mode {mode:o}, .* run `chmod 700 {server.place.data}` and start"):
        embedded.start(home)
    server.place.data.chmod(0o700)
    assert ask(start(), "SELECT 1") == 1


def test_a_first_start_that_was_killed_half_way_is_begun_again(home: Path, start: Start) -> None:
    half = place.prepare(home).root / "data.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    assert ask(start(), "SELECT 1") == 1
    assert not half.exists()


def test_a_file_where_the_home_should_be_is_refused(home: Path) -> None:
    home.write_text("not a folder")
    with pytest.raises(CannotStart, match=r"cannot write in .*COOPBOX_HOME or --home"):
        embedded.start(home)
    home.unlink()


def as_ordinary_user(act: Callable[[], None]) -> int:
    """Run something without root's powers, in a process of its own. Returns its exit code."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            if os.geteuid() == 0:
                os.setgroups([])
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            act()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def test_a_folder_one_may_not_write_in_is_refused(folder: Path, home: Path) -> None:
    folder.chmod(0o555)

    def try_it() -> None:
        with pytest.raises(CannotStart, match=f"cannot write in {home}"):
            embedded.start(home)

    assert as_ordinary_user(try_it) == 0


FULL = "initdb: error: could not write to file: No space left on device"


@pytest.fixture(params=["a real full disk" if os.geteuid() == 0 else "what initdb says on one"])
def full_disk(request: pytest.FixtureRequest, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """As root a disk of 6 MB; nobody else may mount one, so there initdb's last words are played to the launcher."""
    if os.geteuid() == 0:
        home.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m,mode=711", "tmpfs", str(home)], check=True)
        yield home
        subprocess.run(["umount", "-l", str(home)], check=True)
        return
    run = place.Place.run

    def last_words(self: place.Place, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        if program == "initdb":
            return subprocess.CompletedProcess([program], 1, FULL)
        return run(self, program, *arguments)

    monkeypatch.setattr(place.Place, "run", last_words)
    yield home


def test_a_full_disk_at_the_first_start_is_one_sentence(full_disk: Path) -> None:
    with pytest.raises(CannotStart, match=r"The disk that holds .* is full .*free at least 200 MB"):
        embedded.start(full_disk)
    assert not (full_disk / "pg" / "data").exists()


def test_a_home_the_account_cannot_reach_is_not_loosened(folder: Path, home: Path, start: Start) -> None:
    folder.chmod(0o700)
    server = start()
    do(server, "CREATE TABLE kept AS SELECT 'June' AS name")
    server.stop()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    again = start()
    assert again.place.root == server.place.root
    assert ask(again, "SELECT name FROM kept") == "June"


def test_programs_the_account_cannot_reach_are_copied_once(
    folder: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    package, hidden = place.installed().parent, folder / "hidden"
    for source in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(source, hidden / source.name, symlinks=True)
    hidden.chmod(0o700)
    monkeypatch.setattr(place, "installed", lambda: hidden / package.name / "pginstall")
    server = start()
    assert ask(server, "SELECT 1") == 1
    assert server.place.programs.is_relative_to(server.place.root if os.geteuid() == 0 else hidden)
    assert stat.S_IMODE(hidden.stat().st_mode) == 0o700
