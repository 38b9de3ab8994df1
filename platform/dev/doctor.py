"""`coopbox doctor`: looks at this installation and says in plain sentences what is well, what is not, and what to do.

It only looks: nothing is started, changed or mended. What lies behind something that does not work (the tables behind a
database that is down) is said to be unknown, not well.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from django.core.exceptions import ImproperlyConfigured

from dev import broker as broker_name
from dev import cluster, embedded, own_server, place, supervisor
from dev.place import CannotStart

if TYPE_CHECKING:
    from celery import Celery  # every command looks in here for its words, and few need a queue

LOCK_FILE = Path(__file__).resolve().parents[2] / "requirements.lock"
OLDEST_PYTHON = (3, 11)
LITTLE_SPACE_MB, TOO_LITTLE_SPACE_MB = 1_000, place.ENOUGH_MB
ANSWER_WITHIN_S, PAGE_WITHIN_S = 8, 2.0
OK, WARN, FAIL = "ok", "warn", "fail"
UNKNOWN = "Unknown while the settings make no sense."
MEND_LOGINS = (
    "Let the file that CIRCLE_LOGINS names hold exactly the circles that have a login of their own, and start every"
    " process again. A lost password is replaced with `coopbox circle own-login CIRCLE`; with --undo the login goes."
)


@dataclass(frozen=True)
class Finding:
    """What one look found: a state, a sentence, and what to do when it is not well."""

    name: str
    state: str
    sentence: str
    do: str = ""


@dataclass
class Patient:
    """The installation being looked at, and what is known of it so far."""

    home: Path
    port: int
    settings_make_sense: bool = True
    database_answers: bool = False
    broker_answers: bool = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="answer as JSON, for programs")
    parser.add_argument(
        "--home", type=supervisor.home_folder, help="the home to look at (default .coopbox, or COOPBOX_HOME)"
    )
    parser.add_argument("--port", type=supervisor.port_number, help="the website's port (default: the one it last had)")


def run(args: argparse.Namespace) -> int:
    """Look at everything. Returns 0 when nothing failed, else 1."""
    home = Path(args.home or os.environ.get("COOPBOX_HOME") or supervisor.DEFAULT_HOME).absolute()
    findings = examine(Patient(home, args.port or int(cluster.last_port(home))))
    failed = any(finding.state == FAIL for finding in findings)
    if args.json:
        print(json.dumps({"ok": not failed, "checks": [asdict(finding) for finding in findings]}, indent=2))
    else:
        print("\n".join(line for finding in findings for line in told(finding)))
        print(f"\n{summary(findings)}")
    return 1 if failed else 0


def summary(findings: list[Finding]) -> str:
    """All of it in one sentence."""
    if any(finding.state == FAIL for finding in findings):
        return "Something needs mending."
    if warnings := sum(finding.state == WARN for finding in findings):
        return f"Nothing is broken, and {'one thing asks' if warnings == 1 else f'{warnings} things ask'} for a look."
    return "Nothing needs mending."


def told(finding: Finding) -> list[str]:
    lines = [f"{finding.state:<5} {finding.name:<13} {finding.sentence}"]
    return [*lines, f"{'':<19} What to do: {finding.do}"] if finding.do else lines


def examine(patient: Patient) -> list[Finding]:
    """Every look, in an order in which later ones may build on earlier ones."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    os.environ["COOPBOX_HOME"] = str(patient.home)
    return [_safely(name, look, patient) for name, look in LOOKS.items()]


def _safely(name: str, look: Callable[[Patient], Finding], patient: Patient) -> Finding:
    try:
        return look(patient)
    except Exception as trouble:  # whatever it is, the other looks are still wanted
        return Finding(name, FAIL, f"Looking at this failed: {type(trouble).__name__}: {_first_line(trouble)}")


