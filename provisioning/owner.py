"""The owner's login: the only one that makes, changes and drops schemas. Never used to serve a page."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections
from psycopg import Connection

ALIAS = "owner"
TEMPLATE = "_template"


def raw() -> Connection:
    """The owner's psycopg connection, connected and in autocommit unless a transaction is open."""
    wrapper = connections[ALIAS]
    wrapper.ensure_connection()
    return wrapper.connection


def send(sql: str) -> None:
    """Many statements, one message, no parameters."""
    with raw().cursor() as cursor:
        cursor.execute(sql.encode())


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def hold_template() -> None:
    """Until this transaction ends, no migration moves the template: what is read of it belongs together."""
    raw().execute("SELECT pg_advisory_xact_lock_shared(hashtextextended('coopbox:template', 0))")


@contextmanager
def moving_template() -> Iterator[None]:
    """Wait for the homes that are being built from the template, and let no other begin meanwhile."""
    with in_turn("template"):
        yield


@contextmanager
def in_turn(name: str) -> Iterator[None]:
    """Wait until nobody else in the deployment is at this; the lock goes when the process dies."""
    raw().execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [f"coopbox:{name}"])
    try:
        yield
    finally:
        if not raw().closed:
            raw().execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [f"coopbox:{name}"])


@contextmanager
def only_one(name: str) -> Iterator[bool]:
    """Hold a lock of the whole deployment while working. Yields False when somebody else holds it.

    A session lock on purpose: migrating takes many transactions, and the lock must go when the process dies.
    """
    connection = raw()
    found = connection.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [f"coopbox:{name}"]).fetchone()
    held = bool(found and found[0])
    try:
        yield held
    finally:
        if held and not connection.closed:
            connection.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [f"coopbox:{name}"])
