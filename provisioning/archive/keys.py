"""The circle's keys in an archive: as they are, inside what the passphrase locks; and locked anew where they arrive.

Everything else travels as it stands: people's keys are locked with the circle's, and locked columns with people's. So
whoever opens the archive can read what is locked in it, with Coopbox or without; whoever has only the tables cannot.
"""

import json
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from provisioning import owner
from provisioning.archive import refusals, tables
from tenant_apps.vault import keyring
from tenant_apps.vault.cipher import KEY_BYTES
from tenant_apps.vault.models import CircleKey
from tenants.context import circle_context
from tenants.models import Circle

COLUMNS: Final = ("id", "purpose", "number", "origin", "key", "made_at")
AT_MOST: Final = 1000
_TABLE: Final = CircleKey._meta.db_table


def told(circle: Circle) -> list[bytes]:
    """Every key of the circle, a line each. Raises Unreadable when this house has lost the key to one of them."""
    fields = tables.columns(circle.schema_name, _TABLE)
    said_of_each = []
    with circle_context(circle.ref("")):
        for line in tables.lines(circle.schema_name, _TABLE, fields, "id"):
            said = json.loads(line)
            row = CircleKey(
                id=UUID(said["id"]),
                purpose=said["purpose"],
                number=said["number"],
                origin=UUID(said["origin"]),
                locked_by=_bytes(said["locked_by"]),
                wrapped=_bytes(said["wrapped"]),
            )
            key = keyring.circle_key_bytes(row)
            plain = {**{name: said[name] for name in COLUMNS if name != "key"}, "key": key.hex()}
            said_of_each.append(json.dumps(plain).encode() + b"\n")
    return said_of_each


def put(circle: Circle, lines: list[bytes]) -> None:
    """Lock the keys of an archive with this deployment's, for the circle as it is called here. Raises NotTaken."""
    if len(lines) > AT_MOST:
        raise refusals.damaged("keys.jsonl")
    with circle_context(circle.ref("")):
        for line in lines:
            row = _understood(line)
            table = f"{owner.quoted(circle.schema_name)}.{owner.quoted(_TABLE)}"
            owner.raw().execute(
                f"INSERT INTO {table} (id, purpose, number, origin, locked_by, wrapped, made_at)"  # noqa: S608 (names of ours)
                " VALUES (%s, %s, %s, %s, %s, %s, %s)".encode(),
                [row.id, row.purpose, row.number, row.origin, row.locked_by, row.wrapped, row.made_at],
            )


def _understood(line: bytes) -> CircleKey:
    try:
        said: dict[str, Any] = json.loads(line)
        key = bytes.fromhex(said["key"])
        row = CircleKey(
            id=UUID(said["id"]),
            purpose=CircleKey.Purpose(said["purpose"]),
            number=int(said["number"]),
            origin=UUID(said["origin"]),
            made_at=datetime.fromisoformat(said["made_at"]),
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as wrong:
        raise refusals.damaged("keys.jsonl") from wrong
    if len(key) != KEY_BYTES or not 0 < row.number < 2**31:
        raise refusals.damaged("keys.jsonl")
    keyring.lock_circle_key(row, key)
    return row


def _bytes(said: str) -> bytes:
    """What `row_to_json` writes for bytes."""
    return bytes.fromhex(said.removeprefix("\\x"))
