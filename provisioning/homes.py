"""Homes for circles: a schema with the template's tables, and a role that may use it and nothing else."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from django.db import connections, transaction

from kernel.ids import schema_name, uuid7
from provisioning import blueprint, owner
from tenants.checks import circle_models
from tenants.models import SchemaState, Spare


def role_of(schema: str) -> str:
    return f"r_{schema}"


def app_login() -> str:
    """The name of the login that serves people."""
    return connections["default"].settings_dict["USER"]


def _walls(schema: str) -> str:
    """Schema, role and rights. Rights on tables come by default privileges, set before there is any table:
    GRANT ... ON ALL TABLES would read through the whole catalogue."""
    names = {"schema": owner.quoted(schema), "role": owner.quoted(role_of(schema)), "app": owner.quoted(app_login())}
    return """
        CREATE SCHEMA {schema};
        CREATE ROLE {role} NOLOGIN NOINHERIT;
        GRANT {role} TO {app} WITH INHERIT FALSE, SET TRUE;
        GRANT USAGE ON SCHEMA {schema} TO {role};
        ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role};
        ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT USAGE, SELECT ON SEQUENCES TO {role}
        """.format(**names)


def _narrowings() -> list[tuple[str, str]]:
    """Tables that only ever grow, and Django's own history, with the rights a circle's role does not get on them."""
    growing = [model._meta.db_table for model in circle_models() if getattr(model, "append_only", False)]
    return [*((table, "UPDATE, DELETE") for table in growing), ("django_migrations", "ALL")]


def _narrowed(schema: str, there: Collection[str]) -> list[str]:
    """The statements that take those rights away from the tables that are there."""
    where, role = owner.quoted(schema), owner.quoted(role_of(schema))
    return [
        f"REVOKE {rights} ON {where}.{owner.quoted(table)} FROM {role}"
        for table, rights in _narrowings()
        if table in there
    ]


def narrowing(schema: str) -> str:
    """Take from the circle's role the right to change or remove rows of tables that only ever grow, and any right to
    Django's own history. To be sent with whatever makes such a table; those that are not there yet are passed over."""
    if schema == owner.TEMPLATE:
        return ""  # nobody's home: it has no role
    role = owner.quoted(role_of(schema))
    lines = []
    for table, rights in _narrowings():
        name = f"{owner.quoted(schema)}.{owner.quoted(table)}"
        there = f"to_regclass({owner.literal(name)}) IS NOT NULL"
        lines.append(f"IF {there} THEN REVOKE {rights} ON {name} FROM {role}; END IF;")
    return f"DO $narrow$ BEGIN {' '.join(lines)} END $narrow$"


AMISS = """
SELECT c.relname FROM pg_class c WHERE c.relnamespace = %s::regnamespace AND c.relkind = 'r' AND (
  has_table_privilege(%s, c.oid, 'UPDATE') IS DISTINCT FROM NOT (c.relname = ANY(%s))
  OR has_table_privilege(%s, c.oid, 'SELECT') IS DISTINCT FROM (c.relname <> 'django_migrations'))
ORDER BY 1
"""


def drift(schema: str, template: blueprint.Blueprint | None = None) -> list[str]:
    """Where a circle's home differs from the template, and where its role has other rights than it should."""
    role = role_of(schema)
    asked = owner.raw().execute(AMISS, [schema, role, [table for table, _ in _narrowings()], role])
    return blueprint.drift(schema, template) + [f"rights: {table}" for (table,) in asked.fetchall()]


@dataclass(frozen=True)
class _Plan:
    """What makes a home like the template, and the state of the template it was read from."""

    read_at: tuple[str, ...]
    at_step: int
    tables: frozenset[str]
    sql: str


@dataclass
class _Memory:
    """What this process read of each database's template. It is nobody's home, so nothing of a circle is in it."""

    plans: dict[str, _Plan] = field(default_factory=dict)


_memory = _Memory()


def _plan() -> _Plan:
    """The template as it is now; read once for each step it has taken. To be asked in a transaction, which no
    migration of the template then overtakes."""
    database = connections[owner.ALIAS].settings_dict["NAME"]
    (state,) = owner.together(
        f"{owner.HOLD_TEMPLATE};SELECT at_step, at_statement, changed_at FROM public.tenants_schemastate"  # noqa: S608
        f" WHERE schema_name = '{owner.TEMPLATE}'"
    )
    known = _memory.plans.get(database)
    if known is None or known.read_at != state:
        template = blueprint.read(owner.TEMPLATE)
        known = _memory.plans[database] = _Plan(state, int(state[0]), frozenset(template.columns), template.sql())
    return known


def forget_template() -> None:
    """Read the template again for the next home, as a process does that has built none yet."""
    _memory.plans.clear()


