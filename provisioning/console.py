"""The console's wall: its role is there, and may do with the federation's tables what `grants` says, and no more."""

from django.db import transaction
from psycopg import errors, sql

from kernel.errors import RuleBroken
from provisioning import owner
from provisioning.homes import app_login
from shared_apps.console.grants import granted
from tenants.roles import console_role
from tenants.scope import CONSOLE_ROLE

NEEDS_ADMIN = "The console's role cannot be made or mended by this login. Run `coopbox prepare-database` once."


def put_up_wall() -> None:
    """Make the role if a database has none yet, take every right from it, and give it the ones it needs.

    Safe to repeat; one transaction, so there is no moment at which the console could do less or more.
    """
    role = owner.quoted(CONSOLE_ROLE)
    with transaction.atomic(using=owner.ALIAS):
        if not _may_become():
            _make()
        owner.send(
            f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role};"
            f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {role};"
            f"GRANT USAGE ON SCHEMA public TO {role};"
            + ";".join(f"GRANT {rights} ON public.{owner.quoted(table)} TO {role}" for table, rights in _there())
        )


def _there() -> list[tuple[str, str]]:
    """What is granted on the tables that are there already."""
    found = owner.raw().execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    tables = {name for (name,) in found}
    return [(table, rights) for table, rights in sorted(granted().items()) if table in tables]


def _may_become() -> bool:
    """Whether the role is there and the application may become it."""
    found = owner.raw().execute(
        "SELECT pg_has_role(%s, oid, 'SET') FROM pg_roles WHERE rolname = %s", [app_login(), CONSOLE_ROLE]
    )
    return bool((found.fetchone() or (False,))[0])


def _make() -> None:
    exists = owner.raw().execute("SELECT FROM pg_roles WHERE rolname = %s", [CONSOLE_ROLE]).fetchone() is not None
    making: sql.Composed = console_role(app_login(), exists=exists)
    try:
        owner.send(making.as_string(owner.raw()))
    except errors.InsufficientPrivilege as error:
        raise RuleBroken(NEEDS_ADMIN, code="console_role") from error
