"""A big circle, its export and its import, and the same rows and files carried by COPY and by copying."""

from __future__ import annotations

import os
import resource
import shutil
import time
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from kernel.actors import SYSTEM
from kernel.passphrases import Locked, Slowness
from provisioning import circles, migrate, owner, running
from provisioning.archive import tables
from shared_apps.runs import sealed
from shared_apps.runs import services as runs
from shared_apps.runs.models import Run
from tenants import exports
from tenants.context import in_federation

SLUG = "garden"
LOCKED = Locked(b"k" * 32, b"s" * 16, Slowness(2**14))
MANY = ("people_person", "journal_entry")


def _settle(home: str) -> Path:
    root = Path(home)
    settings.MEDIA_ROOT, settings.EXPORTS_ROOT, settings.RUN_WAKER = root / "files", root / "exports", ""
    return root


def build(home: str, rows: int) -> int:
    """A circle with so many rows, half of them people and half what happened. Says how many it has."""
    _settle(home)
    migrate.migrate_all()
    schema = owner.quoted(circles.open_circle(slug=SLUG, name="Garden Circle", by=SYSTEM).schema)
    half = rows // 2
    owner.send(
        f"INSERT INTO {schema}.people_person (id, name, known_as, email, phone, how_joined, reach_by, contact_note,"
        " joined_on) SELECT gen_random_uuid(), 'Person ' || n, 'P' || n, n || '@garden.example', '01632 960 001',"
        f" 'met', 'phone', repeat('Ring before noon. ', 6), current_date FROM generate_series(1, {half}) AS n;"
        f"INSERT INTO {schema}.journal_entry (id, at, event, actor_kind, payload, request_id)"
        " SELECT gen_random_uuid(), now(), 'people.PersonCorrected', 'system',"
        f" jsonb_build_object('person_id', gen_random_uuid(), 'columns', jsonb_build_array('phone')), md5(n::text)"
        f" FROM generate_series(1, {half}) AS n; ANALYZE {schema}.people_person; ANALYZE {schema}.journal_entry"
    )
    return sum(_count(schema, table) for table in MANY)


def make_tables() -> None:
    migrate.migrate_all()


def _count(schema: str, table: str) -> int:
    return int((owner.raw().execute(f"SELECT count(*) FROM {schema}.{table}").fetchone() or (0,))[0])


def copy_out() -> float:
    """The rows by COPY into a file beside the archives, as PostgreSQL gives them."""
    schema = owner.quoted(circles.find(SLUG).schema_name)
    folder = Path(settings.EXPORTS_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    began = time.perf_counter()
    for table in MANY:
        with (folder / f"{table}.copy").open("wb") as file:
            with owner.raw().cursor() as cursor, cursor.copy(f"COPY {schema}.{table} TO STDOUT".encode()) as copy:
                for data in copy:
                    file.write(data)
    return time.perf_counter() - began


def copy_in(home: str) -> float:
    """The same rows by COPY into tables like ours, in one transaction. Nothing of it stays."""
    _settle(home)
    connection = owner.raw()
    connection.execute("CREATE SCHEMA floor")
    for table in MANY:
        connection.execute(f"CREATE TABLE floor.{table} (LIKE {owner.TEMPLATE}.{table} INCLUDING ALL)".encode())
    began = time.perf_counter()
    with connection.transaction(), connection.cursor() as cursor:
        for table in MANY:
            with (Path(settings.EXPORTS_ROOT) / f"{table}.copy").open("rb") as file:
                with cursor.copy(f"COPY floor.{table} FROM STDIN".encode()) as copy:
                    while data := file.read(1 << 18):
                        copy.write(data)
    took = time.perf_counter() - began
    connection.execute("DROP SCHEMA floor CASCADE")
    return took


def write_files(home: str, count: int, size: int) -> int:
    """So many files of this size, which nothing could make smaller. Says how many bytes."""
    _settle(home)
    folder = _files()
    for number in range(count):
        place = folder / f"{number % 32:02}" / f"{number}.bin"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(os.urandom(size))
    return count * size


def _files() -> Path:
    return Path(settings.MEDIA_ROOT) / "circles" / circles.find(SLUG).pk.hex


def copy_files(home: str) -> float:
    root = _settle(home)
    began = time.perf_counter()
    shutil.copytree(_files(), root / "copied")
    took = time.perf_counter() - began
    shutil.rmtree(root / "copied")
    return took


def export(home: str, name: str) -> dict[str, float]:
    """The whole run. The archive lies in `home` under this name afterwards."""
    root = _settle(home)
    circle = circles.ref_of(circles.find(SLUG))
    run = _ask("export", circle.id)
    told = _measured(run)
    exports.path(circle.id, run.pk).replace(root / f"{name}.coopbox")
    return told


def bring_in(home: str, name: str) -> dict[str, float]:
    """The whole run, into a deployment that has room for it."""
    root = _settle(home)
    told = _measured(_ask("import", file=str(root / f"{name}.coopbox"), slug=f"moved-{name}"))
    schema = owner.quoted(circles.find(f"moved-{name}").schema_name)
    assert all(_count(schema, table) for table in MANY)
    return told


def _ask(kind: str, circle_id: object = None, **facts: str) -> Run:
    key = f"{kind}:{uuid4()}"
    with in_federation():
        sealed.keep(LOCKED.to_bytes(), key)
        return runs.ask(kind, by=SYSTEM, key=key, circle_id=circle_id, facts=facts, wake=False)  # type: ignore[arg-type]


def _measured(run: Run) -> dict[str, float]:
    tables.exported()  # what every process has read before it is asked for anything
    before = _peak()
    began = time.perf_counter()
    done = running.carry_out(run.pk)
    took = time.perf_counter() - began
    with in_federation():
        assert done.state == Run.State.DONE, list(done.steps.values_list("name", "state", "said"))
    return {"seconds": took, "before_mb": before, "peak_mb": _peak()}


def _peak() -> float:
    """The most memory this process ever held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
