"""Django's PostgreSQL backend, with every statement sent inside the current circle.

All the work is in `tenants.scope`; this only makes Django use its connection and cursor, and answers the questions
django-tenants asks of a connection.
"""

import select
from typing import Any

import psycopg
from django.conf import settings
from django.db.backends.postgresql import base

from tenants.backend.features import DatabaseFeatures
from tenants.context import CircleRef, NoCircle, current
from tenants.scope import CircleCursor, ScopedConnection, make_clean


class _Driver:
    """psycopg, connecting with our connection class."""

    def __getattr__(self, name: str) -> Any:
        return getattr(psycopg, name)

    @staticmethod
    def connect(**params: Any) -> ScopedConnection:
        return ScopedConnection.connect(**params)


def hung_up(connection: psycopg.Connection) -> bool:
    """Whether the server has ended this idle connection, asked of the socket alone: nothing is sent for it."""
    try:
        socket = select.poll()
        socket.register(connection.fileno(), select.POLLIN)
        while socket.poll(0):
            connection.pgconn.consume_input()
    except psycopg.Error:
        return True
    return connection.closed


class DatabaseWrapper(base.DatabaseWrapper):
    Database = _Driver()  # type: ignore[assignment]
    features_class = DatabaseFeatures

    def get_connection_params(self) -> dict[str, Any]:
        return super().get_connection_params() | {"cursor_factory": CircleCursor}

    @property
    def pool(self) -> Any:
        options = self.settings_dict["OPTIONS"].get("pool")
        if isinstance(options, dict):
            options.setdefault("connection_class", ScopedConnection)
            options.setdefault("reset", make_clean)
        return super().pool

    # --- circles with a login of their own ---------------------------------------------------------------------------

    def _own_login(self) -> str:
        """The schema of the current circle if it has a login of its own, else ""."""
        here = current()
        return here.schema if isinstance(here, CircleRef) and here.schema in settings.CIRCLE_LOGINS else ""

    def _come_in_by_the_right_door(self) -> None:
        """Hang up when the connection belongs to another login than the one that is wanted now."""
        if (
            self.connection is not None
            and not self.in_atomic_block
            and self.connection.coopbox_login != self._own_login()
        ):
            self.close()

    def _cursor(self, name: str | None = None) -> Any:
        self._come_in_by_the_right_door()
        return super()._cursor(name)  # type: ignore[misc]

    def set_autocommit(self, autocommit: bool, *args: Any, **kwargs: Any) -> None:
        self._come_in_by_the_right_door()
        super().set_autocommit(autocommit, *args, **kwargs)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        schema = self._own_login()
        if not schema:
            connection = self._from_the_pool(conn_params)
            connection.coopbox_login = ""
            return connection
        # Not from the pool: it is the application's, and this door is one circle's alone.
        self.isolation_level = psycopg.IsolationLevel.READ_COMMITTED
        login = {"user": f"r_{schema}", "password": settings.CIRCLE_LOGINS[schema]}
        connection = ScopedConnection.connect(**conn_params | login)
        connection.coopbox_login = schema
        return connection

    def _from_the_pool(self, conn_params: dict[str, Any]) -> Any:
        """A connection on whose other end somebody still is. After PostgreSQL was started again the pool is full of
        those on which nobody is, and each of them would be one person's error page."""
        connection = super().get_new_connection(conn_params)
        while self.pool and hung_up(connection):
            self.pool.putconn(connection)  # which lets go of it
            connection = super().get_new_connection(conn_params)
        return connection

    def _close(self) -> None:
        if self.connection is not None and self.connection.coopbox_login:
            with self.wrap_database_errors:
                self.connection.close()
            return
        super()._close()  # type: ignore[misc]

    @property
    def schema_name(self) -> str:
        here = current()
        return here.schema if isinstance(here, CircleRef) else "public"

    @property
    def tenant(self) -> CircleRef | None:
        here = current()
        return here if isinstance(here, CircleRef) else None

    def set_tenant(self, *args: Any, **kwargs: Any) -> None:
        raise NoCircle("Enter a circle with `with in_circle(circle):`, so that leaving it is never forgotten.")

    set_schema = set_tenant

    def set_schema_to_public(self) -> None:
        if self.tenant is not None:
            self.set_tenant()
