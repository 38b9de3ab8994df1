"""Two entries of a circle turned out to be one person: what becomes of what points to the one that goes.

By itself, everything that points to a person is carried over to the entry that stays; a row that may not stand there
twice stays where it is. A room says in its `together.py` what is different with its own:

    stays_apart("lending.Key.person", why="a key opens for one entry only")

    @comes_together("lending.Shelf.person")
    def shelves(joining):
        ...                      # joining.change(row, ...), joining.move(...), joining.add(row), joining.remove(row)

Whatever is done through `joining` is written down and can be undone exactly. What somebody wrote since into a row that
goes back must not go with it: a room says so with `comes_apart`. Who may put two entries together, and how, is in
`tenant_apps.merging`.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID


class Joining(Protocol):
    """Two entries while they become one. Each step is written down."""

    kept: UUID
    gone: UUID
    takes: Collection[str]

    def change(self, row: Any, **values: Any) -> None: ...

    def move(self, row: Any, column: str, to: UUID | None = None) -> bool: ...

    def add(self, row: Any) -> None: ...

    def remove(self, row: Any) -> None: ...


@dataclass(frozen=True, slots=True)
class Parting:
    """Two entries are two again: the one that stayed, since when they were one, and the keys of the rows that go back,
    by `app.Model`."""

    kept: UUID
    since: datetime
    carried: dict[str, set[UUID]]


Join = Callable[[Joining], None]
Part = Callable[[Parting], Callable[[], None]]

_apart: dict[str, str] = {}
_joins: dict[str, tuple[frozenset[str], Join]] = {}
_parts: dict[str, Part] = {}


def stays_apart(*columns: str, why: str) -> None:
    """Say that these columns (`app.Model.column`) go on pointing to the entry that goes, and why."""
    for column in columns:
        if not why or column.count(".") != 2:
            raise TypeError(f"{column} is not written app.Model.column, or stays apart for no reason.")
        _apart[column] = why


def comes_together(*columns: str) -> Callable[[Join], Join]:
    """This function puts together what stands in these columns (`app.Model.column`); nothing else carries them over."""

    def keep(join: Join) -> Join:
        _joins[f"{join.__module__}.{join.__qualname__}"] = (frozenset(columns), join)
        return join

    return keep


def comes_apart(part: Part) -> Part:
    """This function is called before the steps are undone, and what it answers with, after."""
    _parts[f"{part.__module__}.{part.__qualname__}"] = part
    return part


def parts() -> tuple[Part, ...]:
    """What the rooms do themselves when two entries are two again, in the order of their names."""
    return tuple(part for _name, part in sorted(_parts.items()))


def joins() -> tuple[Join, ...]:
    """What the rooms do themselves, in the order of their names."""
    return tuple(join for _name, (_columns, join) in sorted(_joins.items()))


def why_apart(column: str) -> str:
    """Why a column is not carried over; empty when it is."""
    if any(column in columns for columns, _join in _joins.values()):
        return "its room puts it together"
    return _apart.get(column, "")
