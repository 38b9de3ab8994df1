"""Homes for circles: a schema with the template's tables, and a role that may use it and nothing else."""

import secrets
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


def _only_ever_added_to(schema: str) -> str:
    """Take away the right to change or remove rows of tables that only ever grow, and of Django's own history."""
    role = owner.quoted(role_of(schema))
    grows = [model._meta.db_table for model in circle_models() if getattr(model, "append_only", False)]
    narrowed = [f"REVOKE UPDATE, DELETE ON {owner.quoted(table)} FROM {role}" for table in grows]
    return ";".join([*narrowed, f"REVOKE ALL ON django_migrations FROM {role}"])


def narrow(schema: str) -> None:
    """Give the circle's role the rights it should have on tables that a migration has just made."""
    with transaction.atomic(using=owner.ALIAS):
        owner.send(f"SET LOCAL search_path = {owner.quoted(schema)}; {_only_ever_added_to(schema)}")
        owner.send("SET LOCAL search_path = public")


def build(circle_id: UUID) -> str:
    """Make the home of a circle-to-be by replaying the template's blueprint in one message. Returns its schema."""
    schema = schema_name(circle_id)
    with transaction.atomic(using=owner.ALIAS):
        owner.hold_template()
        at_step = SchemaState.objects.using(owner.ALIAS).get(schema_name=owner.TEMPLATE).at_step
        parts = [
            _walls(schema),
            f"SET LOCAL search_path = {owner.quoted(schema)}",
            blueprint.read(owner.TEMPLATE).sql(),
            "INSERT INTO django_migrations (app, name, applied)"  # noqa: S608 (names of ours)
            f" SELECT app, name, applied FROM {owner.TEMPLATE}.django_migrations",
            _only_ever_added_to(schema),
            "SET LOCAL search_path = public",
        ]
        owner.send(";".join(parts))
        SchemaState.objects.using(owner.ALIAS).create(schema_name=schema, at_step=at_step)
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


def take_spare() -> str | None:
    """A warm spare for the caller's transaction, or None when all are taken. Never one that lags behind."""
    newest = SchemaState.objects.using(owner.ALIAS).filter(schema_name=owner.TEMPLATE).values("at_step")[:1]
    ready = SchemaState.objects.using(owner.ALIAS).filter(at_step=newest).values("schema_name")
    spare = (
        Spare.objects.using(owner.ALIAS)
        .select_for_update(skip_locked=True)
        .filter(schema_name__in=ready)
        .order_by("made_at")
        .first()
    )
    if spare is None:
        return None
    schema = spare.schema_name
    spare.delete(using=owner.ALIAS)
    return schema


def refill_spares(wanted: int | None = None) -> int:
    """Make spares until `wanted` are ready (SPARE_CIRCLES by default). Returns how many were made."""
    wanted = settings.SPARE_CIRCLES if wanted is None else wanted
    made = 0
    with owner.only_one("spares") as held:
        while held and Spare.objects.using(owner.ALIAS).count() < wanted:
            with transaction.atomic(using=owner.ALIAS):
                Spare.objects.using(owner.ALIAS).create(schema_name=build(uuid7()))
            made += 1
    return made
