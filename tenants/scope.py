"""The wall between circles on one database connection.

Every statement leaves through `CircleCursor`. Before the first one of a transaction it sends, in one message,
`BEGIN; SET LOCAL search_path = <the circle's schema>; SET LOCAL ROLE <the circle's role>`; PostgreSQL forgets both at
COMMIT, so nothing is left on the connection for the next request, and a pooler in transaction mode cannot mix circles.
At the console the same is done with a role that no circle lets in.

What is in force is remembered on the connection, and believed only while its transaction lives. After a rollback to a
savepoint it is unknown, and set again: to the circle the transaction began in, and no other.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.postgresql.base import CursorMixin
from psycopg import Connection, Cursor, OperationalError
from psycopg.errors import InsufficientPrivilege, error_from_result
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus

from tenants.context import CONSOLE, CircleChanged, CircleRef, current
from tenants.statements import climbs, goes_back

# The application's own login has search_path = public, so outside every circle nothing needs to be set.
NOWHERE = "SET LOCAL ROLE NONE;SET LOCAL search_path=public"
# The role every request at the console runs as: tables of the federation by name, and nothing of any circle.
CONSOLE_ROLE = "coopbox_console"
AT_THE_CONSOLE = f'SET LOCAL search_path=public;SET LOCAL ROLE "{CONSOLE_ROLE}"'


class ScopeRefused(RuntimeError):
    """A statement tried to change role, path or session state by itself."""


def quoted(name: str) -> str:
    """A PostgreSQL identifier, safe to stand in SQL."""
    return '"' + name.replace('"', '""') + '"'


def _wanted() -> str:
    """The scope to be in: a circle's schema, the console's role, or "" for neither."""
    here = current()
    if isinstance(here, CircleRef):
        return here.schema
    return CONSOLE_ROLE if here is CONSOLE else ""


def make_clean(connection: Connection) -> None:
    """What the pool does with a connection that comes back: whatever anybody did to its session is undone.

    Our cursor lets nothing through that could change a session, so one that only it has used is clean. PostgreSQL 18
    tells us when the search path was changed past it; an older one does not, and is asked to clean up every time.
    """
    if connection.pgconn.parameter_status(b"search_path") == b"public":
        return
    _send(connection, "RESET SESSION AUTHORIZATION;RESET ALL;SELECT pg_advisory_unlock_all();UNLISTEN *")


def _settings() -> str:
    here = current()
    if isinstance(here, CircleRef):
        return f"SET LOCAL search_path={quoted(here.schema)};SET LOCAL ROLE {quoted(here.role)}"
    return AT_THE_CONSOLE if here is CONSOLE else NOWHERE


def _send(connection: Connection, sql: str) -> None:
    """One message, no parameters, through libpq's own simple query."""
    result = connection.pgconn.exec_(sql.encode())
    if result.status in (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK):
        return
    if connection.pgconn.status == ConnStatus.BAD:
        raise OperationalError("The database closed the connection.")
    error = error_from_result(result, encoding="utf-8")
    if isinstance(error, InsufficientPrivilege):
        # The circle has a login of its own, which this process has not been told yet.
        raise OperationalError(f"This login does not reach the circle: {error}")
    raise error


def _idle(connection: Connection) -> bool:
    return connection.pgconn.transaction_status == TransactionStatus.IDLE


def in_circle_transaction(connection: Connection | None) -> bool:
    """Whether a circle's transaction is open here, so that the federation's tables cannot be read now."""
    return isinstance(connection, ScopedConnection) and not (
        _idle(connection) or connection.coopbox_may_change or connection.coopbox_scope in ("", CONSOLE_ROLE)
    )


