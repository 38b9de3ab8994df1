"""Say to one circle's schema what the template was told, and count it in the same breath."""

import queue
import threading
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from django.db import DatabaseError, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from psycopg import Error, errors
from psycopg.errors import LockNotAvailable

from provisioning import homes, owner
from tenants.models import MigrationStep, SchemaState
from tenants.router import migrating

LOCK_TIMEOUT = "2s"  # a migration that waits for a lock makes every visitor of that table wait behind it
PATIENCE = (0.5, 2.0)  # pauses, in seconds, before another try when somebody holds the table

# What a statement answers when it held the last time: its thing is there, or gone, already.
_DONE_ALREADY = (
    errors.DuplicateTable,
    errors.DuplicateColumn,
    errors.DuplicateObject,
    errors.UndefinedTable,
    errors.UndefinedColumn,
    errors.UndefinedObject,
)

INVALID = """
SELECT i.relname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
WHERE NOT x.indisvalid AND i.relnamespace = %s::regnamespace
"""


def bring_all(behind: Sequence[SchemaState], steps: list[MigrationStep], *, several: int) -> Iterator[tuple[str, str]]:
    """Bring schemas up to date, several at a time. Yields each one's name with its error ("" when all went well)."""
    waiting: queue.SimpleQueue[SchemaState] = queue.SimpleQueue()
    finished: queue.SimpleQueue[tuple[str, str]] = queue.SimpleQueue()
    for state in behind:
        waiting.put(state)

    def work() -> None:
        try:
            while True:
                state = waiting.get_nowait()
                try:
                    error = bring(state, steps)
                except Exception as fault:  # whatever it was, who waits for this circle must hear of it
                    error = _said(fault)
                finished.put((state.schema_name, error))
        except queue.Empty:
            return
        finally:
            connections[owner.ALIAS].close()

    for _ in range(max(1, min(several, len(behind)))):
        threading.Thread(target=work, daemon=True).start()
    for _ in behind:
        yield finished.get()


def bring(state: SchemaState, steps: list[MigrationStep]) -> str:
    """Give one schema the steps it lacks, in order. Returns what stopped it, or ""."""
    for step in steps:
        if step.number <= state.at_step:
            continue
        try:
            _patiently(state, step)
        except Exception as error:  # one circle's trouble, whatever it is, must not stop the others
            said = f"{step.app}.{step.name}: {_said(error, is_captured=step.mode != MigrationStep.Mode.EXECUTOR)}"
            _note(state.schema_name, said)
            return said
        state.at_step, state.at_statement = step.number, 0
    return ""


# Kinds of PostgreSQL's messages that name tables, columns and constraints, and no value of a row: broken constraints,
# transactions, names and rights, resources, things in use, a server that goes away. Its DETAIL, which has values, is
# never among them.
_ABOUT_NO_ROW = ("23", "25", "40", "42", "53", "55", "57", "58")


def _said(error: BaseException, *, is_captured: bool = False) -> str:
    """What went wrong, without a word of what is in a circle: this is kept, and shown, outside of it.

    Captured statements are the same for every circle, so PostgreSQL's message is as well, where its kind holds no
    values. Of anything else only the kind and the place are told.
    """
    cause = error if isinstance(error, Error) else error.__cause__
    diagnosis = cause.diag if isinstance(cause, Error) else None
    if diagnosis is not None and is_captured and (diagnosis.sqlstate or "").startswith(_ABOUT_NO_ROW):
        return diagnosis.message_primary or type(error).__name__
    known = (diagnosis.sqlstate, diagnosis.constraint_name) if diagnosis is not None else ()
    facts = [_place(error), *(fact for fact in known if fact)]
    return f"{type(error).__name__} ({', '.join(facts)})"


