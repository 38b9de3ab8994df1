"""The database Coopbox uses inside the embedded PostgreSQL: its two logins, its queue, and their addresses."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from dev import embedded, keys, place

DATABASE = "coopbox"
OWNER = "coopbox_owner"
APP = "coopbox_app"
LAST_PORT = "website.port"
STARTING_WITHIN_S = 20


def urls(home: Path) -> dict[str, str]:
    """DATABASE_URL and DATABASE_OWNER_URL of a home's embedded PostgreSQL; empty before its first start."""
    kept, found = keys.kept(Path(home)), place.find(Path(home))
    port = found.port() if found else None
    if not port or not {OWNER, APP} <= kept.keys():
        return {}
    at = f"127.0.0.1:{port}/{DATABASE}"
    return {
        "DATABASE_URL": f"postgresql://{APP}:{kept[APP]}@{at}",
        "DATABASE_OWNER_URL": f"postgresql://{OWNER}:{kept[OWNER]}@{at}",
    }


def last_port(home: Path) -> str:
    """The port the website last had in a home, so that other commands name addresses that work."""
    path = Path(home) / LAST_PORT
    kept = path.read_text(errors="replace").strip() if path.is_file() else ""
    return str(place.port_in(kept) or 8000)


def prepare(server: embedded.Server) -> dict[str, str]:
    """Make database, logins, walls and queue if they are not there yet, and answer with the addresses."""
    from dev import pgqueue
    from tenants.roles import prepare_database

    kept = keys.keep(server.home, [OWNER, APP])
    with _sentences(server.place):
        prepare_database(
            server.admin_dsn,
            database=DATABASE,
            owner=OWNER,
            owner_password=kept[OWNER],
            app=APP,
            app_password=kept[APP],
        )
        addresses = urls(server.home)
        pgqueue.create(addresses["DATABASE_OWNER_URL"], app=APP)
    return addresses


def write_down(server: embedded.Server) -> None:
    """Have what changed written to the disk now, and do not wait: what is written by then does not hold up a stop.

    A circle is hundreds of files, and each takes the disk a moment. PostgreSQL does as it was asked when we have hung
    up, too. It is only for speed: a server in trouble is for others to report.
    """
    with suppress(psycopg.Error):
        asked = psycopg.connect(server.admin_dsn, autocommit=True, connect_timeout=2)
        asked.pgconn.send_query(b"CHECKPOINT")
        asked.close()


@contextmanager
def _sentences(where: place.Place) -> Iterator[None]:
    """A server can answer and yet have no room to work in."""
    try:
        yield
    except psycopg.OperationalError as trouble:
        if isinstance(trouble, psycopg.errors.DiskFull) or place.says_disk_full(str(trouble)):
            raise place.disk_full(where.root) from trouble
        if "password" in str(trouble):  # only the superuser's comes from a file that we do not write anew
            raise place.CannotStart(
                f"The password in {where.root / 'superuser'} is not the one PostgreSQL was made with: put that file"
                f" back from a backup of {where.root}, or move that folder away to begin with an empty one."
            ) from trouble
        first = (str(trouble).strip().splitlines() or ["it hung up"])[0].rstrip(".")
        raise place.CannotStart(
            f"PostgreSQL started and then did not answer: {first}; its log is {where.log}."
        ) from trouble


@contextmanager
def reachable(home: Path) -> Iterator[dict[str, str]]:
    """The addresses for as long as a command runs: of the PostgreSQL that is up, else of one started just for it.

    Several commands may share one; the last to leave stops it, unless `coopbox up` has taken it over meanwhile.
    """
    with place.sentences(home):
        place.make_home(home)
        users = os.open(home / "users", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(users, fcntl.LOCK_SH)
        addresses = _reach(home)
        try:
            yield addresses
        finally:  # a command that is refused leaves, too
            with suppress(BlockingIOError, embedded.AlreadyRunning):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if embedded.running(home) is not None:
                    embedded.start(home).stop()
    finally:
        os.close(users)


def _reach(home: Path) -> dict[str, str]:
    give_up_at = time.monotonic() + STARTING_WITHIN_S
    while True:
        if embedded.running(home) is not None and (addresses := urls(home)) and _lets_in(addresses["DATABASE_URL"]):
            return addresses
        try:
            server = embedded.start(home)
        except embedded.AlreadyRunning:
            if time.monotonic() > give_up_at:
                raise
            time.sleep(0.1)  # somebody is just starting it, or preparing it
            continue
        addresses = prepare(server)
        server.release()
        return addresses


def _lets_in(url: str) -> bool:
    """Whether the application's login is there: the very first start makes it a moment after the server answers."""
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True
