"""Whose keys were destroyed, written down outside the database, so that a backup does not bring them back.

One file for each circle, by the name it has in the vault: it only grows, and each line carries the digest of the line
before, and one of itself. That lines are missing at its end cannot be seen: the file needs a backup of its own. There
is an id of a person in it and nothing else about them; whoever finds the file learns nothing of anybody.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Final
from uuid import UUID

from django.conf import settings

FIRST: Final = "0" * 64


class LedgerDamaged(RuntimeError):
    """A line of the ledger was changed or taken out. Put the file back from its own backup."""


def people(origin: UUID) -> list[UUID]:
    """Whose keys were destroyed in this circle, in that order. Raises LedgerDamaged."""
    try:
        with _path(origin).open("rb") as file:
            return [person for person, _digest in _read(file)]
    except FileNotFoundError:
        return []


def note(origin: UUID, person: UUID, at: datetime) -> bool:
    """Write down that somebody's key was destroyed, on the disk and not only in its memory. Whether it is news."""
    with _alone(origin) as file:
        found = list(_read(file))
        if any(person == known for known, _digest in found):
            return False
        before = found[-1][1] if found else FIRST
        said = {"person": str(person), "at": at.isoformat(), "after": before}
        file.write(json.dumps(said | {"is": _digest_of(said)}).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return True


def _read(file: IO[bytes]) -> Iterator[tuple[UUID, str]]:
    before = FIRST
    for line in file:
        try:
            said = json.loads(line)
            person, after = UUID(said["person"]), said["after"]
        except (ValueError, TypeError, KeyError):
            raise LedgerDamaged(file.name) from None
        own = said.pop("is", None)  # lines of earlier releases have none
        if after != before or (own is not None and own != _digest_of(said)):
            raise LedgerDamaged(file.name)
        before = sha256(line.rstrip(b"\n")).hexdigest()
        yield person, before


def _digest_of(said: dict[str, str]) -> str:
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


@contextmanager
def _alone(origin: UUID) -> Iterator[IO[bytes]]:
    path = _path(origin)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def _path(origin: UUID) -> Path:
    return Path(settings.SHRED_LEDGER) / f"{origin.hex}.jsonl"
