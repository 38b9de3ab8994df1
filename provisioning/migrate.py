"""Bring every schema to the code's state: the federation's tables, the template, then every circle.

A migration of the circles' apps runs once, by Django's executor, on the template; what it said to the database is kept
as a numbered step. Each circle then gets the steps it lacks, one transaction a step, several circles at a time, and
the step is counted in that same transaction: a run that is killed goes on where it stopped. A circle that fails keeps
its error and stops nobody else.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import connections, router, transaction
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState
from django.db.models import Subquery

from kernel.actors import SYSTEM
from kernel.errors import Conflict, RuleBroken
from provisioning import capture, console, movability, owner, recapture, replay
from shared_apps.federation.services import agreements
from tenants.context import in_federation
from tenants.models import MigrationStep, SchemaState
from tenants.router import migrating

TURN = "migrate"  # whoever changes circles' tables is in this turn
SEVERAL = 4  # circles at a time; more than this and PostgreSQL's catalogue is what they wait for

Say = Callable[[str], None]


class Immovable(RuleBroken):
    """A migration of a circle's app would tie circles to this server."""

    default_code = "immovable"


class AlreadyMigrating(Conflict):
    """Another process is migrating this deployment."""

    default_code = "already_migrating"


@dataclass
class Outcome:
    """What a run did: migrations new to the template, schemas brought up to date, and what stopped the others."""

    captured: list[str] = field(default_factory=list)
    migrated: int = 0
    failed: dict[str, str] = field(default_factory=dict)
    edited: list[recapture.Edited] = field(default_factory=list)


def migrate_all(*, say: Say = lambda line: None, several: int = SEVERAL) -> Outcome:
    """Do everything that is still to do. Raises AlreadyMigrating when another process is at it."""
    with owner.only_one(TURN) as held:
        if not held:
            raise AlreadyMigrating("Another `coopbox migrate` is at work. Wait for it, or look at `migrate --status`.")
        _federation(say)
        console.put_up_wall()
        _agreement()
        outcome = Outcome(captured=_template(say))
        _circles(outcome, say, several)
        outcome.edited = recapture.edited() if outcome.failed else []
        return outcome


def recapture_step(app: str, name: str, *, say: Say = lambda line: None) -> list[str]:
    """Capture a step anew from its file, which was changed before any circle had it. Returns what was captured.

    Raises AlreadyMigrating, NotFound, and Conflict when that would make circles differ from the template.
    """
    with owner.only_one("migrate") as held:
        if not held:
            raise AlreadyMigrating("Another `coopbox migrate` is at work. Wait for it, or look at `migrate --status`.")
        step = MigrationStep.objects.using(owner.ALIAS).filter(app=app, name=name).values("number")
        kept = MigrationStep.objects.using(owner.ALIAS).filter(number__lt=Subquery(step)).values_list("app", "name")
        known = {f"{app_label}.{migration}" for app_label, migration in kept}
        captured = recapture.forget(app, name, capture=lambda: _template(say))
        return [each for each in captured if each not in known]


def _executor() -> MigrationExecutor:
    return MigrationExecutor(connections[owner.ALIAS])


def _search(path: str) -> None:
    with connections[owner.ALIAS].cursor() as cursor:
        cursor.execute(f"SET search_path = {owner.quoted(path)}")


def _federation(say: Say) -> None:
    """The shared tables, in schema public. Of the circles' migrations it only notes that there is nothing to make."""
    with migrating("public"):
        executor = _executor()
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        ours = [step for step in plan if _ours(step[0])]
        if ours:
            say(f"Federation: {len(ours)} migrations to make")
            executor.migrate([(migration.app_label, migration.name) for migration, _ in ours], ours)
        for migration, _ in plan:
            if not _ours(migration):
                executor.recorder.record_applied(migration.app_label, migration.name)


def _agreement() -> None:
    """A deployment begins with the agreement that comes with Coopbox; its national co-op publishes its own later."""
    with in_federation():
        agreements.publish_shipped(by=SYSTEM)


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
            state = _state_of(executor)
            plan = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
            # Nothing of the federation's needs anything of a circle's: all of it is noted before the first is drawn.
            for migration in plan:
                if not _ours(migration):
                    executor.recorder.record_applied(migration.app_label, migration.name)
                    state = migration.mutate_state(state, preserve=False)
            for migration in plan:
                if _ours(migration):
                    state = _capture(migration, executor, state, say)
                    captured.append(_name(migration))
    finally:
        _search("public")
    if captured:
        _template_has_all()
    return captured


