"""Migrations are captured once on the template and replayed in every circle, whatever happens on the way."""

import importlib
import re
import shutil
import sys
import threading
from pathlib import Path

import psycopg
import pytest
from django.db import connections

from kernel.actors import SYSTEM
from kernel.errors import Conflict, NotFound
from kernel.ids import uuid7
from provisioning import blueprint, capture, homes, migrate, movability, owner
from provisioning.circles import open_circle
from provisioning.migrate import AlreadyMigrating, Immovable
from tenants.context import in_circle
from tenants.models import MigrationStep, SchemaState
from tests.plum.models import Plum, Tree


@pytest.fixture
def next_release(settings):
    """The code of the next release: the plum room with one more migration."""

    def install(variant: str) -> None:
        settings.MIGRATION_MODULES = {"plum": f"tests.plum.{variant}"}

    return install


def columns(schema: str) -> list[str]:
    return blueprint.read(schema).columns["plum_plum"]


def has_ripe(schema: str) -> bool:
    return any(column.startswith('"ripe"') for column in columns(schema))


def test_a_new_column_reaches_the_template_every_circle_and_every_spare(fresh_house, open_many, next_release):
    circles = open_many(3)
    homes.refill_spares(2)
    next_release("one_column")
    outcome = migrate.migrate_all()
    assert outcome.captured == ["plum.0002_ripe"]
    assert outcome.migrated == 5
    assert outcome.failed == {}
    for circle in circles:
        assert has_ripe(circle.schema)
        assert blueprint.drift(circle.schema) == []
    assert migrate.migrate_all().captured == []
    assert not migrate.pending()


def test_a_circle_opened_after_the_migration_has_the_column_too(fresh_house, open_many, next_release):
    next_release("one_column")
    migrate.migrate_all()
    (circle,) = open_many(1)
    assert has_ripe(circle.schema)
    assert blueprint.drift(circle.schema) == []


def test_what_was_read_of_the_template_before_a_migration_is_not_built_after_it(fresh_house, next_release):
    homes.build(uuid7())
    next_release("one_column")
    migrate.migrate_all()
    assert blueprint.drift(homes.build(uuid7())) == []


def test_tables_that_point_at_each_other_are_written_down_so_that_they_can_be_made(fresh_house):
    owner.send(
        "CREATE SCHEMA ring; SET search_path = ring;"
        "CREATE TABLE cat (id int PRIMARY KEY, hunts int, kin int REFERENCES cat);"
        "CREATE TABLE mouse (id int PRIMARY KEY, flees int REFERENCES cat, eats int);"
        "CREATE TABLE cheese (id int PRIMARY KEY);"
        "ALTER TABLE mouse ADD FOREIGN KEY (eats) REFERENCES cheese;"
        "ALTER TABLE cat ADD FOREIGN KEY (hunts) REFERENCES mouse DEFERRABLE INITIALLY DEFERRED;"
        "CREATE SCHEMA copy; SET search_path = public"
    )
    ring = blueprint.read("ring")
    owner.send(f"SET search_path = copy;{ring.sql()};SET search_path = public")
    assert blueprint.drift("copy", ring) == []


def test_nothing_to_do_asks_the_circles_nothing(fresh_house, open_many, django_assert_max_num_queries):
    open_many(5)
    with django_assert_max_num_queries(12, connection=connections["owner"]):
        migrate.migrate_all()


@pytest.mark.slow
def test_a_migration_that_fails_on_the_57th_of_100_circles_stops_only_that_one(fresh_house, open_many, next_release):
    circles = open_many(100)
    unlucky = circles[56]
    with in_circle(unlucky):
        tree = Tree.objects.create(name="old")
        Plum.objects.create(tree=tree, colour="blue")
        Plum.objects.create(tree=tree, colour="blue")
    next_release("broken")
    outcome = migrate.migrate_all()
    assert list(outcome.failed) == [unlucky.schema]
    assert "could not create unique index" in outcome.failed[unlucky.schema]
    assert outcome.migrated == 99

    behind = [standing for standing in migrate.status() if standing.behind]
    assert [(standing.schema, standing.behind) for standing in behind] == [(unlucky.schema, 1)]
    assert "plum.0002_one_colour" in behind[0].error
    with in_circle(unlucky):
        assert Plum.objects.count() == 2  # nothing was lost
        Plum.objects.first().delete()
    again = migrate.migrate_all()
    assert (again.migrated, again.failed) == (1, {})
    assert not any(standing.behind or standing.error for standing in migrate.status())


