"""A process that is killed in the middle of a run, at a point one can name; and what it may not leave behind."""

import os
import signal
import threading
import time
import traceback
import warnings
from pathlib import Path
from uuid import UUID

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from kernel.time import now
from provisioning import owner, running
from shared_apps.runs.models import Run
from tenants.models import Circle, Domain, SchemaState, Spare

BEFORE, COMMIT, AFTER = "before", "commit", "after"
POINTS = (BEFORE, COMMIT, AFTER)
"""Before a step, at its first commit (at its end, if it makes none), and when it is done but not written down."""


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def dying_at(name: str, point: str, kind: running.Kind) -> running.Kind:
    """The same kind, which is the end of the process at this point of this step."""

    def deadly(step: running.Step) -> running.Step:
        def do(work: running.Work) -> None:
            if point == BEFORE:
                die()
            if point == COMMIT:
                real = BaseDatabaseWrapper._commit
                BaseDatabaseWrapper._commit = lambda self: (real(self), die())
            step.do(work)
            die()

        return running.Step(step.name, step.words, do) if step.name == name else step

    return running.Kind(kind.name, kind.words, tuple(map(deadly, kind.steps)))


def hang_up() -> None:
    """Close every connection, and wait until the threads that made them are gone from the system too.

    For Python a thread has ended a moment before it has for the system: in between OpenSSL tidies up after it, under a
    lock of its own. A fork in that moment gives the child the lock and nobody to open it, and no thread of the child
    ever gets a connection.
    """
    were_here = threading.enumerate()
    for connection in connections.all(initialized_only=True):
        connection.close()
        if getattr(connection, "pool", None):
            connection.close_pool()
    left = [Path(f"/proc/self/task/{thread.native_id}") for thread in were_here if not thread.is_alive()]
    give_up_at = time.monotonic() + 30
    while any(thread.exists() for thread in left):
        assert time.monotonic() < give_up_at, "A thread of the pool does not end."
        time.sleep(0.001)


def in_a_process_of_its_own(run_id: UUID, name: str = "", point: str = "") -> int:
    """Carry the run out in a child; what ended it: 0, or minus the signal."""
    hang_up()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # no thread of ours is alive here
        child = os.fork()
    if not child:
        try:
            kind = running.kind_of(Run(kind=Run.objects.get(pk=run_id).kind))
            if name:
                kind = dying_at(name, point, kind)
            running.kind_of = lambda run: kind
            while in_somebodys_hand(running.carry_out(run_id)):
                time.sleep(0.005)  # the database has not yet heard that the one before is dead
        except BaseException:
            traceback.print_exc()
            os._exit(70)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def in_somebodys_hand(run: Run) -> bool:
    """Whether a run that could go on was left to somebody else, who has the lock."""
    return run.state == Run.State.RUNNING or (run.state == Run.State.WAITING and run.due_at <= now())


def left_over() -> set[str]:
    """Whatever belongs to no circle and no spare: homes, roles, rows, addresses."""
    rows = Circle.objects.using("owner")
    living = set(rows.exclude(state=Circle.State.CLOSED).values_list("schema_name", flat=True))
    living |= set(Spare.objects.using("owner").values_list("schema_name", flat=True))
    kept = {f"trash_{name}" for name in rows.filter(state=Circle.State.CLOSED).values_list("schema_name", flat=True)}
    asked = owner.raw().execute(
        "SELECT nspname FROM pg_namespace WHERE nspname ~ '^(trash_)?c_'"
        " UNION ALL SELECT regexp_replace(rolname, '^r_', '') FROM pg_roles WHERE rolname ~ '^r_c_'"
        "   AND has_database_privilege(rolname, current_database(), 'CONNECT') IS NOT NULL"
    )
    homes = {name for (name,) in asked.fetchall()} - living - kept - {name.removeprefix("trash_") for name in kept}
    states = set(SchemaState.objects.using("owner").values_list("schema_name", flat=True)) - living - {owner.TEMPLATE}
    hosts = Domain.objects.using("owner").exclude(tenant__in=rows.all()).values_list("domain", flat=True)
    return homes | states | set(hosts)
