"""Which tables belong where while migrating, and over which login."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.apps import apps
from django.conf import settings
from django_tenants.routers import TenantSyncRouter

_migrating: ContextVar[str | None] = ContextVar("migrating", default=None)


@contextmanager
def migrating(schema: str) -> Iterator[None]:
    """Say which schema is being migrated. Inside, the ORM goes over the owner's login, so migrations may simply ask."""
    token = _migrating.set(schema)
    try:
        yield
    finally:
        _migrating.reset(token)


def app_is_in(app_label: str, names: list[str]) -> bool:
    config = apps.get_app_config(app_label)
    return config.name in names or f"{type(config).__module__}.{type(config).__qualname__}" in names


class HouseRouter(TenantSyncRouter):
    """django-tenants' rule, with the schema said aloud instead of read off a connection."""

    def db_for_read(self, model: type, **hints: Any) -> str | None:
        return "owner" if _migrating.get() else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool | None:
        schema = _migrating.get()
        if schema is None:
            return None
        return app_is_in(app_label, settings.SHARED_APPS if schema == "public" else settings.TENANT_APPS)
