"""The template's tables, written down as SQL that makes the same ones anywhere.

Made from PostgreSQL's own catalogue (`format_type`, `pg_get_expr`, `pg_get_constraintdef`, `pg_get_indexdef`), with the
schema alone on the search path so that no name in it says where it stands. One text serves twice: sent, it makes a
home; compared, it shows where a home has drifted.
"""

import re
from dataclasses import dataclass

from psycopg import Connection

from provisioning import owner

COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity::text,
       a.attgenerated::text, pg_get_expr(d.adbin, d.adrelid, true),
       CASE WHEN a.attcollation <> t.typcollation THEN quote_ident(k.collname) END
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
LEFT JOIN pg_collation k ON k.oid = a.attcollation
WHERE c.relnamespace = %s::regnamespace AND c.relkind = 'r'
ORDER BY c.relname, {order}
"""
# Not-null constraints have rows of their own since PostgreSQL 18; the columns say it already.
CONSTRAINTS = """
SELECT c.relname, k.conname, k.contype::text, pg_get_constraintdef(k.oid, true), f.relname
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid LEFT JOIN pg_class f ON f.oid = k.confrelid
WHERE k.connamespace = %s::regnamespace AND c.relkind = 'r' AND k.contype IN ('p', 'u', 'c', 'f', 'x')
ORDER BY c.relname, k.contype, k.conname
"""
INDEXES = """
SELECT c.relname, pg_get_indexdef(x.indexrelid, 0, true), x.indisvalid
FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid
WHERE c.relnamespace = %s::regnamespace AND c.relkind = 'r'
  AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = x.indexrelid AND k.contype IN ('p', 'u', 'x'))
ORDER BY c.relname, i.relname
"""
STRANGERS = """
SELECT relkind::text || ' ' || relname FROM pg_class
WHERE relnamespace = %s::regnamespace AND relkind NOT IN ('r', 'i', 'S')
UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = %s::regnamespace
UNION ALL SELECT 'trigger ' || tgname FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid
WHERE c.relnamespace = %s::regnamespace AND NOT tgisinternal
ORDER BY 1
"""

# PostgreSQL writes `IN ('a', 'b')` back with casts, and writes those back with other casts and brackets when they are
# sent again. What they say is the same.
_CASTS = re.compile(r"::(?:character varying|text)(?:\(\d+\))?(?:\[\])?|[()]")


@dataclass(frozen=True)
class ForeignKey:
    """A constraint that points at another table, or at its own."""

    rule: str
    to: str


@dataclass(frozen=True)
class Blueprint:
    """The tables of one schema, by table: columns, constraints and keys out as they stand inside CREATE TABLE, indexes
    as statements."""

    columns: dict[str, list[str]]
    constraints: dict[str, list[str]]
    foreign_keys: dict[str, list[ForeignKey]]
    indexes: dict[str, list[str]]
    strangers: list[str]

    def sql(self) -> str:
        """Statements that make these tables in whatever schema the search path names.

        Each table comes after those it points at, so that its keys stand in its CREATE TABLE: a key added later makes
        PostgreSQL look for rows that break it, and read the table's description anew each time.
        """
        made: set[str] = set()
        statements: list[str] = []
        later: list[str] = []
        for table in self._in_order():
            made.add(table)
            parts = [*self.columns[table], *self.constraints.get(table, [])]
            for key in self.foreign_keys.get(table, []):
                if key.to in made:
                    parts.append(key.rule)
                else:
                    later.append(f"ALTER TABLE {owner.quoted(table)} ADD {key.rule}")
            statements += [f"CREATE TABLE {owner.quoted(table)} ({', '.join(parts)})", *self.indexes.get(table, [])]
        return ";".join(statements + later)

    def _in_order(self) -> list[str]:
        """The tables, those that are pointed at first; of a ring, whichever comes first by name."""
        waits_for = {
            table: {key.to for key in self.foreign_keys.get(table, []) if key.to in self.columns} - {table}
            for table in self.columns
        }
        ordered: list[str] = []
        while waits_for:
            ready = [table for table, others in waits_for.items() if not others & waits_for.keys()]
            for table in ready or [min(waits_for)]:
                ordered.append(table)
                del waits_for[table]
        return ordered

    def lines(self) -> set[str]:
        """Every fact as a line of its own, whatever the order columns were added in."""
        facts = {f"{table}: {column}" for table, columns in self.columns.items() for column in columns}
        facts |= {f"{table}: {rule}" for table, rules in self.constraints.items() for rule in rules}
        facts |= {f"{table}: {key.rule}" for table, keys in self.foreign_keys.items() for key in keys}
        facts |= {index for indexes in self.indexes.values() for index in indexes}
        return {_CASTS.sub("", fact) for fact in facts | set(self.strangers)}


def read(schema: str, connection: Connection | None = None) -> Blueprint:
    """Write down the tables of a schema. Raises psycopg.errors.InvalidSchemaName when there is none."""
    connection = connection or owner.raw()
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL search_path = {owner.quoted(schema)}")

        def rows(query: str, times: int = 1) -> list[tuple]:
            return cursor.execute(query, [owner.quoted(schema)] * times).fetchall()

        columns: dict[str, list[str]] = {}
        for table, *column in rows(COLUMNS.format(order="a.attnum")):
            columns.setdefault(table, []).append(_column(*column))
        constraints: dict[str, list[str]] = {}
        foreign_keys: dict[str, list[ForeignKey]] = {}
        for table, name, kind, definition, to in rows(CONSTRAINTS):
            rule = f"CONSTRAINT {owner.quoted(name)} {definition}"
            if kind == "f":
                foreign_keys.setdefault(table, []).append(ForeignKey(rule, to))
            else:
                constraints.setdefault(table, []).append(rule)
        indexes: dict[str, list[str]] = {}
        for table, sql, valid in rows(INDEXES):
            indexes.setdefault(table, []).append(sql if valid else f"-- invalid: {sql}\n")
        strangers = [f"-- {name}" for (name,) in rows(STRANGERS, 3)]
        cursor.execute("SET LOCAL search_path = public")  # the caller's transaction may go on
    return Blueprint(columns, constraints, foreign_keys, indexes, strangers)


def _column(  # noqa: PLR0917 (the columns of COLUMNS, in their order)
    name: str, kind: str, not_null: bool, identity: str, generated: str, default: str | None, collation: str | None
) -> str:
    parts = [owner.quoted(name), kind]
    if collation:
        parts.append(f"COLLATE {collation}")
    if identity:
        parts.append(f"GENERATED {'ALWAYS' if identity == 'a' else 'BY DEFAULT'} AS IDENTITY")
    elif generated:
        parts.append(f"GENERATED ALWAYS AS ({default}) STORED")
    elif default is not None:
        parts.append(f"DEFAULT {default}")
    if not_null:
        parts.append("NOT NULL")
    return " ".join(parts)


def drift(schema: str, template: Blueprint | None = None) -> list[str]:
    """Where a home differs from the template, one sentence each. Empty when it does not."""
    wanted = (template or read(owner.TEMPLATE)).lines()
    found = read(schema).lines()
    missing = [f"missing: {line}" for line in sorted(wanted - found)]
    return missing + [f"extra: {line}" for line in sorted(found - wanted)]