def test_two_migrations_at_once_are_one(fresh_house, open_many, next_release):
    open_many(2)
    next_release("one_column")
    with owner.only_one("migrate") as held:
        assert held
        refused = []

        def second():
            try:
                migrate.migrate_all()
            except AlreadyMigrating as error:
                refused.append(str(error))
            finally:
                connections["owner"].close()

        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    assert len(refused) == 1
    assert "Another" in refused[0]
    assert migrate.migrate_all().migrated == 2


def test_a_run_that_was_killed_half_way_goes_on_where_it_stopped(fresh_house, open_many, next_release, monkeypatch):
    open_many(4)
    next_release("one_column")
    from provisioning import replay

    done: list[str] = []

    class Killed(BaseException):
        pass

    def one_after_another(behind, steps, *, several):
        for state in behind:
            if len(done) == 2:
                raise Killed
            done.append(state.schema_name)
            yield state.schema_name, replay.bring(state, steps)

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(replay, "bring_all", one_after_another)
        migrate.migrate_all()
    assert sum(bool(standing.behind) for standing in migrate.status()) == 2
    assert migrate.migrate_all().migrated == 2


def test_a_migration_in_python_runs_in_every_circle_through_djangos_executor(fresh_house, open_many, next_release):
    circles = open_many(3)
    for circle in circles:
        with in_circle(circle):
            Plum.objects.create(tree=Tree.objects.create(name=circle.slug), weight=1)
    next_release("by_python")
    assert migrate.migrate_all().migrated == 3
    assert MigrationStep.objects.using("owner").get(name="0002_heavier").mode == MigrationStep.Mode.EXECUTOR
    for circle in circles:
        with in_circle(circle):
            assert Plum.objects.get().weight == 7
    assert migrate.migrate_all().migrated == 0


def test_an_index_made_concurrently_runs_outside_a_transaction_and_resumes(fresh_house, open_many, next_release):
    circles = open_many(3)
    next_release("loose")
    assert migrate.migrate_all().migrated == 3
    assert MigrationStep.objects.using("owner").get(name="0002_index").mode == MigrationStep.Mode.LOOSE
    for circle in circles:
        assert any("plum_by_weight" in index for index in blueprint.read(circle.schema).indexes["plum_plum"])
        assert blueprint.drift(circle.schema) == []


def test_a_half_made_index_is_dropped_before_the_next_try(fresh_house, open_many, next_release):
    (circle,) = open_many(1)
    with in_circle(circle):
        tree = Tree.objects.create(name="t")
        Plum.objects.create(tree=tree, weight=5)
        Plum.objects.create(tree=tree, weight=5)
    connection = owner.raw()
    with pytest.raises(psycopg.errors.UniqueViolation):
        connection.execute(f'CREATE UNIQUE INDEX CONCURRENTLY plum_by_weight ON "{circle.schema}".plum_plum (weight)')
    next_release("loose")
    assert migrate.migrate_all().failed == {}
    assert blueprint.drift(circle.schema) == []


def test_somebody_holding_the_table_makes_a_circle_wait_and_then_come_later(
    fresh_house, open_many, next_release, monkeypatch, server
):
    from provisioning import replay

    monkeypatch.setattr(replay, "LOCK_TIMEOUT", "50ms")
    monkeypatch.setattr(replay, "PATIENCE", (0.01,))
    busy, free = open_many(2)
    next_release("one_column")
    name = connections.settings["owner"]["NAME"]
    with psycopg.connect(server.admin_dsn, dbname=name) as holder:
        holder.execute(f'LOCK TABLE "{busy.schema}".plum_plum')
        outcome = migrate.migrate_all()
        assert list(outcome.failed) == [busy.schema]
        assert has_ripe(free.schema)
    assert migrate.migrate_all().migrated == 1


