"""What PostgreSQL itself lets each role do, asked for every table there is."""

import psycopg
import pytest
from django.apps import apps
from django.db import connection, connections

from tenants.checks import circle_models, circles_stay_apart
from tenants.context import in_circle
from tests import world

TABLES = """
SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND n.nspname NOT LIKE 'pg\\_toast%' AND n.nspname NOT LIKE 'pg\\_temp%'
"""


@pytest.fixture
def tables(committed):
    with connections["owner"].cursor() as cursor:
        cursor.execute(TABLES)
        return cursor.fetchall()


def may(role: str, schema: str, table: str) -> set[str]:
    """The rights a role has on a table; none where it may not even enter the schema."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT p FROM unnest(ARRAY['SELECT','INSERT','UPDATE','DELETE','TRUNCATE','REFERENCES','TRIGGER']) p"
            " WHERE has_schema_privilege(%s, %s, 'USAGE')"
            " AND has_table_privilege(%s, format('%%I.%%I', %s::text, %s::text), p)",
            [role, schema, role, schema, table],
        )
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.parametrize("slug", ["calderdale", "clapton"])
def test_a_circles_role_may_use_its_own_tables_and_no_other_table_in_the_world(tables, slug):
    circle = world.circle(slug)
    assert len(tables) > 30
    for schema, table in tables:
        rights = may(circle.role, schema, table)
        if schema != circle.schema:
            assert not rights, f"{circle.role} may {rights} on {schema}.{table}"
        elif table == "django_migrations":
            assert not rights
        else:
            grows = {model._meta.db_table for model in circle_models() if getattr(model, "append_only", False)}
            changes = set() if table in grows else {"UPDATE", "DELETE"}
            assert rights == {"SELECT", "INSERT"} | changes, f"{schema}.{table}"


def test_the_applications_login_may_use_shared_tables_and_by_itself_no_circles(tables):
    for schema, table in tables:
        rights = may("coopbox_app", schema, table)
        if schema in ("public", "queue"):
            assert not rights & {"TRUNCATE", "REFERENCES", "TRIGGER"}, f"{schema}.{table}"
        else:
            assert not rights, f"the application may {rights} on {schema}.{table} without becoming anybody"


def test_trying_it_is_refused_as_well_for_every_table(tables, calderdale, clapton, watch):
    """The same asked by deed: every foreign table, read under Calderdale's role."""
    for schema, table in tables:
        if schema == calderdale.schema:
            continue
        with pytest.raises(Exception, match=r"permission denied|does not exist"), in_circle(calderdale):
            with connection.cursor() as cursor:
                cursor.execute(f'SELECT 1 FROM "{schema}"."{table}" LIMIT 1')
    watch.leaks.clear()  # naming the other's tables was the point


def test_no_role_of_a_circle_can_sign_in_inherit_or_become_another(committed):
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT rolname FROM pg_roles WHERE rolname LIKE 'r\\_c\\_%%'"
            " AND (rolcanlogin OR rolinherit OR rolsuper OR rolcreaterole OR rolbypassrls)"
        )
        assert cursor.fetchall() == []
        cursor.execute(
            "SELECT member::regrole::text, roleid::regrole::text FROM pg_auth_members"
            " WHERE member::regrole::text LIKE '%%r\\_c\\_%%'"
            " OR (member::regrole::text = 'coopbox_app' AND inherit_option)"
        )
        assert cursor.fetchall() == []


@pytest.fixture
def as_role(postgres, calderdale):
    """Calderdale's role, without our cursor between it and the database."""
    with psycopg.connect(postgres["DATABASE_URL"], autocommit=True) as plain:
        plain.execute(f'SET ROLE "{calderdale.role}"')
        plain.execute(f'SET search_path = "{calderdale.schema}"')
        yield plain


def test_what_happened_cannot_be_changed_whatever_the_code_says(committed, as_role):
    assert as_role.execute("SELECT count(*) FROM journal_entry").fetchone()[0] > 0
    for statement in ("UPDATE journal_entry SET event = 'x'", "DELETE FROM journal_entry", "TRUNCATE journal_entry"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            as_role.execute(statement)


def test_a_circles_role_can_make_nothing(committed, as_role):
    for statement in ("CREATE TABLE mine (x int)", "CREATE SCHEMA mine", "CREATE TABLE public.mine (x int)"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            as_role.execute(statement)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_role.execute("SELECT lo_create(0)")


def test_nobody_but_the_two_logins_gets_into_the_database(server, postgres):
    with psycopg.connect(server.admin_dsn, autocommit=True) as admin:
        admin.execute("CREATE ROLE passer_by LOGIN PASSWORD 'x'")
        try:
            address = postgres["DATABASE_URL"].split("@")[1]
            with pytest.raises(psycopg.OperationalError, match="permission denied"):
                psycopg.connect(f"postgresql://passer_by:x@{address}")
        finally:
            admin.execute("DROP ROLE passer_by")


def test_nothing_in_a_circle_points_out_of_it(committed, calderdale):
    assert circles_stay_apart() == []
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint k JOIN pg_class t ON t.oid = k.confrelid"
            " WHERE k.contype = 'f' AND k.connamespace = %s::regnamespace AND t.relnamespace <> k.connamespace",
            [calderdale.schema],
        )
        assert cursor.fetchall() == []


def test_every_table_of_a_circle_has_a_row_in_both_circles_of_the_tests(committed, calderdale, clapton):
    """Otherwise the walk would pass over a new table with nothing in it to leak. Add a row in tests/world.py."""
    for circle in (calderdale, clapton):
        with in_circle(circle):
            empty = [model._meta.label for model in circle_models() if not model._base_manager.exists()]
        assert empty == []


def test_the_same_keys_stand_in_both_circles(committed, calderdale, clapton):
    keys = {}
    for circle in (calderdale, clapton):
        with in_circle(circle):
            keys[circle.slug] = {
                m._meta.label: set(m._base_manager.values_list("pk", flat=True)) for m in circle_models()
            }
    for label, found in keys["calderdale"].items():
        assert found & keys["clapton"][label], f"no {label} has the same key in both circles"


def test_shared_tables_hold_no_word_of_a_circles_people_but_addresses(committed):
    """Accounts know an e-mail address and nothing else; names stay in circles."""
    for model in apps.get_models(include_auto_created=True):
        if model in circle_models() or model._meta.app_label in ("identity", "account"):
            continue
        for row in model._base_manager.values_list():
            assert "Heronmark" not in str(row), model
            assert "Kestrelmark" not in str(row), model
