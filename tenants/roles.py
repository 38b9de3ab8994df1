"""The two logins and the walls of a database, made once by its administrator.

- The owner's login owns every table, makes circles' schemas and roles, and migrates. Web workers never use it.
- The application's login may read and write the federation's tables, and may *become* a circle's role for one
  transaction. It is NOINHERIT: until it does, no circle's table exists for it.
- The console's role is what the national co-op's desk becomes for each request. It gets tables of the federation by
  name (`provisioning.console`), no circle's, and not those in which people's ways to sign in are kept.
"""

from django.db import connection
from psycopg import Connection, connect, sql

from kernel.errors import RuleBroken
from tenants.context import in_federation
from tenants.scope import CONSOLE_ROLE, quoted

MINIMUM = 160000  # GRANT ... WITH INHERIT FALSE, and CREATEROLE that administers only what it made


class DatabaseTooOld(RuleBroken):
    """PostgreSQL before 16 cannot keep a role's members from inheriting."""


def logins_there(admin_dsn: str, *logins: str) -> set[str]:
    """Which of these logins a server has already."""
    with connect(admin_dsn) as admin:
        found = admin.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [list(logins)]).fetchall()
    return {name for (name,) in found}


def prepare_database(
    admin_dsn: str, *, database: str, owner: str, owner_password: str | None, app: str, app_password: str | None
) -> None:
    """Make logins, database, grants and revokes. Safe to run again; needs a superuser's connection string.

    A password of None keeps the one a login has.
    """
    with connect(admin_dsn, autocommit=True) as admin:
        if admin.info.server_version < MINIMUM:
            raise DatabaseTooOld("Coopbox needs PostgreSQL 16 or later.", code="database_too_old")
        _login(admin, owner, owner_password, "CREATEROLE INHERIT")
        _login(admin, app, app_password, "NOCREATEROLE NOINHERIT")
        found = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
        if not found:
            admin.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*map(sql.Identifier, (database, owner))))
    with connect(admin_dsn, dbname=database) as admin:
        _walls(admin, database, owner, app)
        admin.execute(console_role(app, exists=_is_there(admin, CONSOLE_ROLE)))


def _is_there(admin: Connection, role: str) -> bool:
    return admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone() is not None


def console_role(app: str, *, exists: bool) -> sql.Composed:
    """What makes the console's role, or puts it right: nobody signs in as it, and it can become nobody else."""
    return sql.SQL(
        "{verb} ROLE {console} NOLOGIN NOINHERIT NOCREATEDB NOCREATEROLE;"
        "GRANT {console} TO {app} WITH INHERIT FALSE, SET TRUE"
    ).format(
        verb=sql.SQL("ALTER" if exists else "CREATE"), console=sql.Identifier(CONSOLE_ROLE), app=sql.Identifier(app)
    )


def _login(admin: Connection, name: str, password: str | None, abilities: str) -> None:
    verb = "ALTER" if _is_there(admin, name) else "CREATE"
    secret = sql.SQL("") if password is None else sql.SQL("PASSWORD {}").format(sql.Literal(password))
    admin.execute(
        sql.SQL(f"{verb} ROLE {{}} LOGIN NOSUPERUSER NOCREATEDB NOBYPASSRLS {abilities} {{}}").format(
            sql.Identifier(name), secret
        )
    )
    # Django asks a connection for UTC with set_config(), which is taken away below; so it is UTC from the start.
    for setting in ("timezone = 'UTC'", "search_path = public"):
        admin.execute(sql.SQL(f"ALTER ROLE {{}} SET {setting}").format(sql.Identifier(name)))


WALLS = """
REVOKE ALL ON DATABASE {database} FROM PUBLIC;
GRANT CONNECT ON DATABASE {database} TO {app};
GRANT CONNECT, CREATE ON DATABASE {database} TO {owner};
REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER SCHEMA public OWNER TO {owner};
GRANT USAGE ON SCHEMA public TO {app};
CREATE SCHEMA IF NOT EXISTS coop AUTHORIZATION {owner};
GRANT USAGE ON SCHEMA coop TO PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app};
ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {app};
REVOKE EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) TO {owner};
REVOKE UPDATE ON pg_catalog.pg_settings FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) FROM PUBLIC
"""

