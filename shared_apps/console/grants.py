"""What the console's database role may do with which of the federation's tables. `coopbox migrate` puts it in force.

Named one by one, or by the room they are in; what is not named here the role cannot even see. Nothing in which people's
ways to sign in are kept: no accounts, no sessions, no tickets, no keys, and not which account belongs to which circle.
"""

from collections.abc import Iterator
from typing import Final

from django.apps import apps
from django.db import models

READ: Final = "SELECT"
ADD: Final = "SELECT, INSERT"
WRITE: Final = "SELECT, INSERT, UPDATE"

# The register: officers read it, and change there only what is switched on for a circle, and until when they may look.
REGISTER: Final[dict[str, str]] = {
    "tenants_circle": "SELECT, UPDATE (features, support_until)",
    "tenants_domain": READ,
    "tenants_directory": WRITE,
    "tenants_schemastate": READ,
    "tenants_migrationstep": "SELECT (number, app, name, mode, captured_at)",
}
# Rooms whose tables officers work in. A list that only grows is added to and never changed.
ROOMS: Final = ("runs", "federation", "applications", "console")
# A browser that signs out is forgotten. And two lists that only grow are locked while a line is added; PostgreSQL
# counts that as a change, which a trigger of theirs refuses all the same.
LOCKED: Final = "SELECT, INSERT, UPDATE (id)"
ALSO: Final[dict[str, str]] = {
    "console_consolesession": "SELECT, INSERT, UPDATE, DELETE",
    "federation_agreementversion": LOCKED,
    "federation_circlefact": LOCKED,
}


def granted() -> dict[str, str]:
    """Table by table, what the console's role may do with it."""
    return {**REGISTER, **{table: _of(model) for table, model in _in_rooms()}, **ALSO}


def _in_rooms() -> Iterator[tuple[str, type[models.Model]]]:
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models(include_auto_created=True):
            yield model._meta.db_table, model


def _of(model: type[models.Model]) -> str:
    return ADD if getattr(model, "append_only", False) else WRITE
