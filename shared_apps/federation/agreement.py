"""The agreement's wording: clause by clause in full, in plain words and in Easy Read lines. It comes as a recipe."""

import tomllib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from importlib import resources
from typing import Any, Final

SHIPPED: Final = "agreement.toml"


@dataclass(frozen=True)
class EasyLine:
    """One short sentence with a picture beside it."""

    icon: str
    line: str


@dataclass(frozen=True)
class Clause:
    """One clause in its three wordings. The full one prevails."""

    key: str
    heading: str
    full: tuple[str, ...]
    plain: tuple[str, ...]
    easy: tuple[EasyLine, ...]


@dataclass(frozen=True)
class Wording:
    """A whole agreement, before it has a number."""

    title: str
    from_on: date
    clauses: tuple[Clause, ...]


def shipped() -> Wording:
    """The wording that comes with Coopbox."""
    text = resources.files("shared_apps.federation.recipes").joinpath(SHIPPED).read_text(encoding="utf-8")
    found = tomllib.loads(text)
    return Wording(found["title"], found["from_on"], clauses_from_json(found["clauses"]))


def clauses_from_json(clauses: Sequence[Any]) -> tuple[Clause, ...]:
    """Clauses as they are kept, read again."""
    return tuple(
        Clause(
            each["key"],
            each["heading"],
            tuple(each["full"]),
            tuple(each["plain"]),
            tuple(EasyLine(line["icon"], line["line"]) for line in each["easy"]),
        )
        for each in clauses
    )


def clauses_as_json(clauses: Sequence[Clause]) -> list[dict[str, Any]]:
    """Clauses as they are kept: lists, not tuples, so that they are the same before and after."""
    return [
        asdict(each)
        | {"full": list(each.full), "plain": list(each.plain), "easy": [asdict(line) for line in each.easy]}
        for each in clauses
    ]
