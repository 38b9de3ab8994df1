"""A database of its own for tests that migrate or open hundreds of circles, so that nobody else's template moves."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connections

from dev import cluster
from dev.embedded import Server
from kernel.actors import SYSTEM
from provisioning import circles, owner
from tenants import directory
from tenants.roles import prepare_database
from tests.conftest import MIGRATED


def _hang_up() -> None:
    for connection in connections.all(initialized_only=True):
        connection.close()
        if getattr(connection, "pool", None):
            connection.close_pool()
    directory._memory.register = None
    directory.forget()


@contextmanager
def _living_in(database: str) -> Iterator[None]:
    """Both logins work in another database meanwhile."""
    kept = connections.settings["default"]["NAME"]
    _hang_up()
    for alias in ("default", "owner"):
        connections.settings[alias]["NAME"] = database
    try:
        yield
    finally:
        _hang_up()
        for alias in ("default", "owner"):
            connections.settings[alias]["NAME"] = kept


def _prepare(server: Server, database: str) -> None:
    passwords = {alias: connections.settings[alias]["PASSWORD"] for alias in ("owner", "default")}
    prepare_database(
        server.admin_dsn,
        database=database,
        owner=cluster.OWNER,
        owner_password=passwords["owner"],
        app=cluster.APP,
        app_password=passwords["default"],
    )


def _as_administrator(server: Server, statement: str) -> list[str]:
    """Do something only a superuser may; answers with the first column of what came back."""
    with psycopg.connect(server.admin_dsn, autocommit=True) as admin:
        done = admin.execute(statement)
        return [row[0] for row in done] if done.description else []


def _homes_roles(server: Server) -> set[str]:
    return set(_as_administrator(server, "SELECT rolname FROM pg_roles WHERE starts_with(rolname, 'r_c_')"))


@pytest.fixture
def fresh_house(django_db_setup: None, django_db_blocker, server, settings, monkeypatch) -> Iterator[None]:
    """A new deployment, migrated, with no circle."""
    name, others = f"fresh_{secrets.token_hex(4)}", _homes_roles(server)
    _as_administrator(server, f"CREATE DATABASE {name} OWNER {cluster.OWNER} TEMPLATE {MIGRATED}")
    with django_db_blocker.unblock():
        _prepare(server, name)
        with _living_in(name):
            yield
    # The database goes as a whole, homes, trash and all; of its circles only their roles lie outside it.
    _as_administrator(server, f"DROP DATABASE {name} WITH (FORCE)")
    if left := _homes_roles(server) - others:
        _as_administrator(server, f"DROP ROLE {', '.join(map(owner.quoted, sorted(left)))}")


@pytest.fixture
def open_many() -> Callable[[int], list]:
    """Open circles called circle-aaa, circle-aab, ..."""

    def letters(number: int) -> str:
        return "".join(chr(ord("a") + number // 20**place % 20) for place in (2, 1, 0)).translate(
            str.maketrans({"i": "u", "l": "v"})
        )

    def make(count: int) -> list:
        return [
            circles.open_circle(slug=f"circle-{letters(n)}", name=f"Circle {letters(n)}", by=SYSTEM)
            for n in range(count)
        ]

    return make
