"""The same rooms with a history: columns and indexes that came after their tables, as they do in a project's life.

Assumed: four migrations for every five tables. The first makes the tables with a key, a name, a note and a neighbour;
the second brings two columns, the third one, the fourth an index. Django's own apps and allauth have lived longer: 2.6
migrations a model. Nothing is ever altered, renamed or removed here, and no migration runs Python, which is kind to
whoever must run them all.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from django.db import migrations

from tests.bench.rooms.storeys import ROOMS, fields_of, indexes_of

MODULE = "lived_rooms"  # where Django finds the history once it is written out
AT_ONCE = 5  # tables
Operations = list[migrations.operations.base.Operation]


def _tables(number: int) -> Operations:
    fields = fields_of(number)
    first = [(name, fields[name]) for name in ("id", "name", "note", "beside") if name in fields]
    return [migrations.CreateModel(f"Room{number}", first)]


def _when_and_how_much(number: int) -> Operations:
    fields = fields_of(number)
    fields["begins_at"].default = datetime(2026, 1, 1, tzinfo=UTC)  # for the rows there are, as makemigrations asks
    return [
        migrations.AddField(f"Room{number}", "begins_at", fields["begins_at"], preserve_default=False),
        migrations.AddField(f"Room{number}", "amount_minor", fields["amount_minor"]),
    ]


def _settled(number: int) -> Operations:
    return [migrations.AddField(f"Room{number}", "is_settled", fields_of(number)["is_settled"])]


def _index(number: int) -> Operations:
    return [migrations.AddIndex(f"Room{number}", index) for index in indexes_of(number)]


PARTS: tuple[tuple[str, Callable[[int], Operations]], ...] = (
    ("tables", _tables),
    ("when_and_how_much", _when_and_how_much),
    ("settled", _settled),
    ("index", _index),
)


def _name(chapter: int) -> str:
    return f"{chapter + 1:04d}_{PARTS[chapter % len(PARTS)][0]}"


def chapter(number: int) -> type[migrations.Migration]:
    """One migration of the history."""
    group, part = divmod(number, len(PARTS))
    rooms = range(group * AT_ONCE, min((group + 1) * AT_ONCE, ROOMS))
    contents = {
        "dependencies": [("rooms", _name(number - 1))] if number else [],
        "operations": [operation for room in rooms for operation in PARTS[part][1](room)],
        "initial": not number,
        "__module__": __name__,
    }
    return type("Migration", (migrations.Migration,), contents)


def write_out(folder: Path) -> int:
    """Put the history where Django looks for one: a module for each migration. Returns how many there are."""
    package = folder / MODULE
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    count = -(-ROOMS // AT_ONCE) * len(PARTS)
    for number in range(count):
        said = f"from tests.bench.rooms.lived import chapter\n\nMigration = chapter({number})\n"
        (package / f"{_name(number)}.py").write_text(said)
    return count