def _state_of(executor: MigrationExecutor) -> ProjectState:
    """The models as the migrations that were applied leave them; not drawn before the first is needed."""
    loader = executor.loader
    applied = [node for node in loader.graph.nodes if node in loader.applied_migrations]
    return loader.project_state(applied) if applied else ProjectState(real_apps=loader.unmigrated_apps)


def _template_has_all() -> None:
    """Made anew, the template had its migrations in the order of the files, which need not be that of the numbers."""
    last = MigrationStep.objects.using(owner.ALIAS).order_by("-number").values("number")[:1]
    SchemaState.objects.using(owner.ALIAS).filter(schema_name=owner.TEMPLATE).update(at_step=Subquery(last))


def _ours(migration: Migration) -> bool:
    return bool(router.allow_migrate(owner.ALIAS, migration.app_label))


def _capture(migration: Migration, executor: MigrationExecutor, state: ProjectState, say: Say) -> ProjectState:
    """Run one migration on the template and keep what it said. Goes on from the models as the one before left them,
    which are not drawn again for each, and returns them as they are now."""
    say(f"Template: {_name(migration)}")
    with owner.moving_template():
        if migration.atomic:
            return _in_one_go(migration, executor, state)
        return _statement_by_statement(migration, executor, state)


def _name(migration: Migration) -> str:
    return f"{migration.app_label}.{migration.name}"


def _in_one_go(migration: Migration, executor: MigrationExecutor, state: ProjectState) -> ProjectState:
    """An atomic migration: run it, look at what it said, keep both or neither."""
    target = (migration.app_label, migration.name)
    with transaction.atomic(using=owner.ALIAS):
        with capture.recording() as record:
            state = executor.migrate([target], plan=[(migration, False)], state=state)
        _refuse_immovable(migration, record.statements)
        number = _keep(migration, record.statements)
        with connections[owner.ALIAS].cursor() as cursor:
            cursor.execute(
                "UPDATE public.tenants_schemastate SET at_step = %s, changed_at = now() WHERE schema_name = %s",
                [number, owner.TEMPLATE],
            )
    return state


def _statement_by_statement(migration: Migration, executor: MigrationExecutor, state: ProjectState) -> ProjectState:
    """A migration outside a transaction: what it would say is written down and looked at first, then said to the
    template as it will be to every circle, so that a run that breaks off goes on after the last statement that held."""
    if capture.mode_of(migration) == MigrationStep.Mode.EXECUTOR:
        raise Immovable(f"{_name(migration)}: give Python and statements outside a transaction a migration each.")
    before = executor.loader.project_state((migration.app_label, migration.name), at_end=False)
    statements = capture.would_say(migration, before)
    _refuse_immovable(migration, statements)
    number = _keep(migration, statements)
    _search("public")
    try:
        step = MigrationStep.objects.using(owner.ALIAS).get(pk=number)
        replay.one_by_one(SchemaState.objects.using(owner.ALIAS).get(pk=owner.TEMPLATE), step)
    finally:
        _search(owner.TEMPLATE)
    return migration.mutate_state(state, preserve=False)


def _refuse_immovable(migration: Migration, statements: list[str]) -> None:
    wrong = {said for statement in statements for said in movability.objections(statement)}
    if wrong:
        raise Immovable(f"{_name(migration)} would tie circles to this server: it {'; it '.join(sorted(wrong))}.")


def _keep(migration: Migration, statements: list[str]) -> int:
    """Write the step into the ledger and answer with its number. The template is on the path, the ledger in public."""
    with connections[owner.ALIAS].cursor() as cursor:
        cursor.execute(
            "INSERT INTO public.tenants_migrationstep (app, name, mode, statements, source, captured_at)"
            " VALUES (%s, %s, %s, %s::jsonb, %s, now()) ON CONFLICT (app, name) DO UPDATE"
            " SET statements = EXCLUDED.statements, mode = EXCLUDED.mode, source = EXCLUDED.source RETURNING number",
            [
                migration.app_label,
                migration.name,
                capture.mode_of(migration),
                json.dumps(statements),
                recapture.source_of(migration),
            ],
        )
        return int(cursor.fetchone()[0])


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


def waiting() -> list[str]:
    """Migrations the code knows and the federation or the template has not had yet, as app.name."""
    had = {
        "public": set(MigrationRecorder(connections[owner.ALIAS]).applied_migrations()),
        owner.TEMPLATE: set(MigrationStep.objects.using(owner.ALIAS).values_list("app", "name")),
    }
    known = MigrationLoader(None).disk_migrations
    found = []
    for schema, done in had.items():
        with migrating(schema):
            found += [_name(migration) for key, migration in known.items() if key not in done and _ours(migration)]
    return sorted(found)


def pending() -> bool:
    """Whether anything is still to do for `migrate_all`."""
    return bool(waiting()) or any(standing.behind for standing in status())
