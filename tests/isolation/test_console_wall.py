"""The console's wall: what its database role may do, asked for every table there is, and tried."""

import re

import psycopg
import pytest
from django.db import DatabaseError, connection, connections, transaction

from provisioning import console
from shared_apps.console.grants import granted
from tenants import directory, roles
from tenants.context import CONSOLE, current, in_circle, in_console, in_federation
from tenants.scope import CONSOLE_ROLE, CircleChanged, ScopedConnection, ScopeRefused
from tests.isolation.test_database import TABLES, may

KEPT_AWAY = ("identity_", "django_session", "account_", "mfa_", "auth_", "django_migrations")


@pytest.fixture
def tables(committed):
    with connections["owner"].cursor() as cursor:
        cursor.execute(TABLES)
        return cursor.fetchall()


@pytest.fixture
def strict(monkeypatch):
    """As in production: one transaction stays where it began."""
    monkeypatch.setattr(ScopedConnection, "coopbox_may_change", False)


def on_whole_tables(granted_rights: str) -> set[str]:
    """Of rights as they are written in a GRANT, those that are for every column."""
    return set(re.findall(r"\b([A-Z]+)(?=,|$)", re.sub(r"\([^)]*\)", "()", granted_rights)))


def test_the_console_may_use_the_tables_it_was_granted_by_name_and_no_other_table_in_the_world(tables):
    known = granted()
    assert len(tables) > 60
    for schema, table in tables:
        rights = may(CONSOLE_ROLE, schema, table)
        if schema != "public" or table not in known:
            assert not rights, f"the console may {rights} on {schema}.{table}"
        else:
            assert rights == on_whole_tables(known[table]), f"{schema}.{table}: {rights}"
            assert not rights & {"TRUNCATE", "REFERENCES", "TRIGGER"}, table


@pytest.mark.parametrize(
    "for_a_circle",
    [
        "INSERT INTO federation_signature (id) VALUES (gen_random_uuid())",
        "INSERT INTO federation_figurechoice (circle_id) VALUES (gen_random_uuid())",
        "INSERT INTO federation_figurereport (circle_id) VALUES (gen_random_uuid())",
        "UPDATE federation_supportsession SET consented_at = now(), consented_by = officer_id, until_at = answer_by",
        "INSERT INTO federation_supportsession (id, circle_id, officer_id, consented_at)"
        " VALUES (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), now())",
        "INSERT INTO federation_tick (circle_id, item, side, at, by_kind, done)"
        " VALUES (gen_random_uuid(), 'x', 'circle', now(), 'steward', true)",
        "UPDATE federation_standing SET stage = 'open_society'",
        "SELECT 1 FROM runs_sealed",
    ],
)
def test_what_is_a_circles_to_say_or_a_workers_to_do_the_console_cannot(for_a_circle, committed, watch):
    with pytest.raises(DatabaseError, match=r"permission denied|Only the circle"), in_console():
        connection.cursor().execute(for_a_circle)
    watch.leaks.clear()


@pytest.mark.parametrize(
    "how_many",
    [
        "SELECT reltuples FROM pg_class",
        "SELECT relname, n_live_tup FROM pg_stat_user_tables",
        "SELECT heap_blks_read FROM pg_statio_user_tables",
        "SELECT pg_total_relation_size(oid) FROM pg_class WHERE relkind = 'r'",
    ],
)
def test_how_many_rows_a_circle_has_nobody_else_can_ask_the_catalogue(how_many, committed, calderdale):
    for where in (in_console, in_federation, lambda: in_circle(calderdale)):
        with pytest.raises(DatabaseError, match="permission denied"), where():
            connection.cursor().execute(how_many)
    with connections["owner"].cursor() as cursor:
        cursor.execute(how_many)  # who measures and takes copies still can


def test_no_way_in_which_people_sign_in_is_granted_to_the_console(tables):
    assert not [table for table in granted() if table.startswith(KEPT_AWAY)]
    kept = [table for schema, table in tables if schema == "public" and table.startswith(KEPT_AWAY)]
    assert len(kept) > 5
    with connections["owner"].cursor() as cursor:
        for table in kept:
            cursor.execute("SELECT has_any_column_privilege(%s, %s, 'SELECT')", [CONSOLE_ROLE, f"public.{table}"])
            assert cursor.fetchone() == (False,), table


def test_trying_it_is_refused_for_every_table_of_every_circle(tables, strict, calderdale, clapton, watch):
    tried = 0
    for schema, table in tables:
        if schema in ("public", "coop"):
            continue
        for verb in (f'SELECT 1 FROM "{schema}"."{table}" LIMIT 1', f'DELETE FROM "{schema}"."{table}"'):
            with pytest.raises(DatabaseError, match="permission denied"), in_console():
                with connection.cursor() as cursor:
                    cursor.execute(verb)
        tried += schema in (calderdale.schema, clapton.schema)
    assert tried > 20
    watch.leaks.clear()  # naming circles' tables was the point


def test_whoever_is_at_the_console_stays_there(committed, strict, calderdale):
    with in_console():
        with in_federation() as here:
            assert here is CONSOLE
            with connection.cursor() as cursor:
                cursor.execute("SELECT current_user")
                assert cursor.fetchone() == (CONSOLE_ROLE,)
        directory.forget()
        assert directory.by_slug("calderdale") is not None  # the register is read as the console reads it
        with pytest.raises(CircleChanged), in_circle(calderdale):
            connection.cursor().execute("SELECT 1")
    assert current() is not CONSOLE


