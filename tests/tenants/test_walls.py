"""The wall between circles, asked directly of the database connection."""

import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import OperationalError, ProgrammingError, connection, transaction

from tenants.context import CircleChanged, NoCircle, circle_context, current_circle, in_circle, in_federation
from tenants.models import Circle
from tenants.roles import breaches
from tenants.rows import WrongCircle
from tenants.scope import ScopeRefused
from tenants.statements import climbs
from tests.plum.models import Tree


@pytest.fixture
def trees(committed, calderdale, clapton):
    """A tree of its own in each circle, with the same key in both."""
    for circle in (calderdale, clapton):
        with in_circle(circle):
            Tree.objects.create(name=f"the tree of {circle.slug}")
    yield
    for circle in (calderdale, clapton):
        with in_circle(circle):
            Tree.objects.filter(name__startswith="the tree of").delete()


def names():
    return list(Tree.objects.filter(name__startswith="the tree of").values_list("name", flat=True))


def test_each_circle_sees_its_own_tree_and_no_other(trees, calderdale, clapton):
    with in_circle(calderdale):
        assert names() == ["the tree of calderdale"]
    with in_circle(clapton):
        assert names() == ["the tree of clapton"]


def test_outside_every_circle_there_are_no_trees_at_all(trees):
    with pytest.raises(ProgrammingError, match="does not exist"):
        names()
    with in_federation(), pytest.raises(ProgrammingError, match="does not exist"):
        names()
    with pytest.raises(NoCircle):
        current_circle()


def test_a_statement_without_a_transaction_still_goes_to_its_circle(trees, calderdale, clapton):
    with circle_context(calderdale):
        assert names() == ["the tree of calderdale"]
    with circle_context(clapton):
        assert names() == ["the tree of clapton"]
        with pytest.raises(ProgrammingError), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM no_such_table")
        assert names() == ["the tree of clapton"]


def test_naming_the_other_circles_schema_is_refused_by_the_database(trees, calderdale, clapton, watch):
    for table in (
        f'"{clapton.schema}".plum_tree',
        "public.identity_account",
        "public.tenants_circle",
        "public.django_session",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), in_circle(calderdale):
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT * FROM {table}")
    watch.leaks.clear()  # naming it was the point


def test_the_applications_login_by_itself_reaches_no_circle(postgres, trees, calderdale):
    with psycopg.connect(postgres["DATABASE_URL"]) as plain:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            plain.execute(f'SELECT * FROM "{calderdale.schema}".plum_tree')


def test_walking_into_another_circle_in_an_open_transaction_is_refused(trees, calderdale, clapton):
    with pytest.raises(CircleChanged), in_circle(calderdale):
        names()
        with in_circle(clapton):
            names()
    with pytest.raises(CircleChanged), in_circle(calderdale):
        names()
        with in_federation():
            Circle.objects.count()
    assert Circle.objects.count() >= 2


@pytest.mark.parametrize(
    "statement",
    [
        "SET ROLE postgres",
        "set role none",
        "RESET ROLE",
        "  -- innocent\n SET search_path = public",
        "/* innocent */ RESET ALL",
        "SELECT 1; SET ROLE NONE",
        "SET SESSION AUTHORIZATION DEFAULT",
        "SELECT set_config('role', 'none', true)",
        "SELECT \"set_config\"('role', 'none', true)",
        "UPDATE pg_settings SET setting = 'none' WHERE name = 'role'",
        "UPDATE pg_catalog.pg_settings SET setting = 'none' WHERE name = 'role'",
        "DO $$ BEGIN EXECUTE 'SET ROLE NONE'; END $$",
        "DISCARD ALL",
        "LISTEN everything",
        "CREATE TEMP TABLE hideout (x int)",
        "SELECT pg_advisory_lock(1)",
        "PREPARE climb AS SELECT 1",
        'set/**/role "r_c_x"',
        'set/* /* in a comment */ */local role "r_c_x"',
        "set\"role\"='r_c_x'",
        "--x\rset role none",
        "--x\nset role none",
        "commit;select 1",
        "rollback;select 1",
        "end",
        "commit",
        "select 1;commit",
        "select '--';set role none",
        "select $$;$$;set role none",
        "select E'\\';--';set role none",
        "select E'a'\n'\\''; reset role --'",
        "select 1 as x\u0301$b$ ; reset role; -- $b$",
        "select 1 as é$b$ ; reset role; -- $b$",
        "select pg_advisory_lock_shared(1)",
        "select pg_try_advisory_lock(1)",
        "select lo_create(0)",
        "alter role current_user set search_path=public",
        "begin",
        "vacuum",
        "call something()",
        "create table x (y int)",
    ],
)
def test_climbing_over_the_wall_is_refused_before_it_is_sent(committed, calderdale, statement):
    with pytest.raises(ScopeRefused), in_circle(calderdale):
        with connection.cursor() as cursor:
            cursor.execute(statement)


