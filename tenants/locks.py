"""Locks that hold within one circle and until the end of its transaction."""

import hashlib

from django.db import connection

from tenants.context import current_circle


def lock_number(name: str) -> int:
    """The signed 64-bit number PostgreSQL locks for this name in this circle."""
    digest = hashlib.blake2b(f"{current_circle().id.hex}:{name}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)


def circle_lock(name: str) -> None:
    """Wait until nobody else in this circle holds `name`; it is let go when the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock_number(name)])


def circle_channel(name: str) -> str:
    """The NOTIFY channel for this name in this circle."""
    return f"c{current_circle().id.hex}_{name}"[:63]
