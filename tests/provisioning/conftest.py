"""A database of its own for tests that migrate or open hundreds of circles, so that nobody else's template moves."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest
from django.db import connections

from dev import cluster
from dev.embedded import Server
from kernel.actors import SYSTEM
from provisioning import circles, homes, migrate, owner
from tenants import directory
from tenants.roles import prepare_database


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


def _as_administrator(server: Server, statement: str) -> None:
    with psycopg.connect(server.admin_dsn, autocommit=True) as admin:
        admin.execute(statement)


@pytest.fixture(scope="session")
def migrated(django_db_setup: None, django_db_blocker, server) -> str:
    """The name of a database in which everything was migrated once, for others to be copied from."""
    name = "migrated"
    with django_db_blocker.unblock():
        _prepare(server, name)
        with _living_in(name):
            migrate.migrate_all()
    return name


@pytest.fixture
def fresh_house(migrated: str, django_db_blocker, server, settings, monkeypatch) -> Iterator[None]:
    """A new deployment, migrated, with no circle."""
    name = f"fresh_{secrets.token_hex(4)}"
    _as_administrator(server, f"CREATE DATABASE {name} OWNER {cluster.OWNER} TEMPLATE {migrated}")
    with django_db_blocker.unblock():
        _prepare(server, name)
        with _living_in(name):
            try:
                yield
            finally:
                for schema in [s.schema for s in migrate.status() if s.schema != owner.TEMPLATE]:
                    homes.drop(schema)
                circles.empty_trash(older_than=timedelta(0), at_most=1000)
        _as_administrator(server, f"DROP DATABASE {name} WITH (FORCE)")


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