def what_is_set(patient: Patient) -> Finding:
    """Whether the settings, and what the home keeps secret, can be read at all. Nearly everything else needs them."""
    name = "Settings"
    try:
        named = {name: own_server.given(name) for name in (own_server.APP, own_server.OWNER)}
        os.environ.update({name: url for name, url in named.items() if url} or cluster.urls(patient.home))
        _django()
    except (CannotStart, ImproperlyConfigured, ValueError) as trouble:
        patient.settings_make_sense = False
        return Finding(name, FAIL, str(trouble), "Put that right first: what depends on it is unknown until then.")
    return Finding(name, OK, "They can be read and make sense.")


def python_version(patient: Patient) -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST_PYTHON:
        return Finding("Python", FAIL, f"This is Python {version}.", "Install 3.11 or later, then `make clean up`.")
    return Finding("Python", OK, f"Python {version}.")


def dependencies(patient: Patient) -> Finding:
    """Whether what is installed is what the lock file says."""
    name = "Dependencies"
    if not LOCK_FILE.exists():
        return Finding(name, OK, "Installed without a lock file, so there is nothing to compare with.")
    wanted = locked()
    wrong = [
        f"{package} {installed or 'missing'} (locked: {version})"
        for package, version, installed in wanted
        if installed != version
    ]
    if wrong:
        shown = ", ".join(wrong[:5]) + (f" and {len(wrong) - 5} more" if len(wrong) > 5 else "")
        return Finding(name, WARN, f"{len(wrong)} are not as locked: {shown}.", "Run `rm .venv/.installed && make up`.")
    return Finding(name, OK, f"All {len(wanted)} are as locked.")


def locked() -> list[tuple[str, str, str | None]]:
    """Package, locked version and installed version of all that the lock asks for on this machine."""
    from packaging.requirements import Requirement

    found = []
    for line in LOCK_FILE.read_text().splitlines():
        if not line.strip() or line.startswith((" ", "#", "-")):
            continue
        asked = Requirement(line.rstrip(" \\"))
        if asked.marker is None or asked.marker.evaluate():
            version = str(asked.specifier).removeprefix("==")
            found.append((asked.name, version, _installed(asked.name)))
    return found


