"""A PostgreSQL server of one's own in place of the embedded one: named in the environment, looked at before anything
is built on it, and given the queue it may lack.
"""

from __future__ import annotations

import os
from pathlib import Path

import psycopg

from dev.place import CannotStart

APP, OWNER = "DATABASE_URL", "DATABASE_OWNER_URL"


def given(name: str) -> str:
    """What a setting says, itself or in the file that NAME_FILE names; empty when it says nothing."""
    path = os.environ.get(f"{name}_FILE")
    if os.environ.get(name) or not path:
        return os.environ.get(name, "")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise CannotStart(f"{name}_FILE must name a file that can be read: {type(error).__name__}.") from None


def is_named() -> bool:
    return bool(given(APP))


def addresses() -> dict[str, str]:
    """Both logins' addresses; nothing when the embedded server is meant. Raises CannotStart for half of them."""
    found = {APP: given(APP), OWNER: given(OWNER)}
    if not any(found.values()):
        return {}
    if not found[OWNER]:
        raise CannotStart(
            "DATABASE_URL names a server of your own, and `coopbox up` needs DATABASE_OWNER_URL as well, the login "
            "that owns the tables: `coopbox prepare-database` makes both logins and prints both addresses."
        )
    if not found[APP]:
        raise CannotStart(
            "DATABASE_OWNER_URL is set and DATABASE_URL is not: set both for a server of your own, or neither for the "
            "embedded one."
        )
    return found


def prepare(addresses: dict[str, str], *, queue: bool) -> None:
    """See that both logins get in, and make the queue's table if jobs are to wait there. Raises CannotStart."""
    app = _login(APP, addresses[APP])
    _login(OWNER, addresses[OWNER])
    if queue:
        _make_queue(addresses[OWNER], app)


def _login(name: str, url: str) -> str:
    """Which login an address lets in as."""
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            return connection.info.user
    except psycopg.ProgrammingError:  # its message would show the password
        raise CannotStart(f"{name} must look like postgresql://login:password@host:5432/name.") from None
    except psycopg.OperationalError as trouble:
        raise CannotStart(f"The server that {name} names does not let Coopbox in: {_first_line(trouble)}.") from None


def _make_queue(owner_url: str, app: str) -> None:
    from dev import pgqueue

    try:
        pgqueue.create(owner_url, app=app)
    except psycopg.errors.InsufficientPrivilege as refusal:
        raise CannotStart(
            f"The login of DATABASE_OWNER_URL may not make the table in which jobs wait ({_first_line(refusal)}): run "
            "`coopbox prepare-database`, or set BROKER_URL to a Redis, Valkey or RabbitMQ server."
        ) from None


def _first_line(trouble: Exception) -> str:
    return (str(trouble).strip().splitlines() or [type(trouble).__name__])[0].rstrip(".")