def test_nothing_of_the_console_is_left_on_the_connection(committed, strict):
    for _again in range(2):
        with in_console(), connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            assert cursor.fetchone() == (CONSOLE_ROLE,)
        with in_federation(), connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            assert cursor.fetchone() == ("coopbox_app",)
    with in_console():
        with pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute("SELECT 1 FROM identity_account")
        with connection.cursor() as cursor:  # after falling back to a savepoint, too
            cursor.execute("SELECT current_user")
            assert cursor.fetchone() == (CONSOLE_ROLE,)


@pytest.mark.parametrize(
    "way",
    [
        "SET ROLE {role}",
        "SET LOCAL ROLE {role}",
        "RESET ROLE",
        "SELECT set_config('role', '{role}', true)",
        "SELECT 1; SET ROLE {role}",
        "SET SESSION AUTHORIZATION {role}",
        'SET search_path = "{schema}"',
    ],
)
def test_our_cursor_lets_the_console_become_nobody_else(way, committed, strict, calderdale, watch):
    with pytest.raises(ScopeRefused), in_console(), connection.cursor() as cursor:
        cursor.execute(way.format(role=calderdale.role, schema=calderdale.schema))
    watch.leaks.clear()


def test_past_our_cursor_the_role_has_no_other_role_to_go_to_but_the_login_still_does(postgres, committed, calderdale):
    """What PostgreSQL prevents and what it does not: SET ROLE asks who signed in, and that is the application."""
    with psycopg.connect(postgres["DATABASE_URL"], autocommit=True) as plain:
        plain.execute(f'SET ROLE "{CONSOLE_ROLE}"')
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            plain.execute("SELECT set_config('role', %s, false)", [calderdale.role])
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            plain.execute("UPDATE pg_settings SET setting = %s WHERE name = 'role'", [calderdale.role])
        for statement in ("CREATE TABLE public.mine (x int)", "CREATE SCHEMA mine", "SELECT lo_create(0)"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                plain.execute(statement)
        plain.execute(f'SET ROLE "{calderdale.role}"')  # so the wall on this side is our cursor: see the decision
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_auth_members WHERE member = %s::regrole", [CONSOLE_ROLE])
        assert cursor.fetchall() == []


@pytest.mark.parametrize(
    "door",
    ["SELECT * FROM coop.redeem_console_ticket('x', 'y')", "SELECT coop.note_office(gen_random_uuid(), NULL, NULL)",
     "SELECT coop.account_of_officer('sol@heronmark.example', gen_random_uuid(), '!')"],
)  # fmt: skip
def test_the_consoles_doors_open_for_nobody_else(door, committed, calderdale):
    for where in (in_federation, lambda: in_circle(calderdale)):
        with where(), connection.cursor() as cursor:
            if "redeem" in door:
                cursor.execute(door)
                assert cursor.fetchall() == []
            else:
                with pytest.raises(DatabaseError, match="console"):
                    cursor.execute(door)


def test_the_record_cannot_be_changed_by_anybody(committed):
    for role in (in_console, in_federation):
        for statement in ("UPDATE console_entry SET what = 'x'", "DELETE FROM console_entry"):
            with pytest.raises(DatabaseError), role(), connection.cursor() as cursor:
                cursor.execute(statement)


def test_a_hole_in_the_wall_is_found_at_every_start_and_mended_by_migrating(committed, calderdale):
    assert roles.breaches() == []
    holes = [
        "GRANT SELECT ON identity_account TO coopbox_console",
        "GRANT SELECT (email) ON identity_account TO coopbox_console",
    ]
    for hole in holes:
        with connections["owner"].cursor() as cursor:
            cursor.execute(hole)
        assert any("how people sign in" in said for said in roles.breaches()), hole
        console.put_up_wall()
        assert roles.breaches() == [], hole
    with connections["owner"].cursor() as cursor:
        cursor.execute(f'GRANT USAGE ON SCHEMA "{calderdale.schema}" TO coopbox_console')
        try:
            assert any("too much" in said for said in roles.breaches())
        finally:
            cursor.execute(f'REVOKE USAGE ON SCHEMA "{calderdale.schema}" FROM coopbox_console')
    assert roles.breaches() == []


def test_migrating_puts_the_wall_up_where_a_database_has_none_yet(committed, server):
    """An installation from before the console: no role, no rights, and nobody there who is a superuser."""
    database = connections["owner"].settings_dict["NAME"]
    with psycopg.connect(server.admin_dsn, dbname=database, autocommit=True) as admin:
        admin.execute(f"ALTER ROLE {CONSOLE_ROLE} RENAME TO console_before")
        try:
            assert any("no role of its own" in said for said in roles.breaches())
            console.put_up_wall()
            assert roles.breaches() == []
            with in_console(), connection.cursor() as cursor:
                cursor.execute("SELECT current_user, count(*) FROM tenants_circle")
                assert cursor.fetchone()[0] == CONSOLE_ROLE
        finally:
            connection.close()
            admin.execute(f"DROP OWNED BY {CONSOLE_ROLE}; DROP ROLE {CONSOLE_ROLE}")
            admin.execute(f"ALTER ROLE console_before RENAME TO {CONSOLE_ROLE}")
    assert roles.breaches() == []