def _installed(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def disk(patient: Patient) -> Finding:
    free = place.free_megabytes(patient.home)
    if free < TOO_LITTLE_SPACE_MB:
        return Finding("Disk", FAIL, f"{free} MB are left where {patient.home} lies.", "Free at least 1 GB there.")
    if free < LITTLE_SPACE_MB:
        return Finding("Disk", WARN, f"Only {free} MB are left where {patient.home} lies.", "Free some space soon.")
    return Finding("Disk", OK, f"{free // 1000} GB are free where {patient.home} lies.")


def database(patient: Patient) -> Finding:
    """Whether PostgreSQL answers, which one, and whether it is new enough."""
    url, name = os.environ.get("DATABASE_URL", ""), "Database"
    if not patient.settings_make_sense:
        return Finding(name, WARN, UNKNOWN)
    if not url:
        return Finding(name, WARN, "The embedded PostgreSQL was never started here.", "Run `coopbox up`.")
    is_ours = url == cluster.urls(patient.home).get("DATABASE_URL")
    if is_ours and embedded.running(patient.home) is None:
        return Finding(name, WARN, "The embedded PostgreSQL is not running.", "Run `coopbox up`.")
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            version = connection.info.server_version
    except psycopg.OperationalError as trouble:
        return Finding(name, FAIL, f"It does not answer: {_first_line(trouble)}.", _who_answers(is_ours))
    if version < 160_000:
        return Finding(name, FAIL, f"PostgreSQL {version // 10_000} is too old.", "Move to PostgreSQL 16 or later.")
    patient.database_answers = True
    kind = "The embedded" if is_ours else "Your own"
    return Finding(name, OK, f"{kind} PostgreSQL {version // 10_000}.{version % 10_000} answers.")


def _who_answers(is_ours: bool) -> str:
    if is_ours:
        return "Run `coopbox up` again."
    return "Check DATABASE_URL, and that the server runs and lets this machine in."


def _first_line(trouble: Exception) -> str:
    return (str(trouble).strip().splitlines() or [type(trouble).__name__])[0]


def walls(patient: Patient) -> Finding:
    """Whether logins may do what they need and nothing else."""
    if not patient.database_answers:
        return Finding("Walls", WARN, "Unknown while the database does not answer.")
    _django()
    from tenants.roles import breaches

    if found := breaches():
        mend = "Run `coopbox up` again, or `coopbox prepare-database` on your own server."
        return Finding("Walls", FAIL, " ".join(found), mend)
    return Finding("Walls", OK, "The application's login may become one circle at a time and nothing else.")


def logins(patient: Patient) -> Finding:
    """Whether circles with a database login of their own, and CIRCLE_LOGINS, fit together. Known is only what this
    process was told: other processes may have been started with another file."""
    name = "Logins"
    if not patient.database_answers:
        return Finding(name, WARN, "Unknown while the database does not answer.")
    _django()
    from django.conf import settings

    from provisioning.circles import everyone
    from tenants.logins import strangers_to

    circles = everyone()
    if strangers := strangers_to(circles):
        said = f"{' '.join(strangers.values())} A website that knows no more than this answers 503 there."
        return Finding(name, FAIL, said, MEND_LOGINS)
    if left := sorted(set(settings.CIRCLE_LOGINS) - {circle.schema for circle in circles}):
        said = f"CIRCLE_LOGINS names what is no circle's any more: {', '.join(left)}."
        return Finding(name, WARN, said, "Take these lines out of that file.")
    if named := len(settings.CIRCLE_LOGINS):
        return Finding(name, OK, f"CIRCLE_LOGINS opens every login that is a circle's own ({named}).")
    return Finding(name, OK, "No circle has a database login of its own.")


def migrations(patient: Patient) -> Finding:
    if not patient.database_answers:
        return Finding("Migrations", WARN, "Unknown while the database does not answer.")
    _django()
    from provisioning.migrate import pending, status

    stuck = [standing for standing in status() if standing.error]
    if stuck:
        return Finding(
            "Migrations",
            FAIL,
            f"{'One circle' if len(stuck) == 1 else f'{len(stuck)} circles'} could not be brought to this version.",
            "`coopbox migrate --status` says which and why; put that right and run `coopbox migrate`.",
        )
    if pending():
        return Finding("Migrations", WARN, "There are migrations still to make.", "Run `coopbox migrate`.")
    return Finding("Migrations", OK, "Every circle is at this version.")


def port(patient: Patient) -> Finding:
    """Whether the website answers, or could."""
    if supervisor.answers(patient.port, within_s=PAGE_WITHIN_S):
        return Finding("Website", OK, f"It answers on port {patient.port}.")
    try:
        for listener in supervisor.listen(patient.port):
            listener.close()
    except CannotStart as sentence:
        return Finding("Website", FAIL, "It does not answer.", str(sentence))
    return Finding("Website", WARN, f"It is not running; port {patient.port} is free.", "Run `coopbox up`.")


def broker(patient: Patient) -> Finding:
    """Whether jobs can be handed in."""
    from django.conf import settings

    if not patient.settings_make_sense:
        return Finding("Broker", WARN, UNKNOWN)
    if settings.CELERY_BROKER_URL == broker_name.URL and not patient.database_answers:
        return Finding("Broker", WARN, "Unknown while the database, which is also the queue, does not answer.")
    _django()
    app = _celery()
    try:
        with app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, timeout=5)
            waiting = _waiting(connection.default_channel)
    except Exception as trouble:  # each transport has errors of its own
        said = f"It does not answer: {type(trouble).__name__}."
        return Finding("Broker", FAIL, said, "Check BROKER_URL and that server.")
    patient.broker_answers = True
    return Finding("Broker", OK, f"It answers; {waiting} jobs wait.")