def test_a_migration_that_would_tie_circles_down_is_refused_and_leaves_nothing(fresh_house, open_many, next_release):
    open_many(1)
    before = SchemaState.objects.using("owner").get(schema_name=owner.TEMPLATE).at_step
    next_release("immovable")
    with pytest.raises(Immovable, match="makes a view"):
        migrate.migrate_all()
    assert SchemaState.objects.using("owner").get(schema_name=owner.TEMPLATE).at_step == before
    assert blueprint.read(owner.TEMPLATE).strangers == []


def test_a_recreated_home_is_the_template_again_to_the_last_definition(fresh_house, open_many):
    (circle,) = open_many(1)
    assert blueprint.drift(circle.schema) == []
    owner.raw().execute(f'ALTER TABLE "{circle.schema}".plum_plum DROP CONSTRAINT plum_weighs_something, ADD extra int')
    assert [line.split(":")[0] for line in blueprint.drift(circle.schema)] == ["missing", "extra"]


def test_a_migration_that_fails_without_a_word_is_told_by_its_kind_and_stops_nobody(
    fresh_house, open_many, next_release
):
    circles = open_many(3)
    with in_circle(circles[1]):
        Plum.objects.create(tree=Tree.objects.create(name="t"))
    next_release("silent")
    outcome = migrate.migrate_all()
    assert outcome.failed == {circles[1].schema: "plum.0002_fails: ValueError (0002_fails.py:8)"}
    assert outcome.migrated == 2


def test_nobody_at_a_time_is_one_at_a_time(fresh_house, open_many, next_release):
    open_many(2)
    next_release("one_column")
    assert migrate.migrate_all(several=0).migrated == 2


def test_a_comment_at_the_end_of_a_statement_ends_with_it(fresh_house, open_many, next_release):
    (circle,) = open_many(1)
    next_release("commented")
    assert migrate.migrate_all().failed == {}
    assert blueprint.drift(circle.schema) == []


def test_a_run_killed_between_a_loose_statement_and_its_count_goes_on(fresh_house, open_many, next_release):
    """As after such a kill: the index is there, and only the note says that somebody was about to make it."""
    (circle,) = open_many(1)
    owner.raw().execute(f'CREATE INDEX plum_by_weight ON "{circle.schema}".plum_plum (weight)')
    next_release("loose")
    SchemaState.objects.using("owner").filter(schema_name=circle.schema).update(begun=True)
    assert migrate.migrate_all().failed == {}
    assert blueprint.drift(circle.schema) == []


def test_a_thing_that_was_there_before_is_not_taken_for_ones_own(fresh_house, open_many, next_release):
    (circle,) = open_many(1)
    owner.raw().execute(f'CREATE INDEX plum_by_weight ON "{circle.schema}".plum_plum (colour)')
    next_release("loose")
    for _ in range(2):
        assert "already exists" in migrate.migrate_all().failed[circle.schema]


def test_rights_come_with_the_step_and_their_drift_is_seen(fresh_house, open_many):
    (circle,) = open_many(1)
    assert homes.drift(circle.schema) == []
    owner.raw().execute(f'GRANT UPDATE ON "{circle.schema}".journal_entry TO "{circle.role}"')
    assert homes.drift(circle.schema) == ["rights: journal_entry"]


def test_what_is_refused_outside_a_transaction_leaves_nothing_either(fresh_house, open_many, next_release):
    (circle,) = open_many(1)
    next_release("loose_view")
    for _ in range(2):  # and is refused again the next time
        with pytest.raises(Immovable, match="makes a view"):
            migrate.migrate_all()
    assert blueprint.read(owner.TEMPLATE).strangers == []
    assert migrate.waiting() == ["plum.0002_view"]
    assert blueprint.drift(circle.schema) == []


def test_what_the_code_knows_and_nobody_has_had_is_told(fresh_house, open_many, next_release):
    open_many(1)
    assert migrate.waiting() == []
    next_release("one_column")
    assert migrate.waiting() == ["plum.0002_ripe"]
    assert migrate.pending()
    migrate.migrate_all()
    assert migrate.waiting() == []


