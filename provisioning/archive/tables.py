"""Rows as neutral lines: one JSON object a row, out of and into one circle's schema, with the owner's login.

PostgreSQL itself makes JSON of rows and rows of JSON, streaming; we only carry the lines. JSON has no control
characters, so COPY's quoting, set to two of them, leaves every line as it is.
"""

import json
import math
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from importlib import import_module
from typing import Any, Final

from django.db import models
from psycopg import DataError, IntegrityError, ProgrammingError

from provisioning import owner
from provisioning.archive import refusals
from provisioning.archive.manifest import ROW_LIMIT, TableEntry
from tenants.checks import circle_apps
from tenants.context import CircleRef, in_circle
from tenants.portability import Travel

RAW_LINES: Final = r"(FORMAT csv, QUOTE E'\x01', DELIMITER E'\x02')"
STAGE: Final = "_arriving"
# What the database may hold and we may not be able to read: days after the year 9999, numbers that are none.
READ_BY_US: Final = (
    *(models.DateField, models.TimeField, models.DurationField, models.DecimalField, models.FloatField),
    models.JSONField,
)
# What points out of a circle means nothing elsewhere: people are given accounts again by their e-mail address.
POINTS_OUT: Final = {("people_person", "account_id"), ("people_parting", "account_id")}

COLUMNS: Final = """
SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped
AND attgenerated = '' ORDER BY attnum
"""


@dataclass(frozen=True)
class Carried:
    """A table of a circle, and how it travels."""

    table: str
    model: type[models.Model]
    travel: Travel


def carried() -> list[Carried]:
    """Every table a circle has in this release, by name."""
    found = []
    for config in circle_apps():
        models_of_it = list(config.get_models(include_auto_created=True))
        said: dict[str, Travel] = import_module(f"{config.name}.portability").PORTABILITY if models_of_it else {}
        for model in models_of_it:
            found.append(Carried(model._meta.db_table, model, said[model.__name__]))
    return sorted(found, key=lambda each: each.table)


def exported() -> dict[str, type[models.Model]]:
    """The tables whose rows go with the circle."""
    return {each.table: each.model for each in carried() if each.travel.how == "export"}


def left_behind() -> list[Carried]:
    return [each for each in carried() if each.travel.how != "export"]


def columns(schema: str, table: str) -> tuple[str, ...]:
    """The columns a row is made of; none for a table that is not there."""
    name = f"{owner.quoted(schema)}.{owner.quoted(table)}"
    return tuple(column for (column,) in owner.raw().execute(COLUMNS, [name]).fetchall())


