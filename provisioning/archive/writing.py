"""Write a circle into an archive, as it was at one moment, while people go on working in it.

Tables are read in one snapshot of the database. How long they are is only known when they have been read, and what
stands in front of them says it: so they wait, encrypted with a key that nobody keeps, in a file without a name that is
gone with its process. Memory stays flat whatever the circle holds.
"""

import os
import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import IO, Final

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from kernel.errors import Conflict
from kernel.passphrases import Locked, Slowness
from kernel.time import now
from provisioning import owner
from provisioning.archive import container, facts, keys, manifest, signing, summary, tables
from provisioning.archive.manifest import Entry, Manifest, TableEntry
from provisioning.archive.sealing import Opener, Sealer
from shared_apps.identity.models import Account
from tenant_apps.vault.models import CircleKey
from tenants.context import circle_context
from tenants.models import Circle, MigrationStep, SchemaState

GotTo = Callable[[int, int], None]


class FileChanged(Conflict):
    """A file was written or removed while it was copied; a moment later it will be quiet."""

    default_code = "file_changed"


@dataclass(frozen=True)
class Written:
    """An archive that is finished: how big, and by which fingerprint it is known."""

    size: int
    rows: int
    files: int
    fingerprint: str


class _Waiting:
    """Tables that wait for their turn in the archive: encrypted, in a file without a name."""

    def __init__(self, file: IO[bytes]) -> None:
        # No passphrase: a key of its own for this one minute. (The shell wants its shape, not its slowness.)
        self._locked = Locked(secrets.token_bytes(32), b"", Slowness())
        self._file = file
        self._sealer = Sealer(file, self._locked)

    def keep(self, name: str, lines: Iterator[bytes], *, table: str, columns: tuple[str, ...]) -> TableEntry:
        digest, size, rows = sha256(), 0, 0
        for many in _together(lines):
            piece = b"".join(many)
            digest.update(piece)
            size += len(piece)
            rows += len(many)
            self._sealer.write(piece)
        return TableEntry(name, size, digest.hexdigest(), table=table, rows=rows, columns=columns)

    def again(self) -> Opener:
        """From the beginning, in the order in which they came."""
        self._sealer.close()
        self._file.flush()
        self._file.seek(0)
        return Opener(self._file, self._locked.key)


def _together(lines: Iterator[bytes]) -> Iterator[list[bytes]]:
    """Short lines many at a time, so that each costs less; long ones by themselves."""
    many, size = [], 0
    for line in lines:
        many.append(line)
        size += len(line)
        if size >= container.PIECE:
            yield many
            many, size = [], 0
    if many:
        yield many


def write(circle: Circle, locked: Locked, path: Path, *, got_to: GotTo = lambda part, of: None) -> Written:
    """Write the archive of this circle to `path`, which appears only when it is whole. Safe to repeat.

    Raises Conflict when its tables are being changed just now; FileChanged to be tried again.
    """
    _refuse_half_migrated(circle)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(".part")
    try:
        with tempfile.TemporaryFile(dir=path.parent) as aside:
            waiting = _Waiting(aside)
            said = _manifest(circle, waiting)
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                sealer = Sealer(file, locked)
                fingerprint = _fill(sealer, circle, said, waiting.again(), got_to)
                sealer.close()
                file.flush()
                os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    rows = sum(table.rows for table in said.tables)
    return Written(path.stat().st_size, rows, len(said.files), fingerprint)


def _refuse_half_migrated(circle: Circle) -> None:
    states = SchemaState.objects.using(owner.ALIAS)
    mine = states.filter(schema_name=circle.schema_name).first()
    newest = MigrationStep.objects.using(owner.ALIAS).order_by("-number").values_list("number", flat=True).first()
    if mine is None or mine.begun or mine.at_statement or mine.at_step != newest:
        raise Conflict(_("Its tables are being changed just now. Finish `coopbox migrate` first."), code="migrating")


def _manifest(circle: Circle, waiting: _Waiting) -> Manifest:
    told = facts.told(circle)
    with transaction.atomic(using=owner.ALIAS):
        going = tables.exported()
        tables.hold_still(circle.schema_name, [*going, CircleKey._meta.db_table])
        told_keys = waiting.keep(manifest.KEYS, iter(keys.told(circle)), table="", columns=keys.COLUMNS)
        found = tuple(
            _table(circle.schema_name, name, str(going[name]._meta.pk.column), waiting) for name in sorted(going)
        )
        accounts = waiting.keep(
            manifest.ACCOUNTS, _accounts(circle.schema_name), table="", columns=manifest.ACCOUNT_COLUMNS
        )
        migrations = _migrations(circle.schema_name)
        still_open = _open_deliveries(circle.schema_name)
    draft = Manifest(
        release=version("coopbox"),
        made_at=now().isoformat(),
        circle=told,
        migrations=migrations,
        tables=found,
        accounts=accounts,
        summaries=(),
        files=tuple(_files(circle)),
        left_behind=[
            {"table": each.table, "how": each.travel.how, "why": each.travel.reason} for each in tables.left_behind()
        ],
        open_deliveries=still_open,
        keys=told_keys,
    )
    said = Manifest(**{**draft.__dict__, "summaries": tuple(_entry(name, text) for name, text in summary.of(draft))})
    manifest.read(said.to_bytes())  # nobody is given an archive that would not be taken in again
    return said


