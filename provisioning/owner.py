"""The owner's login: the only one that makes, changes and drops schemas. Never used to serve a page."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections
from django.db.models import AutoField, Model
from django.db.models.sql import InsertQuery
from psycopg import ClientCursor, Connection
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, TransactionStatus

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


def together(sql: str) -> list[tuple[str, ...]]:
    """Many statements, one message, and the rows of the last one as text. To be used inside `transaction.atomic`.

    It goes past psycopg, which would make a message of its own of each BEGIN and COMMIT. The transaction begins with
    this message if it has not begun; the last message may say COMMIT itself, and Django finds nothing left to say.
    """
    wrapper = connections[ALIAS]
    connection = raw().pgconn
    begin = "BEGIN;" if connection.transaction_status == TransactionStatus.IDLE else ""
    with wrapper.wrap_database_errors:
        result = connection.exec_((begin + sql).encode())
        if result.status not in (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK):
            raise error_from_result(result, encoding="utf-8")
    return [
        tuple((result.get_value(row, column) or b"").decode() for column in range(result.nfields))
        for row in range(result.ntuples)
    ]


def insertion(row: Model) -> str:
    """The INSERT that makes a new row, with its values written into it, to be sent together with others."""
    fields = [field for field in row._meta.local_concrete_fields if not isinstance(field, AutoField)]
    query = InsertQuery(type(row))
    query.insert_values(fields, [row])
    [(sql, values)] = query.get_compiler(ALIAS).as_sql()
    return ClientCursor(raw()).mogrify(sql, values)


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


# Until its transaction ends, no migration moves the template: what is read of it belongs together.
HOLD_TEMPLATE = "SELECT pg_advisory_xact_lock_shared(hashtextextended('coopbox:template', 0))"


@contextmanager
def moving_template() -> Iterator[None]:
    """Wait for the homes that are being built from the template, and let no other begin meanwhile."""
    with in_turn("template"):
        yield


def lock(name: str) -> str:
    """The statement that waits until nobody else in the deployment is at this; the lock goes when the process dies."""
    return f"SELECT pg_advisory_lock(hashtextextended({literal(f'coopbox:{name}')}, 0))"


def unlock(name: str) -> str:
    """The statement that lets the next one in."""
    return f"SELECT pg_advisory_unlock(hashtextextended({literal(f'coopbox:{name}')}, 0))"


def leave(name: str) -> None:
    """Let the next one in, if the connection that holds the lock is still there."""
    if not raw().closed:
        send(unlock(name))


@contextmanager
def in_turn(name: str) -> Iterator[None]:
    """Wait until nobody else in the deployment is at this, and let the next one in afterwards."""
    send(lock(name))
    try:
        yield
    finally:
        leave(name)


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