def _place(error: BaseException) -> str:
    """Where it happened: the migration's own line if it was there, else the last one."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).name[:4].isdecimal()]
    return next((f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(own or frames)), "nowhere")


def _patiently(state: SchemaState, step: MigrationStep) -> None:
    for pause in PATIENCE:
        try:
            return _do(state, step)
        except LockNotAvailable:
            time.sleep(pause)
    return _do(state, step)


def _do(state: SchemaState, step: MigrationStep) -> None:
    if step.mode == MigrationStep.Mode.EXECUTOR:
        return _by_python(state.schema_name, step)
    if step.mode == MigrationStep.Mode.LOOSE:
        return one_by_one(state, step)
    return _at_once(state.schema_name, step)


def _path(schema: str) -> str:
    # public is named in full where it is meant; a migration must never find a table there by accident
    return f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'; SET LOCAL search_path = {owner.quoted(schema)}; "


def _counted(schema: str, step: MigrationStep) -> str:
    # identifiers and names of our own migrations: nothing here was typed by anybody
    return (
        f"INSERT INTO {owner.quoted(schema)}.django_migrations (app, name, applied)"  # noqa: S608
        f" VALUES ({owner.literal(step.app)}, {owner.literal(step.name)}, now());"
        f"UPDATE public.tenants_schemastate SET at_step = {step.number}, at_statement = 0, begun = false, error = '',"
        f" tried_at = now(), changed_at = now() WHERE schema_name = {owner.literal(schema)};\n"
        + homes.narrowing(schema)
    )


def _at_once(schema: str, step: MigrationStep) -> None:
    """The whole step in one message, which PostgreSQL takes or leaves as one."""
    said = "\n;\n".join([*step.statements, _counted(schema, step)])  # a comment ends with its line
    connection = owner.raw()
    try:
        connection.execute(("BEGIN; " + _path(schema) + said + "; COMMIT").encode())
    except Error:
        if not connection.closed:
            connection.execute("ROLLBACK")
        raise


def one_by_one(state: SchemaState, step: MigrationStep) -> None:
    """Statements that refuse a transaction (CREATE INDEX CONCURRENTLY), counted one at a time, so that a killed run
    goes on after the last one that held. An index left half made is dropped first; a statement that held and was not
    counted any more says that its thing is there (or gone) already."""
    connection, schema = owner.raw(), state.schema_name
    connection.execute(f"SET search_path = {owner.quoted(schema)}".encode())
    try:
        for (name,) in connection.execute(INVALID, [owner.quoted(schema)]).fetchall():
            connection.execute(f"DROP INDEX CONCURRENTLY {owner.quoted(name)}".encode())
        for position in range(state.at_statement, len(step.statements)):
            _note_begun(schema, position)
            try:
                connection.execute(step.statements[position].encode())
            except _DONE_ALREADY:
                if not state.begun:
                    _note_begun(schema, position, begun=False)
                    raise
            except Error:
                _note_begun(schema, position, begun=False)
                raise
            state.begun = False
        connection.execute(("BEGIN; " + _counted(schema, step) + "; COMMIT").encode())
    finally:
        connection.execute(b"SET search_path = public")


def _note_begun(schema: str, position: int, *, begun: bool = True) -> None:
    """Say which statement is about to be said, so that a killed run knows which one it cannot be sure of."""
    owner.raw().execute(
        "UPDATE public.tenants_schemastate SET at_statement = %s, begun = %s WHERE schema_name = %s",
        [position, begun, schema],
    )


def _by_python(schema: str, step: MigrationStep) -> None:
    """A migration with Python in it runs through Django's own executor, in this circle's schema."""
    connection = connections[owner.ALIAS]
    with migrating(schema), transaction.atomic(using=owner.ALIAS):
        owner.send(_path(schema))
        executor = MigrationExecutor(connection)
        migration = executor.loader.graph.nodes[(step.app, step.name)]
        executor.migrate([(step.app, step.name)], plan=[(migration, False)])
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE public.tenants_schemastate SET at_step = %s, at_statement = 0, error = '', tried_at = now(),"
                " changed_at = now() WHERE schema_name = %s",
                [step.number, schema],
            )
        owner.send(homes.narrowing(schema))


def _note(schema: str, said: str) -> None:
    connections[owner.ALIAS].close()  # whatever state the failure left the connection in
    with suppress(DatabaseError, Error):  # the database may be what failed; the run's own outcome tells all the same
        owner.raw().execute(
            "UPDATE public.tenants_schemastate SET error = %s, tried_at = now() WHERE schema_name = %s", [said, schema]
        )
