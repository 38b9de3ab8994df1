"""A circle with something in every table and some files, and how it is taken along and brought in."""

import io
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from kernel.actors import SYSTEM
from kernel.passphrases import Locked, Slowness, key_of
from provisioning import circles, owner, running
from provisioning.archive import sealing, tables
from provisioning.archive.sealing import Opener
from provisioning.stewards import welcome
from shared_apps.runs import sealed
from shared_apps.runs import services as runs
from shared_apps.runs.models import Run
from tenants import exports
from tenants.context import CircleRef, in_circle, in_federation

WORDS = "correct horse battery staple"
QUICK = Slowness(n=2**14)


def quick_lock(passphrase: str = WORDS) -> Locked:
    """A key that is made in a moment: tests need no slowness."""
    salt = b"a salt for tests"
    return Locked(key_of(passphrase, salt, QUICK), salt, QUICK)


def ask(kind: str, circle: CircleRef | None = None, *, secret: bytes, **facts: Any) -> Run:
    key = f"{kind}:{uuid4()}"
    with in_federation():
        sealed.keep(secret, key)
        return runs.ask(kind, by=SYSTEM, key=key, circle_id=circle and circle.id, facts=facts, wake=False)


def carry_out(run: Run) -> Run:
    with in_federation():
        return running.carry_out(run.pk)


def export(circle: CircleRef, passphrase: str = WORDS) -> Path:
    """The archive of a circle."""
    run = carry_out(ask("export", circle, secret=quick_lock(passphrase).to_bytes()))
    assert run.state == Run.State.DONE, said(run)
    return exports.path(circle.id, run.pk)


def bring_in(path: Path, slug: str, passphrase: str = WORDS, **facts: Any) -> Run:
    """Import an archive, as far as it goes."""
    return carry_out(ask_in(path, slug, passphrase, **facts))


def ask_in(path: Path, slug: str, passphrase: str = WORDS, **facts: Any) -> Run:
    locked = quick_lock(passphrase)
    return ask("import", secret=locked.to_bytes(), file=str(path), slug=slug, **facts)


def said(run: Run) -> str:
    with in_federation():
        return " ".join(run.steps.exclude(said="").values_list("said", flat=True))


def put_files(circle: CircleRef) -> None:
    with in_circle(circle):
        default_storage.save("letters/one.txt", ContentFile(b"Dear neighbours"))
        default_storage.save("pictures/empty.png", ContentFile(b""))
        default_storage.save("pictures/ÅÄÖ " + "long" * 40 + ".bin", ContentFile(bytes(range(256)) * 5000))


def files(circle: CircleRef) -> dict[str, bytes]:
    with in_circle(circle):
        root = Path(default_storage.path(""))
    return {str(file.relative_to(root)): file.read_bytes() for file in sorted(root.rglob("*")) if file.is_file()}


def rows(schema: str, table: str) -> list[str]:
    """Every row of a table, in the order of its key."""
    columns = tables.columns(schema, table)
    key = "id" if "id" in columns else columns[0]
    asked = f'SELECT to_jsonb(r)::text FROM "{schema}"."{table}" r ORDER BY "{key}"'
    return [row for (row,) in owner.raw().execute(asked).fetchall()]


def plain(path: Path, passphrase: str = WORDS) -> bytes:
    """What is inside an archive: a tar."""
    with path.open("rb") as file:
        opener = Opener(file, sealing.look_at(path).key(passphrase))
        return opener.read(1 << 40)


def sealed_again(tar: bytes, path: Path, passphrase: str = WORDS) -> Path:
    """An archive with this inside, by somebody who has the passphrase."""
    whole = io.BytesIO()
    sealer = sealing.Sealer(whole, quick_lock(passphrase))
    sealer.write(tar)
    sealer.close()
    path.write_bytes(whole.getvalue())
    return path


SOMEBODY = "Pat Moss"


def open_todmorden() -> CircleRef:
    """A small circle with one person in it."""
    circle = circles.open_circle(slug="todmorden", name="Todmorden Care Circle", by=SYSTEM)
    welcome(circle, name=SOMEBODY, email="pat@tod.example", hats=("steward",))
    return circle