def test_even_unread_a_second_statement_is_refused_by_the_database(committed, calderdale, monkeypatch):
    monkeypatch.setattr("tenants.scope.climbs", lambda statement: None)
    with pytest.raises(ProgrammingError, match="multiple commands"), in_circle(calderdale):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1; RESET ROLE")


def test_a_cursor_on_the_server_is_refused_for_it_would_not_pass_the_wall(committed, calderdale):
    with pytest.raises(ScopeRefused), in_circle(calderdale):
        connection.ensure_connection()
        connection.connection.cursor("hidden")
    with pytest.raises(ScopeRefused), in_circle(calderdale):
        connection.chunked_cursor()


def test_ordinary_statements_are_not_taken_for_climbing():
    assert not climbs('UPDATE "people_person" SET "role" = %s')
    assert not climbs("SET CONSTRAINTS ALL IMMEDIATE")
    assert not climbs("(SELECT 1) UNION (SELECT 2)")
    assert not climbs("SELECT 'set role none; -- it''s only words' AS said;")
    assert not climbs("SELECT pg_advisory_xact_lock(%s)")
    assert not climbs('ROLLBACK TO SAVEPOINT "s1"')
    assert not climbs('SELECT "x"."set", "x"."do" FROM "x" WHERE "x"."reset" = %s')


def test_the_side_doors_are_closed_even_for_who_gets_past_the_cursor(postgres, committed):
    assert breaches() == []
    with psycopg.connect(postgres["DATABASE_URL"]) as plain:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            plain.execute("SELECT set_config('role', 'none', true)")
        plain.rollback()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            plain.execute("UPDATE pg_settings SET setting = 'off' WHERE name = 'jit'")


def test_the_owner_takes_a_copy_of_a_circle_with_postgresqls_own_program_and_the_application_cannot(
    server, postgres, trees, calderdale
):
    def copy(url):
        program = server.place.programs / "bin" / "pg_dump"
        asked = [program, "--data-only", "--schema", calderdale.schema, url]
        return subprocess.run(asked, capture_output=True, text=True, check=False)

    assert "the tree of calderdale" in copy(postgres["DATABASE_OWNER_URL"]).stdout
    refused = copy(postgres["DATABASE_URL"])
    assert refused.returncode
    assert "permission denied" in refused.stderr


def test_a_rollback_to_a_savepoint_leaves_nobody_elsewhere(trees, calderdale):
    with in_circle(calderdale):
        with pytest.raises(ValueError, match="enough"), transaction.atomic():
            Tree.objects.create(name="the tree of tomorrow")
            raise ValueError("enough")
        assert names() == ["the tree of calderdale"]


def test_a_savepoint_taken_first_thing_and_rolled_back_leaves_nobody_elsewhere(trees, calderdale, monkeypatch):
    """The path and role are set before the savepoint, so undoing it cannot undo them."""
    with in_circle(calderdale):
        with pytest.raises(ValueError, match="enough"), transaction.atomic():
            raise ValueError("enough")
        assert names() == ["the tree of calderdale"]


