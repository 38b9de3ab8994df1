"""Bring every schema to the code's state: the federation's tables, the template, then every circle.

A migration of the circles' apps runs once, by Django's executor, on the template; what it said to the database is kept
as a numbered step. Each circle then gets the steps it lacks, one transaction a step, several circles at a time, and
the step is counted in that same transaction: a run that is killed goes on where it stopped. A circle that fails keeps
its error and stops nobody else.
"""

import json
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field

from django.db import connections, router, transaction
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Subquery

from provisioning import capture, movability, owner, replay
from tenants.models import MigrationStep, SchemaState
from tenants.router import migrating

SEVERAL = 4  # circles at a time; more than this and PostgreSQL's catalogue is what they wait for

Say = Callable[[str], None]


class Immovable(RuntimeError):
    """A migration of a circle's app would tie circles to this server."""


class AlreadyMigrating(RuntimeError):
    """Another process is migrating this deployment."""


@dataclass
class Outcome:
    """What a run did: migrations new to the template, schemas brought up to date, and what stopped the others."""

    captured: list[str] = field(default_factory=list)
    migrated: int = 0
    failed: dict[str, str] = field(default_factory=dict)


def migrate_all(*, say: Say = lambda line: None, several: int = SEVERAL) -> Outcome:
    """Do everything that is still to do. Raises AlreadyMigrating when another process is at it."""
    with owner.only_one("migrate") as held:
        if not held:
            raise AlreadyMigrating("Another `coopbox migrate` is at work. Wait for it, or look at `migrate --status`.")
        _federation(say)
        outcome = Outcome(captured=_template(say))
        _circles(outcome, say, several)
        return outcome


def _executor() -> MigrationExecutor:
    return MigrationExecutor(connections[owner.ALIAS])


def _search(path: str) -> None:
    with connections[owner.ALIAS].cursor() as cursor:
        cursor.execute(f"SET search_path = {owner.quoted(path)}")


def _federation(say: Say) -> None:
    """The shared tables, in schema public."""
    with migrating("public"):
        executor = _executor()
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            say(f"Federation: {len(plan)} migrations to make")
            executor.migrate(executor.loader.graph.leaf_nodes(), plan)


def _template(say: Say) -> list[str]:
    """The circles' tables in the template, capturing each migration as it runs. Returns the captured ones' names."""
    if not SchemaState.objects.using(owner.ALIAS).filter(schema_name=owner.TEMPLATE).exists():
        with transaction.atomic(using=owner.ALIAS):
            owner.send(f"CREATE SCHEMA IF NOT EXISTS {owner.TEMPLATE}")
            SchemaState.objects.using(owner.ALIAS).create(schema_name=owner.TEMPLATE)
    captured = []
    _search(owner.TEMPLATE)
    try:
        with migrating(owner.TEMPLATE):
            executor = _executor()
            targets = executor.loader.graph.leaf_nodes()
            for migration, _ in executor.migration_plan(targets):
                if _ours(migration):
                    _capture(migration, say)
                    captured.append(f"{migration.app_label}.{migration.name}")
                else:
                    executor.recorder.record_applied(migration.app_label, migration.name)
    finally:
        _search("public")
    return captured


def _ours(migration: Migration) -> bool:
    return bool(router.allow_migrate(owner.ALIAS, migration.app_label))


def _capture(migration: Migration, say: Say) -> None:
    """Run one migration on the template and keep what it said. Atomic ones leave nothing behind when they fail."""
    name = f"{migration.app_label}.{migration.name}"
    say(f"Template: {name}")
    with owner.moving_template(), transaction.atomic(using=owner.ALIAS) if migration.atomic else nullcontext():
        _run_and_keep(migration, name)


def _run_and_keep(migration: Migration, name: str) -> None:
    executor = _executor()
    target = (migration.app_label, migration.name)
    with capture.recording() as record:
        executor.migrate([target], plan=[(executor.loader.graph.nodes[target], False)])
    wrong = {said for statement in record.statements for said in movability.objections(statement)}
    if wrong:
        raise Immovable(f"{name} would tie circles to this server: it {'; it '.join(sorted(wrong))}.")
    mode = capture.mode_of(migration)
    with connections[owner.ALIAS].cursor() as cursor:  # the register stands in public, the template is on the path
        cursor.execute(
            "INSERT INTO public.tenants_migrationstep (app, name, mode, statements, captured_at)"
            " VALUES (%s, %s, %s, %s::jsonb, now())"
            " ON CONFLICT (app, name) DO UPDATE SET statements = EXCLUDED.statements RETURNING number",
            [migration.app_label, migration.name, mode, json.dumps(record.statements)],
        )
        cursor.execute(
            "UPDATE public.tenants_schemastate SET at_step = %s, changed_at = now() WHERE schema_name = %s",
            [cursor.fetchone()[0], owner.TEMPLATE],
        )


def _circles(outcome: Outcome, say: Say, several: int) -> None:
    """Every schema that lags, several at a time. Nothing to do is one query."""
    behind = list(
        SchemaState.objects.using(owner.ALIAS)
        .filter(at_step__lt=Subquery(MigrationStep.objects.order_by("-number").values("number")[:1]))
        .exclude(schema_name=owner.TEMPLATE)
        .order_by("schema_name")
    )
    if not behind:
        return
    lowest = min(state.at_step for state in behind)
    steps = list(MigrationStep.objects.using(owner.ALIAS).filter(number__gt=lowest).order_by("number"))
    say(f"Circles: {len(behind)} to bring up to date, {len(steps)} migrations")
    for done, (schema, error) in enumerate(replay.bring_all(behind, steps, several=several), 1):
        if error:
            outcome.failed[schema] = error
            say(f"  {schema}: {error}")
        else:
            outcome.migrated += 1
        if done % 50 == 0 or done == len(behind):
            say(f"  {done} of {len(behind)} circles")


@dataclass(frozen=True)
class Standing:
    """How far one schema has come: migrations still to do, and what stopped it."""

    schema: str
    behind: int
    error: str


def status() -> list[Standing]:
    """Every circle's standing, the ones that lag first."""
    numbers = list(MigrationStep.objects.using(owner.ALIAS).order_by("number").values_list("number", flat=True))
    standings = [
        Standing(state.schema_name, sum(number > state.at_step for number in numbers), state.error)
        for state in SchemaState.objects.using(owner.ALIAS).order_by("schema_name")
    ]
    return sorted(standings, key=lambda standing: -standing.behind)


def pending() -> bool:
    """Whether the code knows migrations that the federation or the template has not had yet, or a circle lags."""
    if any(standing.behind for standing in status()):
        return True
    applied = {
        "public": MigrationRecorder(connections[owner.ALIAS]).applied_migrations(),
        owner.TEMPLATE: set(MigrationStep.objects.using(owner.ALIAS).values_list("app", "name")),
    }
    for schema, done in applied.items():
        with migrating(schema):
            known = MigrationLoader(None).disk_migrations
            if any(key not in done for key, migration in known.items() if _ours(migration)):
                return True
    return False
