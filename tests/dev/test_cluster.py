"""The database in the embedded server: two logins, addresses that last, and commands that share one server."""

from __future__ import annotations

import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from dev import cluster, embedded, place
from dev.embedded import Server
from tests.dev.workers import ROOT, until

WAITER = """
import sys
from pathlib import Path
from dev import cluster
with cluster.reachable(Path(sys.argv[1])) as addresses:
    print(addresses["DATABASE_URL"], flush=True)
    sys.stdin.readline()
"""


@pytest.mark.usefixtures("started_before")
def test_addresses_are_known_after_the_first_start_and_stay(start: Callable[..., Server], home: Path) -> None:
    assert cluster.urls(home) == {}
    server = start()
    addresses = cluster.prepare(server)
    assert set(addresses) == {"DATABASE_URL", "DATABASE_OWNER_URL"}
    server.stop()
    assert cluster.urls(home) == addresses == cluster.prepare(start())
    assert stat.S_IMODE((home / "secrets.json").stat().st_mode) == 0o600


@pytest.mark.usefixtures("started_before")
def test_the_application_may_use_the_queue_and_not_change_its_table(start: Callable[..., Server]) -> None:
    addresses = cluster.prepare(start())
    with psycopg.connect(addresses["DATABASE_URL"], autocommit=True) as app:
        assert app.execute("SELECT count(*) FROM queue.message").fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("DROP TABLE queue.message")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("CREATE TABLE queue.other ()")


@pytest.mark.usefixtures("started_before")
def test_commands_share_a_server_and_the_last_one_out_stops_it(home: Path) -> None:
    waiters = [
        subprocess.Popen(
            [sys.executable, "-c", WAITER, str(home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for _ in range(2)
    ]
    addresses = {waiter.stdout.readline().strip() for waiter in waiters if waiter.stdout}
    assert len(addresses) == 1
    waiters[0].communicate("\n", timeout=20)
    with psycopg.connect(addresses.pop()) as app:
        assert app.execute("SELECT 1").fetchone() == (1,)
    waiters[1].communicate("\n", timeout=20)
    assert [waiter.returncode for waiter in waiters] == [0, 0]
    assert embedded.running(home) is None


@pytest.mark.usefixtures("started_before")
def test_a_server_a_command_started_may_be_taken_over_for_good(home: Path, start: Callable[..., Server]) -> None:
    with cluster.reachable(home):
        server = start(fast_and_loose=False)
    assert server.is_alive()
    assert until(lambda: embedded.running(home))


@pytest.mark.usefixtures("started_before")
def test_what_changed_is_written_down_without_anybody_waiting_for_it(start: Callable[..., Server]) -> None:
    server = start()
    with psycopg.connect(server.admin_dsn, autocommit=True) as admin:
        admin.execute("CREATE TABLE kept (name text)")
        before = admin.execute("SELECT redo_lsn FROM pg_control_checkpoint()").fetchone()
        cluster.write_down(server)
        assert until(lambda: admin.execute("SELECT redo_lsn FROM pg_control_checkpoint()").fetchone() != before)
    server.stop()
    cluster.write_down(server)  # nobody answers any more, and nobody minds


@pytest.mark.usefixtures("started_before")
@pytest.mark.parametrize("left", ["", "guessed"])
def test_a_lost_password_of_the_superuser_is_one_sentence_that_says_what_to_do(
    start: Callable[..., Server], left: str
) -> None:
    server = start()
    server.place.write("superuser", left)
    with pytest.raises(place.CannotStart, match=r"pg/superuser is not the one .* put that file back from a backup of"):
        cluster.prepare(server)