@pytest.mark.parametrize(
    ("statement", "tied"),
    [
        ('ALTER TABLE "a" ADD COLUMN "b" integer', False),
        ('CREATE INDEX "i" ON "a" ("b")', False),
        (
            'ALTER TABLE "a" ADD CONSTRAINT "f" FOREIGN KEY ("b") REFERENCES "c" ("id") DEFERRABLE INITIALLY DEFERRED',
            False,
        ),
        ('UPDATE "a" SET "b" = \'public.secret; CREATE VIEW\'', False),
        ('UPDATE "a" SET "b" = "c"."b" FROM "c" JOIN "d" ON "d"."id" = "c"."id"', False),
        ("SET CONSTRAINTS ALL IMMEDIATE", False),
        ('ALTER TABLE "a" ADD FOREIGN KEY ("b") REFERENCES "public"."c" ("id")', True),
        ('CREATE INDEX "i" ON public."a" ("b")', True),
        ('CREATE TABLE "a" ("id" bigint GENERATED BY DEFAULT AS IDENTITY)', True),
        ('CREATE TABLE "a" ("id" serial)', True),
        ("CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'", True),
        ('CREATE TRIGGER t AFTER INSERT ON "a" EXECUTE FUNCTION f()', True),
        ("CREATE EXTENSION hstore", True),
        ('UPDATE "a" SET "b" = gen_random_uuid()', True),
        ("SET search_path = public", True),
        ('GRANT SELECT ON "a" TO PUBLIC', True),
        ('INSERT INTO "other"."a" SELECT 1', True),
        ("CREATE TEMP TABLE t (x int)", True),
    ],
)
def test_what_ties_a_circle_down_is_read_from_the_sql(statement, tied):
    assert bool(movability.objections(statement)) is tied


def test_captured_values_are_written_into_the_statement(committed):
    with capture.recording() as record, connections["owner"].cursor() as cursor:
        cursor.execute("CREATE TABLE public.jotter (x text)")
        cursor.execute("INSERT INTO public.jotter VALUES (%s)", ["it's 100%"])
        cursor.execute("SELECT 1")
        cursor.execute("DROP TABLE public.jotter")
    assert record.statements[1] == "INSERT INTO public.jotter VALUES ('it''s 100%')"
    assert len(record.statements) == 3


def test_a_foreign_key_that_django_drops_in_one_message_with_something_else_is_captured(committed):
    dropped = "SET CONSTRAINTS public.of_jotter IMMEDIATE; ALTER TABLE public.note DROP CONSTRAINT of_jotter"
    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE TABLE public.jotter (x int PRIMARY KEY)")
        cursor.execute("CREATE TABLE public.note (x int CONSTRAINT of_jotter REFERENCES public.jotter DEFERRABLE)")
        with capture.recording() as record:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE;")
            cursor.execute(dropped)
        cursor.execute("DROP TABLE public.note, public.jotter")
    assert record.statements == [dropped]


SECRET = "Iris, Valley Road"


@pytest.mark.parametrize(
    ("operation", "told"),
    [
        (
            'migrations.RunSQL("UPDATE plum_plum SET weight = colour::int")',
            r"InvalidTextRepresentation \(.+, 22P02\)",
        ),
        ("migrations.RunPython(tell)", r"ValueError \(0002_told\.py:7\)"),
        ("migrations.RunPython(tell_database)", r"DataError \(0002_told\.py:11, 22P02\)"),
    ],
)
def test_no_word_out_of_a_circle_is_kept_with_what_stopped_it(fresh_house, open_many, written, operation, told):
    (circle,) = open_many(1)
    with in_circle(circle):
        Plum.objects.create(tree=Tree.objects.create(name="t"), colour=SECRET)
    written("0002_told", operation)
    said = migrate.migrate_all().failed[circle.schema]
    assert re.fullmatch(rf"plum\.0002_told: {told}", said)
    assert [standing.error for standing in migrate.status() if standing.behind] == [said]


