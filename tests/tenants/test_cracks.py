"""Cracks somebody once found in the wall, and that stay closed."""

import ast
from pathlib import Path

import pytest
from django.core.cache import cache, caches
from django.db import connection, transaction

from kernel.ids import uuid7
from shared_apps.identity.guesses import may_guess
from tenants.cache import EverybodysCache
from tenants.context import CircleChanged, NoCircle, circle_context, current, in_circle
from tenants.rows import WrongCircle
from tenants.scope import ScopeRefused
from tenants.statements import climbs, goes_back
from tests.plum.models import Tree

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("back", ["ROLLBACK TO s", "-- back\nROLLBACK TO s", "/**/rollback to savepoint s"])
def test_falling_back_to_a_savepoint_is_seen_however_it_is_written(back):
    assert climbs(back) is None
    assert goes_back(back)
    assert not goes_back("SELECT 'rollback to s'")


@pytest.mark.parametrize("back", ["ROLLBACK TO s", "-- back\nROLLBACK TO s"])
def test_a_transaction_begun_in_one_circle_is_never_in_another_whatever_it_falls_back_to(
    committed, calderdale, clapton, back
):
    with pytest.raises(CircleChanged), in_circle(calderdale):
        with circle_context(clapton), connection.cursor() as cursor:
            cursor.execute("SAVEPOINT s")
            cursor.execute("ROLLBACK TO s")
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.execute(back)
        Tree.objects.count()


def test_after_a_savepoint_is_rolled_back_the_same_circle_goes_on_and_no_other(committed, calderdale, clapton):
    with in_circle(calderdale):
        point = transaction.savepoint()
        transaction.savepoint_rollback(point)
        with pytest.raises(CircleChanged), circle_context(clapton):
            Tree.objects.count()
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_schema(), current_user")
            assert cursor.fetchone() == (calderdale.schema, calderdale.role)


@pytest.mark.parametrize(
    "hidden",
    [
        'SELECT U&"pg_adv\\0069sory_lock"(1)',
        "SELECT U&'x' UESCAPE '!'",
        "SELECT %(')s::text, pg_advisory_lock(99) --'",
        "SELECT %( a )s, pg_advisory_lock(99)",
    ],
)
def test_calls_hidden_in_names_written_in_numbers_or_in_names_of_values_are_refused(hidden):
    assert climbs(hidden) is not None


def test_plain_names_of_values_are_read(committed, calderdale):
    with in_circle(calderdale), connection.cursor() as cursor:
        cursor.execute("SELECT %(a)s::text || %(b)s::text", {"a": "ap", "b": "ple"})
        assert cursor.fetchone() == ("apple",)


def test_streamed_rows_are_read_where_they_were_asked_for(committed, calderdale, clapton):
    with in_circle(calderdale), connection.cursor() as cursor:
        rows = cursor.cursor.stream("SELECT current_schema()::text")
        assert list(rows) == [(calderdale.schema,)]
    with in_circle(calderdale), connection.cursor() as cursor:
        left = cursor.cursor.stream("SELECT name FROM plum_tree")
    with in_circle(clapton), pytest.raises(CircleChanged):
        next(left)


@pytest.mark.parametrize("how", ["bulk_create", "bulk_update"])
def test_a_row_of_one_circle_is_not_written_in_another_in_bulk_either(committed, calderdale, clapton, how):
    with in_circle(calderdale):
        tree = Tree.objects.first()
    with in_circle(clapton), pytest.raises(WrongCircle):
        if how == "bulk_create":
            tree.pk = uuid7()
            Tree.objects.bulk_create([tree])
        else:
            Tree.objects.bulk_update([tree], ["name"])


def test_no_circle_empties_the_cache_of_the_others_or_forgets_how_often_somebody_guessed(calderdale, clapton):
    assert may_guess("code", "x", most=1, seconds=60)
    with circle_context(calderdale):
        cache.set("k", "v")
    with circle_context(clapton):
        for each in (cache, caches["shared"]):
            with pytest.raises(EverybodysCache):
                each.clear()
    with circle_context(calderdale):
        assert cache.get("k") == "v"
    assert not may_guess("code", "x", most=1, seconds=60)