def test_a_row_of_one_circle_is_not_written_in_another(trees, calderdale, clapton):
    with in_circle(calderdale):
        tree = Tree.objects.get(name="the tree of calderdale")
        made = Tree.objects.create(name="the tree of both")
    for stray in (tree, made):
        with pytest.raises(WrongCircle), in_circle(clapton):
            stray.save()
        with pytest.raises(WrongCircle), in_circle(clapton):
            stray.delete()
    with pytest.raises(NoCircle):
        tree.save()
    with in_circle(calderdale):
        made.delete()
        tree.save()
    with in_circle(clapton):
        assert names() == ["the tree of clapton"]


def test_an_exception_inside_a_circle_undoes_everything_and_lets_go_of_it(trees, calderdale, clapton):
    with pytest.raises(ValueError, match="enough"), in_circle(calderdale):
        Tree.objects.create(name="the tree of tomorrow")
        raise ValueError("enough")
    with pytest.raises(NoCircle):
        current_circle()
    with in_circle(calderdale):
        assert names() == ["the tree of calderdale"]
    with in_circle(clapton):
        assert names() == ["the tree of clapton"]


def test_entering_the_same_circle_twice_is_one_transaction(trees, calderdale):
    with pytest.raises(ValueError, match="enough"), in_circle(calderdale):
        with in_circle(calderdale):
            Tree.objects.create(name="the tree of tomorrow")
        raise ValueError("enough")
    with in_circle(calderdale):
        assert names() == ["the tree of calderdale"]


def test_a_connection_that_comes_back_to_the_pool_is_made_clean(committed, calderdale):
    """Even what got past the cursor, straight through libpq, does not wait for the next visitor."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    raw = connection.connection
    pid = raw.info.backend_pid
    raw.pgconn.exec_(f'SET ROLE "{calderdale.role}"; SET search_path = elsewhere; SELECT pg_advisory_lock(7)'.encode())
    connection.close()
    asked = "SELECT current_user, current_setting('search_path'), (SELECT count(*) FROM pg_locks WHERE objid = 7)"
    for _ in range(50):
        with connection.cursor() as cursor:
            found = cursor.execute(asked).fetchone()
            assert found[:2] == ("coopbox_app", "public")
            if connection.connection.info.backend_pid == pid:
                assert found[2] == 0
                return
        connection.close()
        time.sleep(0.02)
    pytest.fail("the connection never came back")


def test_nothing_is_left_on_the_connection_when_a_circle_is_left(trees, calderdale):
    with in_circle(calderdale):
        names()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('search_path')")
        assert cursor.fetchone() == ("coopbox_app", "public")


def test_copy_and_streams_stay_inside_the_circle(trees, calderdale):
    with in_circle(calderdale), connection.cursor() as cursor:
        with cursor.copy("COPY plum_tree (name) TO STDOUT") as copy:
            assert ("the tree of calderdale",) in list(copy.rows())
    with circle_context(calderdale), connection.cursor() as cursor:
        with pytest.raises(ScopeRefused), cursor.copy("COPY plum_tree (name) TO STDOUT"):
            pass


def test_eight_threads_in_two_circles_never_read_each_others_trees(trees, calderdale, clapton):
    def read(circle):
        try:
            for _ in range(40):
                with in_circle(circle):
                    assert names() == [f"the tree of {circle.slug}"]
                with circle_context(circle):
                    assert names() == [f"the tree of {circle.slug}"]
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(read, [calderdale, clapton] * 4))


def test_a_new_thread_is_in_no_circle(trees, calderdale):
    seen = []

    def look():
        try:
            current_circle()
        except NoCircle:
            seen.append("nowhere")

    with in_circle(calderdale):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    assert seen == ["nowhere"]


def test_a_connection_cut_in_the_middle_is_replaced_and_nothing_is_crossed(trees, calderdale, clapton, postgres):
    with pytest.raises(OperationalError), in_circle(calderdale):
        names()
        pid = connection.connection.info.backend_pid
        with psycopg.connect(postgres["DATABASE_URL"], autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", [pid])
        names()
    connection.close()
    with in_circle(clapton):
        assert names() == ["the tree of clapton"]