@pytest.fixture
def written(settings, tmp_path, monkeypatch):
    """Writes the plum room's next migration, and may write it again."""
    package = f"plums_{tmp_path.name.replace('-', '_')}"
    folder = tmp_path / package
    folder.mkdir()
    (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    settings.MIGRATION_MODULES = {"plum": package}
    initial = Path(__file__).parents[1] / "plum" / "migrations" / "0001_initial.py"
    (folder / "0001_initial.py").write_text(initial.read_text())

    def write(name: str, operation: str, *, before: str = "") -> None:
        (folder / f"{name}.py").write_text(
            "from django.db import migrations, models\n\n\n"
            "def tell(apps, editor):\n"
            '    for plum in apps.get_model("plum", "Plum").objects.all():\n'
            "        if plum.colour:\n"
            "            raise ValueError(plum.colour)\n"
            "def tell_database(apps, editor):\n"
            "    plum = apps.get_model('plum', 'Plum').objects.first()\n"
            "    if plum:\n"
            "        editor.connection.cursor().execute('SELECT %s::text::int', [plum.colour])\n\n\n"
            "class Migration(migrations.Migration):\n"
            '    dependencies = [("plum", "0001_initial")]\n'
            f"    operations = [{operation}]\n"
        )
        importlib.invalidate_caches()
        shutil.rmtree(folder / "__pycache__", ignore_errors=True)
        sys.modules.pop(f"{package}.{name}", None)

    return write


UNIQUE = 'migrations.AddConstraint("plum", models.UniqueConstraint(fields=("colour",), name="plum_one_a_colour"))'
TOGETHER = UNIQUE.replace('("colour",)', '("tree", "weight", "colour")')


def two_blue_plums(circle, *, weights=(1, 2)):
    with in_circle(circle):
        tree = Tree.objects.create(name="old")
        for weight in weights:
            Plum.objects.create(tree=tree, colour="blue", weight=weight)


@pytest.mark.slow
def test_a_failing_migration_that_was_mended_is_taken_as_it_is_now_when_no_circle_has_it(
    fresh_house, open_many, written
):
    circles = open_many(2)
    homes.refill_spares(1)
    for circle in circles:
        two_blue_plums(circle)
    written("0002_colour", UNIQUE)
    assert migrate.migrate_all().edited == []
    written("0002_colour", TOGETHER)
    outcome = migrate.migrate_all()
    assert len(outcome.failed) == 2
    assert [str(edited) for edited in outcome.edited] == [
        "plum.0002_colour was changed after it was captured, and circles get what was captured. No circle has it yet:"
        " `coopbox migrate --recapture plum 0002_colour` takes it as it is now."
    ]
    assert migrate.recapture_step("plum", "0002_colour") == ["plum.0002_colour"]
    outcome = migrate.migrate_all()
    assert (outcome.migrated, outcome.failed, outcome.edited) == (2, {}, [])
    newcomer = open_circle(slug="newcomer", name="Newcomer", by=SYSTEM)
    for circle in [*circles, newcomer]:
        assert blueprint.drift(circle.schema) == []
    assert not migrate.pending()


def test_a_foreign_key_that_may_be_empty_from_now_on_reaches_every_circle(fresh_house, open_many, written):
    """Django drops the key and makes it anew, and says the first in one breath with something that changes nothing."""
    circles = open_many(2)
    written(
        "0002_colour",
        'migrations.AlterField("plum", "tree", models.ForeignKey("plum.tree", models.CASCADE, null=True))',
    )
    outcome = migrate.migrate_all()
    assert (outcome.migrated, outcome.failed) == (2, {})
    for circle in circles:
        assert blueprint.drift(circle.schema) == []


def test_a_migration_that_some_circle_has_is_never_captured_anew(fresh_house, open_many, written):
    unlucky, lucky = open_many(2)
    two_blue_plums(unlucky)
    written("0002_colour", UNIQUE)
    migrate.migrate_all()
    written("0002_colour", TOGETHER)
    outcome = migrate.migrate_all()
    assert [(edited.name, edited.had_by) for edited in outcome.edited] == [("0002_colour", 1)]
    with pytest.raises(Conflict, match="One circle has it already: put the file back as it was"):
        migrate.recapture_step("plum", "0002_colour")
    with pytest.raises(NotFound, match=r"plum\.0009_never was never captured"):
        migrate.recapture_step("plum", "0009_never")
    assert blueprint.drift(lucky.schema) == []