def test_a_generator_that_keeps_another_circle_open_is_found_out_before_anything_is_kept(
    committed, calderdale, clapton
):
    def sleepwalking():
        with circle_context(calderdale):
            yield

    with pytest.raises(NoCircle, match="generator"), in_circle(clapton):
        walk = sleepwalking()
        next(walk)
    assert current() is None
    walk.close()  # whoever leaves late does not open the door behind them again
    assert current() is None


def _yields_inside_a_circle(tree: ast.Module) -> list[int]:
    """Lines of `with in_circle(...):` that hold a yield, but for context managers."""
    found = []
    for function in ast.walk(tree):
        if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        marks = {getattr(mark, "id", getattr(mark, "attr", "")) for mark in function.decorator_list}
        if marks & {"contextmanager", "asynccontextmanager", "fixture"}:
            continue
        for node in ast.walk(function):
            if isinstance(node, (ast.With, ast.AsyncWith)) and any(
                isinstance(item.context_expr, ast.Call)
                and getattr(item.context_expr.func, "id", "") in {"in_circle", "circle_context", "in_federation"}
                for item in node.items
            ):
                inside = [n for child in node.body for n in ast.walk(child)]
                found += [node.lineno for n in inside if isinstance(n, (ast.Yield, ast.YieldFrom))]
    return found


def test_no_generator_of_ours_waits_inside_a_circle():
    planted = "def g():\n    for c in all_open():\n        with in_circle(c):\n            yield c\n"
    assert _yields_inside_a_circle(ast.parse(planted)) == [3]
    for folder in ("platform", "tenants", "shared_apps", "tenant_apps", "provisioning"):
        for path in (ROOT / folder).rglob("*.py"):
            assert _yields_inside_a_circle(ast.parse(path.read_text())) == [], path


def test_nobody_makes_a_cursor_past_the_wall():
    for folder in ("platform", "shared_apps", "tenant_apps"):
        for path in (ROOT / folder).rglob("*.py"):
            text = path.read_text()
            assert "psycopg.Cursor(" not in text, path
            assert "ClientCursor(" not in text, path


def test_streamed_rows_need_a_transaction_of_their_circle(committed, calderdale):
    with pytest.raises(ScopeRefused), circle_context(calderdale), connection.cursor() as cursor:
        cursor.cursor.stream("SELECT 1")


def test_another_circle_is_refused_at_the_door_of_an_open_transaction_even_before_its_first_word(
    committed, calderdale, clapton
):
    with in_circle(calderdale):
        with pytest.raises(CircleChanged), in_circle(clapton):
            pass
        assert current() == calderdale
        with in_circle(calderdale):
            assert Tree.objects.count() >= 0


def test_a_generator_of_another_circle_spoils_neither_what_is_written_nor_what_comes_after(
    committed, calderdale, clapton
):
    def trees_of(circle):
        with in_circle(circle):
            yield from Tree.objects.all()

    with pytest.raises(CircleChanged), in_circle(calderdale):
        held = trees_of(clapton)
        next(held)
    assert not connection.in_atomic_block
    with in_circle(clapton):
        tree = Tree.objects.create(name="kept")
    with in_circle(clapton):
        assert Tree.objects.get(pk=tree.pk).delete()


def test_psycopgs_own_transaction_is_refused(committed, calderdale):
    with in_circle(calderdale):
        Tree.objects.count()
        with pytest.raises(ScopeRefused), connection.connection.transaction():
            pass


@pytest.mark.parametrize(
    "carrier",
    ["SELECT * FROM ts_stat('select pg_advisory_lock(1)')", "SELECT query_to_xml('select 1', true, true, '')"],
)
def test_calls_that_say_what_stands_in_a_string_are_refused(carrier):
    assert climbs(carrier) is not None


def test_a_row_is_not_written_elsewhere_by_its_lowest_door_either(committed, calderdale, clapton):
    with in_circle(calderdale):
        tree = Tree.objects.first()
    with in_circle(clapton), pytest.raises(WrongCircle):
        tree.save_base()