def _waiting(channel: Any) -> int:
    """How many jobs wait. A queue that is empty, or was never used, does not exist for Redis and for RabbitMQ."""
    try:
        return int(channel.queue_declare("celery", passive=True).message_count)
    except Exception as none:
        if str(getattr(none, "reply_code", "")) != "404":
            raise
        return 0


def worker(patient: Patient) -> Finding:
    """Whether somebody takes up jobs, seen by handing one in."""
    if not patient.broker_answers:
        return Finding("Worker", WARN, "Unknown while the broker does not answer.")
    app = _celery()
    began = time.monotonic()
    if app.connection_for_write().transport_cls == "pgqueue":
        answered = _was_taken_up(began + ANSWER_WITHIN_S)
    else:
        answered = bool(app.control.ping(timeout=2))
    if not answered:
        said = f"Nobody took up a job within {ANSWER_WITHIN_S} s."
        return Finding("Worker", WARN, said, "Run `coopbox up`, or start a worker.")
    return Finding("Worker", OK, f"It took up a job within {time.monotonic() - began:.1f} s.")


def _was_taken_up(give_up_at: float) -> bool:
    """Hand in a job that does nothing and watch for its row to go."""
    from dev.tasks import answer

    sent = answer.apply_async(expires=ANSWER_WITHIN_S)
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        while time.monotonic() < give_up_at:
            waits = "SELECT FROM queue.message WHERE payload::json -> 'headers' ->> 'id' = %s"
            if connection.execute(waits, [sent.id]).fetchone() is None:
                return True
            time.sleep(0.05)
    return False


def mail(patient: Patient) -> Finding:
    """Where mail goes."""
    if not patient.settings_make_sense:
        return Finding("Mail", WARN, UNKNOWN)
    _django()
    from django.conf import settings
    from django.core.mail import get_connection

    if settings.EMAIL_BACKEND == "dev.caught_mail.CaughtMail":
        return Finding("Mail", OK, f"Caught, not sent: read it at http://localhost:{patient.port}/dev/mail/.")
    try:
        connection = get_connection()
        connection.open()
        connection.close()
    except OSError as trouble:
        return Finding("Mail", FAIL, f"The mail server does not answer: {trouble}.", "Check EMAIL_URL and that server.")
    return Finding("Mail", OK, "The mail server answers.")


def _celery() -> Celery:
    """The house's Celery app, found by name: what is above us we do not import."""
    from celery.app.utils import find_app

    return find_app("config.celery:app")


def _django() -> None:
    """Set Django up, once: setting it up anew would say anew where the log goes."""
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()


def runs(patient: Patient) -> Finding:
    """Whether something that is being done to a circle has stopped and waits for somebody to look."""
    if not patient.database_answers:
        return Finding("Runs", WARN, "Unknown while the database does not answer.")
    _django()
    from django.db import ProgrammingError

    from shared_apps.runs.models import Run
    from tenants.context import in_federation

    try:
        with in_federation():
            stopped = Run.objects.filter(state=Run.State.STOPPED).count()
    except ProgrammingError:
        return Finding("Runs", WARN, "Unknown until the database is migrated.")
    if stopped:
        look = "`coopbox run list` shows what stopped them, and `coopbox run retry` lets them go on."
        return Finding("Runs", WARN, f"Stopped on the way: {stopped}.", look)
    return Finding("Runs", OK, "Nothing that was asked for has stopped.")


LOOKS: dict[str, Callable[[Patient], Finding]] = {
    "Settings": what_is_set,
    "Python": python_version,
    "Dependencies": dependencies,
    "Disk": disk,
    "Database": database,
    "Walls": walls,
    "Logins": logins,
    "Migrations": migrations,
    "Runs": runs,
    "Website": port,
    "Broker": broker,
    "Worker": worker,
    "Mail": mail,
}