def build(circle_id: UUID) -> str:
    """Make the home of a circle-to-be by replaying the template's blueprint in one message. Returns its schema."""
    schema = schema_name(circle_id)
    with transaction.atomic(using=owner.ALIAS, savepoint=False):
        plan = _plan()
        parts = [
            _walls(schema),
            f"SET LOCAL search_path = {owner.quoted(schema)}",
            plan.sql,
            "INSERT INTO django_migrations (app, name, applied)"  # noqa: S608 (names of ours)
            f" SELECT app, name, applied FROM {owner.TEMPLATE}.django_migrations",
            *_narrowed(schema, plan.tables),
            "SET LOCAL search_path = public",
            "INSERT INTO public.tenants_schemastate (schema_name, at_step, at_statement, begun, error, changed_at)"  # noqa: S608
            f" VALUES ({owner.literal(schema)}, {plan.at_step}, 0, false, '', now())",
        ]
        owner.together(";".join(parts))
    return schema


def build_bare(circle_id: UUID) -> str:
    """Make a home with no table in it yet, for the steps of the ledger to bring them. Returns its schema."""
    schema = schema_name(circle_id)
    with transaction.atomic(using=owner.ALIAS, savepoint=False):
        owner.send(f"{owner.HOLD_TEMPLATE};{_walls(schema)}")
        owner.send(
            f"CREATE TABLE {owner.quoted(schema)}.django_migrations"
            f" (LIKE {owner.TEMPLATE}.django_migrations INCLUDING ALL);"
            f"REVOKE ALL ON {owner.quoted(schema)}.django_migrations FROM {owner.quoted(role_of(schema))}"
        )
        SchemaState.objects.using(owner.ALIAS).create(schema_name=schema)
    return schema


def give_own_login(schema: str) -> str:
    """Let nobody but the circle's own login near its tables: not even the application's may become its role any more.

    Returns the new password. Whatever code runs under the application's login then reaches this circle no longer.
    """
    password = secrets.token_urlsafe(24)
    role = owner.quoted(role_of(schema))
    with transaction.atomic(using=owner.ALIAS):
        owner.send(
            f"ALTER ROLE {role} LOGIN PASSWORD {owner.literal(password)}; ALTER ROLE {role} SET timezone = 'UTC';"
            f"GRANT CONNECT ON DATABASE {_database()} TO {role}; REVOKE {role} FROM {owner.quoted(app_login())}"
        )
    return password


def take_own_login_back(schema: str) -> None:
    """The circle is reached by the application's login again, for one transaction at a time."""
    role = owner.quoted(role_of(schema))
    with transaction.atomic(using=owner.ALIAS):
        owner.send(
            f"ALTER ROLE {role} NOLOGIN PASSWORD NULL; REVOKE CONNECT ON DATABASE {_database()} FROM {role};"
            f"GRANT {role} TO {owner.quoted(app_login())} WITH INHERIT FALSE, SET TRUE"
        )


def _database() -> str:
    return owner.quoted(connections[owner.ALIAS].settings_dict["NAME"])


def drop(schema: str) -> None:
    """Remove a home for ever: schema, role, and what is known of it."""
    role = owner.quoted(role_of(schema))
    with transaction.atomic(using=owner.ALIAS):
        owner.send(f"DROP SCHEMA IF EXISTS {owner.quoted(schema)} CASCADE")
        found = owner.raw().execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role_of(schema)]).fetchone()
        if found:
            owner.send(f"REVOKE ALL ON DATABASE {_database()} FROM {role}; DROP ROLE {role}")
        SchemaState.objects.using(owner.ALIAS).filter(schema_name=schema).delete()
        Spare.objects.using(owner.ALIAS).filter(schema_name=schema).delete()


# Never a spare that lags behind the template, and never one that somebody else is taking.
READY = """
SELECT spare.schema_name FROM public.tenants_spare spare JOIN public.tenants_schemastate USING (schema_name)
WHERE at_step = (SELECT at_step FROM public.tenants_schemastate WHERE schema_name = '_template')
"""
TAKE_SPARE = f"""
DELETE FROM public.tenants_spare
WHERE schema_name = ({READY} ORDER BY spare.made_at LIMIT 1 FOR UPDATE OF spare SKIP LOCKED) RETURNING schema_name
"""  # noqa: S608 (words of ours)


def take_spare() -> str | None:
    """A warm spare for the caller's transaction, or None when all are taken."""
    taken = owner.raw().execute(TAKE_SPARE).fetchone()
    return taken[0] if taken else None


def spares() -> list[str]:
    """The schemas of every spare, also of those that lag."""
    return list(Spare.objects.using(owner.ALIAS).values_list("schema_name", flat=True))


def _spares() -> int:
    return len(owner.raw().execute(READY).fetchall())


def refill_spares(wanted: int | None = None) -> int:
    """Make spares until `wanted` are ready (SPARE_CIRCLES by default). Returns how many were made."""
    wanted = settings.SPARE_CIRCLES if wanted is None else wanted
    made = 0
    with owner.only_one("spares") as held:
        while held and _spares() < wanted:
            with transaction.atomic(using=owner.ALIAS):
                Spare.objects.using(owner.ALIAS).create(schema_name=build(uuid7()))
            made += 1
    return made
