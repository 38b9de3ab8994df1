"""Django's PostgreSQL backend, with every statement sent inside the current circle.

All the work is in `tenants.scope`; this only makes Django use its connection and cursor, and answers the questions
django-tenants asks of a connection.
"""

from typing import Any

import psycopg
from django.db.backends.postgresql import base

from tenants.backend.features import DatabaseFeatures
from tenants.context import CircleRef, NoCircle, current
from tenants.scope import CircleCursor, ScopedConnection


class _Driver:
    """psycopg, connecting with our connection class."""

    def __getattr__(self, name: str) -> Any:
        return getattr(psycopg, name)

    @staticmethod
    def connect(**params: Any) -> ScopedConnection:
        return ScopedConnection.connect(**params)


class DatabaseWrapper(base.DatabaseWrapper):
    Database = _Driver()  # type: ignore[assignment]
    features_class = DatabaseFeatures

    def get_connection_params(self) -> dict[str, Any]:
        return super().get_connection_params() | {"cursor_factory": CircleCursor}

    @property
    def pool(self) -> Any:
        pool = super().pool
        if pool is not None:
            pool.connection_class = ScopedConnection
        return pool

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
