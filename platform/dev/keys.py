"""What a home keeps secret: the passwords of its two logins, the key that signs links, and the one that locks what must
not be read. One file, its owner's alone.

Each is made once, by whoever needs it first, and kept from then on: all processes of a home must know the same.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from dev.place import CannotStart

FILE = "secrets.json"
SIGNING = "signing_key"
VAULT = "vault_key"
NOT_FOR_REAL = "dev-only-"  # production refuses a key that begins like this


def kept(home: Path) -> dict[str, str]:
    """What a home has kept so far; nothing when it is not there yet, or not ours to read. Raises CannotStart when it is
    damaged: replaced silently, it would sign everybody out and lock the worker out of the database."""
    try:
        return _read(Path(home) / FILE)
    except (NotADirectoryError, PermissionError):
        return {}


def keep(home: Path, names: Iterable[str], *, prefix: str = "") -> dict[str, str]:
    """The secrets of these names, made now where there is none yet. Needs the home's folder."""
    home = Path(home)
    with _alone(home):
        known = _read(home / FILE)
        made = {name: prefix + secrets.token_urlsafe(48) for name in names if name not in known}
        if made:
            _write(home / FILE, json.dumps(known | made))
    return {name: (known | made)[name] for name in names}


def signing_key(home: Path) -> str:
    """The SECRET_KEY of a home. Before there is a home there is nothing to sign that lasts: a key for this process."""
    return _made_once(home, SIGNING)


def vault_key(home: Path) -> str:
    """The VAULT_KEY of a home. Before there is a home nothing is locked: a key for this process."""
    return _made_once(home, VAULT)


def _made_once(home: Path, name: str) -> str:
    try:
        return kept(home).get(name) or keep(home, [name], prefix=NOT_FOR_REAL)[name]
    except OSError:
        return NOT_FOR_REAL + secrets.token_urlsafe(48)


def _read(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError:
        raise _damaged(path) from None
    # We never write an empty file: one that lost what it held would be filled with new secrets, and nobody would know.
    if not isinstance(found, dict) or not found or not all(isinstance(one, str) and one for one in found.values()):
        raise _damaged(path)
    return found


def _damaged(path: Path) -> CannotStart:
    return CannotStart(
        f"{path} is damaged: put it back from a backup, or remove it and run `coopbox up`. That makes new passwords and"
        " new keys; the data stays, but everybody must sign in again, links sent by e-mail no longer work, and what"
        " was locked with the old vault key (notes on health, door codes, evidence) cannot be read any more."
    )


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Two processes that start at once must not each make a key of their own."""
    lock = os.open(home / f"{FILE}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _write(path: Path, text: str) -> None:
    """Whole or not at all, and never readable by others."""
    part = path.with_suffix(".json.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    part.replace(path)
