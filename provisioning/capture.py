"""Write down what a migration says to the database, by running it once on the template."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connections
from django.db.backends.postgresql.psycopg_any import mogrify
from django.db.migrations import Migration
from django.db.migrations.operations import RunPython, SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from provisioning import owner
from tenants.models import MigrationStep

_BOOKKEEPING = "django_migrations"
_ASKING = ("SELECT", "SHOW", "SAVEPOINT", "RELEASE", "ROLLBACK")
_WHEN_TO_CHECK = "SET CONSTRAINTS"


@dataclass
class Recording:
    """The statements that changed something, in order, with their values written in."""

    statements: list[str] = field(default_factory=list)

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict) -> Any:
        result = execute(sql, params, many, context)
        text = str(sql).strip()
        if _changes_something(text) and _BOOKKEEPING not in text:
            for values in params if many else [params]:
                self.statements.append(_written_in(text, values))
        return result


def _changes_something(sql: str) -> bool:
    """Saying when to check changes nothing by itself; Django drops foreign keys in a message that begins with it."""
    said = sql.upper()
    return not said.startswith(_ASKING) and not (said.startswith(_WHEN_TO_CHECK) and ";" not in said.rstrip(";"))


def _written_in(sql: str, values: Any) -> str:
    if not values:
        return sql
    return str(mogrify(sql, values, connections[owner.ALIAS]))


@contextmanager
def recording() -> Iterator[Recording]:
    """Record every statement the owner's connection sends meanwhile."""
    record = Recording()
    with connections[owner.ALIAS].execute_wrapper(record):
        yield record


def mode_of(migration: Migration) -> MigrationStep.Mode:
    """How this migration is brought to the circles."""
    if any(isinstance(operation, RunPython) for operation in _flat(migration.operations)):
        return MigrationStep.Mode.EXECUTOR
    return MigrationStep.Mode.REPLAY if migration.atomic else MigrationStep.Mode.LOOSE


def _flat(operations: Sequence[Operation]) -> Iterator[Operation]:
    for operation in operations:
        if isinstance(operation, SeparateDatabaseAndState):
            yield from _flat(operation.database_operations)
        else:
            yield operation


def would_say(migration: Migration, before: ProjectState) -> list[str]:
    """The statements a migration would send, without sending them."""
    connection = connections[owner.ALIAS]
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        migration.apply(before, editor, collect_sql=True)
    lines = [line for line in editor.collected_sql if not line.startswith("--")]
    return [line.rstrip().removesuffix(";") for line in lines]
