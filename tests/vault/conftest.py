"""A person with something locked, in real transactions, and nothing of it left behind."""

import json
from collections.abc import Iterator

import pytest

from provisioning import owner
from tenant_apps.vault import fields, keyring
from tenants.context import CircleRef, circle_context
from tests import world
from tests.archive.carrying import rows

WORDS = "Insulin at eight. Ключ под ковриком."


@pytest.fixture(autouse=True)
def _ledger(settings, tmp_path) -> None:
    settings.SHRED_LEDGER = tmp_path / "shredded"


KEYS = ("vault_circlekey", "vault_personkey", "vault_rotation")


@pytest.fixture
def lasting(committed, calderdale: CircleRef) -> Iterator[CircleRef]:
    """Calderdale, where what is done stays done until the test is over; then keys and locked columns are put back."""
    schema = owner.quoted(calderdale.schema)
    columns = {
        model._meta.db_table: [field.column for field in (*sealed, *fields.lookup_fields(model))]
        for model, sealed in fields.sealed_models()
    }
    before = {table: rows(calderdale.schema, table) for table in (*KEYS, *columns)}
    last = owner.raw().execute(f"SELECT max(id::text)::uuid FROM {schema}.journal_entry").fetchone()[0]
    yield calderdale
    with circle_context(calderdale):
        keyring.let_go()
    for table in reversed(KEYS):
        owner.send(f"DELETE FROM {schema}.{table}")
    for table, names in columns.items():
        if table == "stone_kernel":
            kept = [json.loads(row)["id"] for row in before[table]]
            owner.raw().execute(f"DELETE FROM {schema}.{table} WHERE id <> ALL(%s::uuid[])", [kept])
        setting = ", ".join(f"{name} = r.{name}" for name in names)
        for row in before[table]:
            owner.raw().execute(
                f"UPDATE {schema}.{table} AS t SET {setting}"
                f" FROM json_populate_record(NULL::{schema}.{table}, %s::json) AS r WHERE t.id = r.id",
                [row],
            )
    for table in KEYS:
        for row in before[table]:
            owner.raw().execute(
                f"INSERT INTO {schema}.{table} SELECT * FROM json_populate_record(NULL::{schema}.{table}, %s::json)",
                [row],
            )
    for table, column in (("journal_delivery", "entry_id"), ("journal_entry", "id")):
        owner.raw().execute(f"DELETE FROM {schema}.{table} WHERE {column} > %s", [last])
    assert {table: rows(calderdale.schema, table) for table in (*KEYS, *columns)} == before


@pytest.fixture
def people(lasting):
    """The cast of Calderdale, for tests with real commits."""
    return world.cast("calderdale")