# How many rows a table has, and how busy it is, anybody may ask of PostgreSQL, who may not read a line of it. Not here:
# PUBLIC is every circle, the console and the application. Left are the owner, who measures and takes copies, and
# PostgreSQL's own group for watching. What pg_class says beside numbers is needed to look names up, and stays.
UNCOUNTED = """
DO $$
DECLARE
    watchers CONSTANT text := {watchers};
    asks text;
BEGIN
    FOR asks IN
        SELECT oid::regprocedure FROM pg_catalog.pg_proc
        WHERE pronamespace = 'pg_catalog'::regnamespace
            AND (proname ~ '^pg_stat_get_(?!db_)' AND proargtypes[0] = 'oid'::regtype
                OR proname ~ '^pg_(relation|table|indexes|total_relation)_size$')
    LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', asks);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %s', asks, watchers);
    END LOOP;
    EXECUTE 'REVOKE SELECT ON pg_catalog.pg_class FROM PUBLIC';
    EXECUTE 'GRANT SELECT ON pg_catalog.pg_class TO ' || watchers;
    EXECUTE (
        SELECT format('GRANT SELECT (%s) ON pg_catalog.pg_class TO PUBLIC', string_agg(quote_ident(attname), ', '))
        FROM pg_catalog.pg_attribute WHERE attrelid = 'pg_catalog.pg_class'::regclass
            AND attname NOT IN ('reltuples', 'relpages', 'relallvisible', 'relallfrozen'));
END
$$
"""


def _walls(admin: Connection, database: str, owner: str, app: str) -> None:
    """`SET ROLE` is guarded by the application; `set_config` and `pg_settings`, its two side doors, are closed here.
    Large objects lie outside every schema, so nobody may make any."""
    names = {"database": database, "owner": owner, "app": app}
    admin.execute(sql.SQL(WALLS).format(**{key: sql.Identifier(name) for key, name in names.items()}))
    watchers = f"{quoted(owner)}, pg_monitor"
    admin.execute(sql.SQL(UNCOUNTED).format(watchers=sql.Literal(watchers)))


BREACHES = """
SELECT 'set_config can be called: run `coopbox prepare-database` again.' FROM pg_catalog.pg_proc
  WHERE proname = 'set_config' AND has_function_privilege(current_user, oid, 'EXECUTE')
UNION ALL SELECT 'pg_settings can be written: run `coopbox prepare-database` again.'
  WHERE has_table_privilege(current_user, 'pg_catalog.pg_settings', 'UPDATE')
UNION ALL SELECT 'How many rows circles keep can be read: run `coopbox prepare-database` again.'
  WHERE has_column_privilege(current_user, 'pg_catalog.pg_class', 'reltuples', 'SELECT')
    OR has_function_privilege(current_user, 'pg_catalog.pg_stat_get_live_tuples(oid)', 'EXECUTE')
    OR has_function_privilege(current_user, 'pg_catalog.pg_relation_size(regclass, text)', 'EXECUTE')
UNION ALL SELECT
  'The application''s login may do too much: it must be NOINHERIT, NOSUPERUSER, NOCREATEROLE and NOBYPASSRLS.'
  FROM pg_catalog.pg_roles WHERE rolname = current_user AND (rolinherit OR rolsuper OR rolcreaterole OR rolbypassrls)
UNION ALL SELECT 'PostgreSQL is older than 16.' WHERE current_setting('server_version_num')::int < 160000
UNION ALL SELECT 'The console has no role of its own: run `coopbox prepare-database` or `coopbox migrate`.'
  WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'coopbox_console')
UNION ALL SELECT 'The application''s login cannot become the console''s role: run `coopbox prepare-database` again.'
  FROM pg_catalog.pg_roles WHERE rolname = 'coopbox_console' AND NOT pg_has_role(current_user, oid, 'SET')
UNION ALL SELECT 'The console''s role may do too much: run `coopbox prepare-database` again.'
  FROM pg_catalog.pg_roles AS console WHERE rolname = 'coopbox_console' AND (rolcanlogin OR rolinherit OR rolsuper
    OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication
    OR EXISTS (SELECT FROM pg_catalog.pg_auth_members WHERE member = console.oid)
    OR EXISTS (SELECT FROM pg_catalog.pg_namespace AS n WHERE nspname NOT IN ('public', 'coop')
      AND nspname !~ '^(pg_|information_schema$)' AND has_schema_privilege(console.oid, n.oid, 'USAGE')))
UNION ALL SELECT 'The console''s role may read how people sign in: run `coopbox migrate` again.'
  FROM pg_catalog.pg_roles AS console, pg_catalog.pg_class AS t WHERE rolname = 'coopbox_console'
    AND t.relkind = 'r' AND t.relnamespace = 'public'::regnamespace AND t.relname LIKE 'identity\\_%'
    AND has_any_column_privilege(console.oid, t.oid, 'SELECT')
"""


def breaches() -> list[str]:
    """What is wrong with the walls of the database we are connected to, in sentences. Empty when all stand."""
    with in_federation(), connection.cursor() as cursor:
        cursor.execute(BREACHES)
        return [row[0] for row in cursor.fetchall()]
