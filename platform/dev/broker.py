"""The name under which Celery finds the queue in PostgreSQL: `pgqueue://`, no further server."""

from __future__ import annotations

URL = "pgqueue://"


def register() -> str:
    """Teach kombu the name; call it before the Celery app connects. Returns the broker's URL."""
    from kombu.transport import TRANSPORT_ALIASES  # here, for settings are read by commands that never ask for a job

    TRANSPORT_ALIASES["pgqueue"] = "dev.pgqueue:Transport"
    return URL


def options(dsn: str) -> dict[str, str]:
    """Celery's `broker_transport_options`: which database, as the application's login."""
    return {"dsn": dsn}
