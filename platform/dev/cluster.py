"""The database Coopbox uses inside the embedded PostgreSQL: its two logins, its queue, and their addresses."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dev import embedded, place

DATABASE = "coopbox"
OWNER = "coopbox_owner"
APP = "coopbox_app"


def urls(home: Path) -> dict[str, str]:
    """DATABASE_URL and DATABASE_OWNER_URL of a home's embedded PostgreSQL; empty before its first start."""
    kept, found = _passwords(Path(home)), place.find(Path(home))
    port = found.read("port") if found else ""
    if not kept or not port:
        return {}
    at = f"127.0.0.1:{port}/{DATABASE}"
    return {
        "DATABASE_URL": f"postgresql://{APP}:{kept[APP]}@{at}",
        "DATABASE_OWNER_URL": f"postgresql://{OWNER}:{kept[OWNER]}@{at}",
    }


def prepare(server: embedded.Server) -> dict[str, str]:
    """Make database, logins, walls and queue if they are not there yet, and answer with the addresses."""
    from dev import pgqueue
    from tenants.roles import prepare_database

    kept = _passwords(server.home) or _new_passwords(server.home)
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


@contextmanager
def reachable(home: Path) -> Iterator[dict[str, str]]:
    """The addresses for as long as a command runs: of the PostgreSQL that is up, else of one started just for it."""
    if embedded.running(home) is not None:
        yield urls(home)
        return
    server = embedded.start(home)
    try:
        yield prepare(server)
    finally:
        server.stop()


def _passwords(home: Path) -> dict[str, str]:
    path = home / "secrets.json"
    try:
        kept = json.loads(path.read_text())
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return {}
    return {name: kept[name] for name in (OWNER, APP)}


def _new_passwords(home: Path) -> dict[str, str]:
    made = {name: secrets.token_urlsafe(24) for name in (OWNER, APP)}
    path, part = home / "secrets.json", home / "secrets.json.part"
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(made, file)
    part.replace(path)
    return made
