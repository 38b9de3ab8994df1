"""The first thing in an archive: what it is, where it comes from, and every other thing in it with size and checksum.

Whoever reads an archive reads this first and takes nothing that does not stand in it. So what an archive holds is
known, and found too much or not, before any of it is written anywhere.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kernel.ids import parse_uuid
from kernel.words import can_be_kept
from provisioning.archive import refusals

NAME: Final = "manifest.json"
FORMAT: Final = 1
MANIFEST_LIMIT: Final = 64 << 20
ROW_LIMIT: Final = 16 << 20
FILES_LIMIT: Final = 250_000
PATH_LIMIT: Final = 500
NAME_LIMIT: Final = 200
BYTES_LIMIT: Final = 1 << 40
FILES: Final = "files/"
ACCOUNTS: Final = "accounts.jsonl"
KEYS: Final = "keys.jsonl"
ACCOUNT_COLUMNS: Final = ("person", "email")
SUMMARIES: Final = ("summary.txt", "summary.html")
_TABLE: Final = re.compile(r"[a-z][a-z0-9_]{0,62}")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Entry:
    """One thing in an archive, and what it must be."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class TableEntry(Entry):
    """A table: one JSON object a line."""

    table: str = ""
    rows: int = 0
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Manifest:
    """What an archive says of itself."""

    release: str
    made_at: str
    circle: dict[str, Any]
    migrations: list[list[str]]
    tables: tuple[TableEntry, ...]
    accounts: TableEntry
    summaries: tuple[Entry, ...]
    files: tuple[Entry, ...]
    left_behind: list[dict[str, str]] = field(default_factory=list)
    open_deliveries: int = 0
    format: int = FORMAT
    keys: TableEntry | None = None  # archives that were made before circles had any hold none

    @property
    def circle_id(self) -> UUID:
        found = parse_uuid(self.circle.get("id"))
        if found is None:
            raise refusals.damaged()
        return found

    def entries(self) -> Iterator[Entry]:
        """Everything else in the archive, in its order."""
        yield from self.summaries
        yield from self.all_keys()
        yield from self.tables
        yield self.accounts
        yield from self.files

    def all_keys(self) -> tuple[TableEntry, ...]:
        return (self.keys,) if self.keys is not None else ()

    @property
    def size(self) -> int:
        return sum(entry.size for entry in self.entries())

    def to_bytes(self) -> bytes:
        return json.dumps(asdict(self), indent=1, ensure_ascii=False).encode()


def read(said: bytes) -> Manifest:
    """Understand a manifest. Raises NotTaken for anything that is not exactly one of ours."""
    try:
        facts = _mapping(json.loads(said))
        number = _number(facts["format"])
        if number > FORMAT:
            raise refusals.newer_format()
        found = Manifest(
            release=_text(facts["release"]),
            made_at=_moment(facts["made_at"]),
            circle=_mapping(facts["circle"]),
            migrations=[[_text(app), _text(name)] for app, name in _list(facts["migrations"])],
            tables=tuple(_table(each) for each in _list(facts["tables"])),
            accounts=_table(facts["accounts"]),
            summaries=tuple(_entry(each) for each in _list(facts["summaries"])),
            files=tuple(_entry(each) for each in _list(facts["files"])),
            left_behind=[_texts(each) for each in _list(facts["left_behind"])],
            open_deliveries=_number(facts["open_deliveries"]),
            format=number,
            keys=_table(facts["keys"]) if facts.get("keys") is not None else None,
        )
        _check(found)
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError) as wrong:
        raise refusals.damaged(NAME) from wrong
    return found


def _check(found: Manifest) -> None:
    names = [entry.name for entry in found.entries()]
    tables = [entry.table for entry in found.tables]
    steps = [tuple(step) for step in found.migrations]
    if found.format != FORMAT or any(len(set(each)) != len(each) for each in (names, tables, steps)):
        raise refusals.damaged(NAME)
    if any(entry.name != f"tables/{entry.table}.jsonl" or not _TABLE.fullmatch(entry.table) for entry in found.tables):
        raise refusals.damaged(NAME)
    if (found.accounts.name, found.accounts.columns) != (ACCOUNTS, ACCOUNT_COLUMNS):
        raise refusals.damaged(NAME)
    if tuple(each.name for each in found.summaries) != SUMMARIES:
        raise refusals.damaged(NAME)
    if any(each.name != KEYS for each in found.all_keys()):
        raise refusals.damaged(NAME)
    if len(found.files) > FILES_LIMIT:
        raise refusals.too_big(_("%(n)s files at most") % {"n": FILES_LIMIT})
    for file in found.files:
        check_path(file.name)
    small = (*found.summaries, *found.all_keys(), found.accounts)
    if found.size > BYTES_LIMIT or max(each.size for each in small) > MANIFEST_LIMIT:
        raise refusals.too_big(_("it would not fit on a usual disk"))


def check_path(name: str) -> None:
    """Raises NotTaken for a name that would lead out of the circle's own folder, or that no folder can hold."""
    parts = name.removeprefix(FILES).split("/")
    is_plain = all(part not in ("", ".", "..") and len(part.encode()) <= NAME_LIMIT for part in parts)
    is_safe = "\\" not in name and ":" not in name and name.isprintable() and len(name.encode()) <= PATH_LIMIT
    if not (name.startswith(FILES) and is_plain and is_safe):
        raise refusals.damaged(_("the name of a file leads out of its folder"))


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > PATH_LIMIT or not can_be_kept(value):
        raise TypeError("a text was expected")
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= BYTES_LIMIT:
        raise TypeError("a size was expected")
    return value


def _moment(value: object) -> str:
    datetime.fromisoformat(_text(value))
    return _text(value)


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("a list was expected")
    return value


def _texts(value: object) -> dict[str, str]:
    if not all(isinstance(text, str) and can_be_kept(text) for pair in _mapping(value).items() for text in pair):
        raise TypeError("texts were expected")
    return _mapping(value)


def _mapping(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError("an object was expected")
    return value


def _entry(said: dict[str, Any]) -> Entry:
    digest = _text(said["sha256"])
    if not _DIGEST.fullmatch(digest):
        raise ValueError("a checksum was expected")
    return Entry(_text(said["name"]), _number(said["size"]), digest)


def _table(said: dict[str, Any]) -> TableEntry:
    entry = _entry(said)
    columns = tuple(_text(column) for column in _list(said["columns"]))
    if not columns or len(set(columns)) != len(columns):
        raise ValueError("columns were expected")
    return TableEntry(entry.name, entry.size, entry.sha256, _text(said["table"]), _number(said["rows"]), columns)
