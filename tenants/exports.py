"""Where archives of circles wait to be taken along: outside every circle's own files, a folder for each circle.

They are encrypted from their first byte. They are removed some days later, whether anybody took them or not.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings

from kernel.ids import parse_uuid

ENDING: Final = ".coopbox"
UNFINISHED: Final = ".part"
KEY: Final = ".key"


@dataclass(frozen=True)
class Kept:
    """An archive that can be taken along, by the run that made it."""

    run_id: UUID
    size: int
    made_at: datetime

    @property
    def gone_on(self) -> datetime:
        return self.made_at + kept_for()


def kept_for() -> timedelta:
    """How long an archive waits to be taken along."""
    days: timedelta = settings.EXPORTS_KEPT
    return days


def folder(circle_id: UUID) -> Path:
    """The folder of one circle's archives; it may not be there yet."""
    return Path(settings.EXPORTS_ROOT) / circle_id.hex


def path(circle_id: UUID, run_id: UUID) -> Path:
    """Where the archive lies that this run made or is to make."""
    return folder(circle_id) / f"{run_id}{ENDING}"


def kept(circle_id: UUID) -> list[Kept]:
    """A circle's archives, the newest first."""
    found = []
    for file in folder(circle_id).glob(f"*{ENDING}"):
        run_id = parse_uuid(file.name.removesuffix(ENDING))
        if run_id is not None and file.is_file() and not file.is_symlink():
            facts = file.stat()
            found.append(Kept(run_id, facts.st_size, datetime.fromtimestamp(facts.st_mtime, UTC)))
    return sorted(found, key=lambda each: each.made_at, reverse=True)


def note_key(circle_id: UUID, fingerprint: str) -> None:
    """Keep beside a circle's archives by which key they can be known: it is the same for all of them, and no secret."""
    folder(circle_id).with_suffix(KEY).write_text(fingerprint, encoding="ascii")


def key_of(circle_id: UUID) -> str:
    """The fingerprint of the key that signs a circle's archives; nothing while none was made."""
    file = folder(circle_id).with_suffix(KEY)
    return file.read_text(encoding="ascii") if file.is_file() else ""


def remove(circle_id: UUID, run_id: UUID) -> None:
    """Remove the archive that this run made or began to make, if it did."""
    made = path(circle_id, run_id)
    for file in (made, made.with_suffix(UNFINISHED)):
        file.unlink(missing_ok=True)


def forget_old(*, older_than: timedelta | None = None) -> int:
    """Remove the archives that nobody took in time, and those that were never finished. Returns how many."""
    root = Path(settings.EXPORTS_ROOT)
    before = time.time() - (kept_for() if older_than is None else older_than).total_seconds()
    gone = 0
    for file in [*root.glob(f"*/*{ENDING}"), *root.glob(f"*/*{UNFINISHED}")]:
        if file.stat().st_mtime < before:
            file.unlink(missing_ok=True)
            gone += 1
    for key in root.glob(f"*{KEY}"):
        if not any(key.with_suffix("").glob(f"*{ENDING}")):
            key.unlink(missing_ok=True)
    return gone
