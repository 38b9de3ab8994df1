"""A database of its own for tests that migrate or open hundreds of circles, so that nobody else's template moves."""

import secrets
from collections.abc import Callable, Iterator
from datetime import timedelta

import psycopg
import pytest
from django.db import connections

from kernel.actors import SYSTEM
from provisioning import circles, homes, migrate, owner
from tenants import directory


def _hang_up() -> None:
    for connection in connections.all(initialized_only=True):
        connection.close()
        if getattr(connection, "pool", None):
            connection.close_pool()
    directory._memory.register = None
    directory.forget()


@pytest.fixture
def fresh_house(django_db_setup: None, django_db_blocker, server, settings, monkeypatch) -> Iterator[None]:
    """A new deployment, migrated, with no circle."""
    from dev import cluster
    from tenants.roles import prepare_database

    name = f"fresh_{secrets.token_hex(4)}"
    kept = connections.settings["default"]["NAME"]
    passwords = [connections.settings[alias]["PASSWORD"] for alias in ("owner", "default")]
    with django_db_blocker.unblock():
        prepare_database(
            server.admin_dsn,
            database=name,
            owner=cluster.OWNER,
            owner_password=passwords[0],
            app=cluster.APP,
            app_password=passwords[1],
        )
        _hang_up()
        for alias in ("default", "owner"):
            connections.settings[alias]["NAME"] = name
        try:
            migrate.migrate_all()
            yield
        finally:
            for schema in [s.schema for s in migrate.status() if s.schema != owner.TEMPLATE]:
                homes.drop(schema)
            circles.empty_trash(older_than=timedelta(0), at_most=1000)
            _hang_up()
            for alias in ("default", "owner"):
                connections.settings[alias]["NAME"] = kept
            with psycopg.connect(server.admin_dsn, autocommit=True) as admin:
                admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


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