def enter_scope(connection: "ScopedConnection") -> bool:
    """Put the current circle in force before a statement. True when a transaction was opened for it alone."""
    wanted = _wanted()
    if _idle(connection):
        connection.coopbox_began = wanted
        if not wanted:
            # Django's own transaction handling begins one if needed; the login's defaults are what we want.
            connection.coopbox_scope = ""
            return False
        _send(connection, "BEGIN;" + _settings())
        connection.coopbox_scope = wanted
        return connection.autocommit
    in_force = connection.coopbox_scope
    if in_force != wanted:
        if wanted != connection.coopbox_began and not connection.coopbox_may_change:
            raise CircleChanged(
                "A transaction is open for another circle. Finish it first: one transaction touches one circle."
            )
        if connection.pgconn.transaction_status == TransactionStatus.INTRANS:
            _send(connection, _settings())
            connection.coopbox_scope = wanted
    return False


class ScopedConnection(Connection):
    """A psycopg connection that remembers which circle its open transaction is in.

    `coopbox_scope`: a schema, the console's role, "" for neither, None for unknown. `coopbox_began`: the one its open
    transaction began in, the only one it may be in. `coopbox_login`: a schema whose own login this is, or "".
    `coopbox_may_change`: only tests, which hold one transaction open around everything, may change circle inside it.
    """

    coopbox_scope: str | None = None
    coopbox_began: str = ""
    coopbox_login: str = ""
    coopbox_may_change: bool = False

    def cursor(self, name: str = "", **kwargs: Any) -> Any:
        """Our cursor, and no other kind: a named one keeps its rows on the server and would not pass the wall."""
        if name:
            raise ScopeRefused("Cursors that keep their rows on the server are not used here.")
        return super().cursor(**kwargs)

    def transaction(self, *args: Any, **kwargs: Any) -> Any:
        """psycopg's own transactions would begin without saying in which circle."""
        raise ScopeRefused("Use django.db.transaction.atomic, inside `with in_circle(circle):`.")


class CircleCursor(CursorMixin, Cursor[Any]):
    """The only way a statement leaves for the database. Values travel apart from it (server-side binding)."""

    connection: "ScopedConnection"

    def _execute_send(self, query: Any, *, force_extended: bool = False, binary: bool | None = None) -> None:
        """Always by the extended protocol, in which PostgreSQL itself takes one statement in a message and no more."""
        super()._execute_send(query, force_extended=True, binary=binary)

    def _scoped(self, query: Any, run: Callable[[], Any]) -> Any:
        text = query if isinstance(query, str) else self._words(query)
        if (objection := climbs(text)) is not None:
            raise ScopeRefused(objection)
        alone = enter_scope(self.connection)
        if not alone:
            if goes_back(text):
                self.connection.coopbox_scope = None
            return run()
        try:
            outcome = run()
        except BaseException:
            if not self.connection.closed:
                _send(self.connection, "ROLLBACK")
            raise
        _send(self.connection, "COMMIT")
        return outcome

    def _words(self, query: Any) -> str:
        return query.decode() if isinstance(query, bytes) else query.as_string(self)

    def execute(self, query: Any, params: Any = None, **kwargs: Any) -> Any:
        return self._scoped(query, lambda: super(CircleCursor, self).execute(query, params, **kwargs))

    def executemany(self, query: Any, params_seq: Any, **kwargs: Any) -> Any:
        return self._scoped(query, lambda: super(CircleCursor, self).executemany(query, params_seq, **kwargs))

    @contextmanager
    def copy(self, statement: Any, params: Any = None, **kwargs: Any) -> Iterator[Any]:
        self._needs_transaction()
        self._scoped(statement, lambda: None)
        with super().copy(statement, params, **kwargs) as copy:
            yield copy

    def stream(self, query: Any, params: Any = None, **kwargs: Any) -> Iterator[Any]:
        self._needs_transaction()
        return self._streamed(_wanted(), query, super().stream(query, params, **kwargs))

    def _streamed(self, where: str, query: Any, rows: Iterator[Any]) -> Iterator[Any]:
        """The statement is said when its first row is read, which must be where it was written."""
        if _wanted() != where:
            raise CircleChanged("These rows were asked for in another circle.")
        self._scoped(query, lambda: None)
        yield from rows

    def _needs_transaction(self) -> None:
        if self.connection.autocommit and _wanted():
            raise ScopeRefused("COPY and streamed rows of a circle need `with in_circle(circle):` around them.")