def _entry(name: str, data: bytes) -> Entry:
    return Entry(name, len(data), sha256(data).hexdigest())


def _table(schema: str, table: str, key: str, waiting: _Waiting) -> TableEntry:
    fields = tables.columns(schema, table)
    lines = tables.lines(schema, table, fields, key)
    return waiting.keep(f"tables/{table}.jsonl", lines, table=table, columns=fields)


def _accounts(schema: str) -> Iterator[bytes]:
    """With which address each person signs in who can: the one thing that goes along and is not in the circle."""
    question = (
        f"SELECT json_build_object('person', p.id, 'email', a.email) FROM {owner.quoted(schema)}.people_person p"  # noqa: S608
        f" JOIN public.{owner.quoted(Account._meta.db_table)} a ON a.id = p.account_id WHERE a.is_active ORDER BY p.id"
    )
    return tables.streamed(question)


def _migrations(schema: str) -> list[list[str]]:
    had = (
        f"SELECT app, name FROM {owner.quoted(schema)}.django_migrations"  # noqa: S608 (names of ours)
        " JOIN public.tenants_migrationstep USING (app, name) ORDER BY app, name"
    )
    return [[app, name] for app, name in owner.raw().execute(had.encode()).fetchall()]


def _open_deliveries(schema: str) -> int:
    asked = f"SELECT count(*) FROM {owner.quoted(schema)}.journal_delivery WHERE state IN ('waiting', 'sending')"  # noqa: S608
    return int((owner.raw().execute(asked.encode()).fetchone() or (0,))[0])


# --- files ------------------------------------------------------------------------------------------------------------


def folder(circle: Circle) -> Path:
    """Where the files of a circle lie."""
    with circle_context(circle.ref("")):
        return Path(default_storage.path(""))


def _files(circle: Circle) -> Iterator[Entry]:
    """Every file of the circle, by name. Links are not followed, and are no files of ours."""
    root = folder(circle)
    for file in sorted(each for each in root.rglob("*") if each.is_file() and not each.is_symlink()):
        digest, size = sha256(), 0
        with _opened(file) as read:
            while piece := read.read(container.PIECE):
                digest.update(piece)
                size += len(piece)
        yield Entry(manifest.FILES + file.relative_to(root).as_posix(), size, digest.hexdigest())


@contextmanager
def _opened(file: Path) -> Iterator[IO[bytes]]:
    try:
        with os.fdopen(os.open(file, os.O_RDONLY | os.O_NOFOLLOW), "rb") as read:
            yield read
    except FileNotFoundError as gone:
        raise FileChanged(_CHANGED) from gone


_CHANGED: Final = "A file was changed while it was copied."


# --- the archive itself -----------------------------------------------------------------------------------------------


def _fill(sealer: Sealer, circle: Circle, said: Manifest, waiting: Opener, got_to: GotTo) -> str:
    """Put everything in, and answer with the fingerprint of the key it was signed with."""
    first = said.to_bytes()
    signature = signing.sign(first, circle.pk)
    container.put(sealer, manifest.NAME, first)
    container.put(sealer, signing.NAME, signature.to_bytes())
    for name, text in summary.of(said):
        container.put(sealer, name, text)
    progress = Progress(said.size, got_to)
    for table in (*said.all_keys(), *said.tables, said.accounts):
        _copy(sealer, table, waiting.exactly, progress)
    root = folder(circle)
    for entry in said.files:
        with _opened(root / entry.name.removeprefix(manifest.FILES)) as read:
            _copy(sealer, entry, read.read, progress)
    sealer.write(container.END)
    return signature.fingerprint


def _copy(sealer: Sealer, entry: Entry, read: Callable[[int], bytes], progress: "Progress") -> None:
    """Copy one thing, which must be what the manifest says it is."""
    sealer.write(container.header(entry.name, entry.size))
    left, digest = entry.size, sha256()
    while left:
        piece = read(min(container.PIECE, left))
        if not piece:
            raise FileChanged(_CHANGED)
        digest.update(piece)
        sealer.write(piece)
        left -= len(piece)
        progress.add(len(piece))
    if digest.hexdigest() != entry.sha256:
        raise FileChanged(_CHANGED)
    sealer.write(container.padding(entry.size))


class Progress:
    """Tells how far it is, every few mebibytes."""

    STEP: Final = 16 << 20

    def __init__(self, of: int, got_to: GotTo) -> None:
        self._of, self._got_to, self._at, self._told = of, got_to, 0, 0

    def add(self, size: int) -> None:
        self._at += size
        if self._at - self._told >= self.STEP:
            self._told = self._at
            self._got_to(self._at, self._of)