def hold_still(schema: str, tables: Collection[str]) -> None:
    """From here on, until the transaction ends: one moment of the circle, whatever people do meanwhile, and tables
    that nobody alters. The locks come first, so that the moment is after the last migration."""
    where = ", ".join(f"{owner.quoted(schema)}.{owner.quoted(table)}" for table in sorted(tables))
    owner.send("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    owner.send(f"LOCK TABLE {where} IN ACCESS SHARE MODE")
    owner.send("SET TRANSACTION READ ONLY")


def lines(schema: str, table: str, fields: Collection[str], key: str) -> Iterator[bytes]:
    """The rows of a table in the order of their keys, a line each, as they come from the server."""
    names = ", ".join(map(owner.quoted, fields))
    rows = f"SELECT {names} FROM {owner.quoted(schema)}.{owner.quoted(table)} ORDER BY {owner.quoted(key)}"  # noqa: S608 (names of ours)
    return streamed(f"SELECT row_to_json(line) FROM ({rows}) AS line")  # noqa: S608 (names of ours)


def streamed(question: str) -> Iterator[bytes]:
    """The answers to a question that gives JSON, a line each."""
    with owner.raw().cursor() as cursor, cursor.copy(f"COPY ({question}) TO STDOUT WITH {RAW_LINES}".encode()) as copy:
        for line in copy:
            yield bytes(line)


class Rows:
    """Looks at a table's lines as they pass: objects with the columns that were declared, none of absurd size.

    `makes_sense` looks at each row, where what it holds is read by us and not by the database.
    """

    def __init__(self, entry: TableEntry, makes_sense: Callable[[dict[str, Any]], bool] = lambda row: True) -> None:
        self._makes_sense = makes_sense
        self._entry, self._columns = entry, set(entry.columns)
        self._rest, self.rows = b"", 0

    def look(self, piece: bytes) -> None:
        *whole, self._rest = (self._rest + piece).split(b"\n")
        for line in whole:
            self._row(line)
        if len(self._rest) > ROW_LIMIT:
            raise refusals.too_big(self._entry.name)

    def finish(self) -> None:
        if self._rest or self.rows != self._entry.rows:
            raise refusals.damaged(self._entry.name)

    def _row(self, line: bytes) -> None:
        if len(line) > ROW_LIMIT:
            raise refusals.too_big(self._entry.name)
        try:
            row: Any = json.loads(line)
        except (ValueError, RecursionError) as wrong:
            raise refusals.damaged(self._entry.name) from wrong
        if not isinstance(row, dict) or row.keys() != self._columns or not self._makes_sense(row):
            raise refusals.damaged(self._entry.name)
        self.rows += 1


def empty(schema: str) -> None:
    """Take every row out of a circle that is only being made, so that filling it again is filling it once."""
    there = [each.table for each in carried() if columns(schema, each.table)]
    where = ", ".join(f"{owner.quoted(schema)}.{owner.quoted(table)}" for table in there)
    owner.send(f"TRUNCATE {where}; DROP TABLE IF EXISTS {owner.quoted(schema)}.{STAGE}")


def stage(schema: str) -> None:
    """A table for lines that are on their way; it lives as long as the transaction."""
    owner.send(f"CREATE UNLOGGED TABLE {owner.quoted(schema)}.{STAGE} (line json)")


def unstage(schema: str) -> None:
    owner.send(f"DROP TABLE {owner.quoted(schema)}.{STAGE}")


def fill(schema: str, entry: TableEntry, pieces: Iterator[bytes]) -> None:
    """Put a table's lines into it. Raises NotTaken for rows that do not fit its columns and its rules."""
    home = owner.quoted(schema)
    if set(columns(schema, entry.table)) != set(entry.columns):
        raise refusals.damaged(entry.name)
    try:
        with owner.raw().cursor() as cursor:
            with cursor.copy(f"COPY {home}.{STAGE} FROM STDIN WITH {RAW_LINES}".encode()) as copy:
                for piece in pieces:
                    copy.write(piece)
            cursor.execute(_insertion(home, entry).encode())
            cursor.execute(f"TRUNCATE {home}.{STAGE}".encode())
    except (DataError, IntegrityError, ProgrammingError) as wrong:
        raise refusals.damaged(entry.name) from wrong


def _insertion(home: str, entry: TableEntry) -> str:
    names = ", ".join(map(owner.quoted, entry.columns))
    values = ", ".join(
        "NULL" if (entry.table, column) in POINTS_OUT else f"r.{owner.quoted(column)}" for column in entry.columns
    )
    table = f"{home}.{owner.quoted(entry.table)}"
    return (
        f"INSERT INTO {table} ({names}) SELECT {values} FROM {home}.{STAGE} AS s,"  # noqa: S608 (names of ours)
        f" json_populate_record(NULL::{table}, s.line) AS r"
    )


def all_keys_lead_somewhere() -> None:
    """Look at every foreign key now, not when the transaction ends. Raises NotTaken."""
    try:
        owner.send("SET CONSTRAINTS ALL IMMEDIATE")
    except IntegrityError as wrong:
        raise refusals.damaged() from wrong


def count(schema: str, names: Collection[str]) -> None:
    """Let PostgreSQL see how much there is now, so that it finds things from the first question on."""
    owner.send(";".join(f"ANALYZE {owner.quoted(schema)}.{owner.quoted(table)}" for table in names))


def all_can_be_read(circle: CircleRef) -> None:
    """Read once whatever the database may hold and we cannot read. Raises NotTaken, or what reading it ends with."""
    with in_circle(circle):
        for table, model in exported().items():
            fields = [field.attname for field in model._meta.concrete_fields if isinstance(field, READ_BY_US)]
            if not fields:
                continue
            for row in model._base_manager.values_list(*fields).iterator(chunk_size=2000):
                if not all(map(_is_a_value, row)):
                    raise refusals.damaged(table)


def _is_a_value(value: Any) -> bool:
    return not isinstance(value, float | Decimal) or math.isfinite(value)
