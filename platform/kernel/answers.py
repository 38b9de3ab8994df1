"""What each room of a circle knows of one person, told for a copy; and what becomes of it when they are forgotten.

An app says both in its `answers.py`. Each function is handed the person's id:

    @answers_for("lending", _("What you lend"), "lending.Thing")
    def things(person_id):
        for thing in Thing.objects.filter(owner=person_id):
            yield Piece(f"lending.thing.{thing.pk}", thing.name, (Line(_("Offered on"), thing.offered_at),))

    @forgets("lending.things", _("The things you lend"), "lending.Thing")
    def forget_things(person_id):
        return Thing.objects.filter(owner=person_id).delete()[0]

`rules` name the duties under which it is kept apart for a while (`tenant_apps.rights.book`); with none it goes at once.

A test of the house fails on a model that holds a person's id and for which nobody answers. What is done with the
answers is in `tenant_apps.rights`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kernel.errors import Sentence


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody else is named here. Whoever reads the copy is told only that it was an officer, and which; or nobody."""

    person_id: UUID


Value = str | int | bool | date | datetime | UUID | Other | None
Words = Sentence


@dataclass(frozen=True, slots=True)
class Line:
    """One thing known. `of_others`: words that may tell of others, so that a human looks at them first."""

    label: Words
    value: Value
    of_others: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """What belongs together: a row, mostly. `key` is the same whenever it is asked for; `at` is when it came about."""

    key: str
    title: Words
    lines: tuple[Line, ...]
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that belongs to a person: a picture, a recording, a letter that was scanned."""

    key: str
    name: str
    read: Callable[[], bytes]
    of_others: bool = False


Gather = Callable[[UUID], Iterable[Piece | Paper]]
Count = Callable[[UUID], int]


@dataclass(frozen=True, slots=True)
class Answer:
    """What one room tells. `covers` are the models it speaks for, as `app.Model`."""

    code: str
    title: Words
    covers: frozenset[str]
    gather: Gather


@dataclass(frozen=True, slots=True)
class Part:
    """What becomes of some of it. `do` forgets it and says how many rows that were; for what stays it only counts.

    `rules` name the duties under which it is kept until a day; with none it goes at once. `why` is there for what
    stays. What forgetting does outside the database cannot be tried and undone: then `count` says how much it is.
    """

    code: str
    title: Words
    covers: frozenset[str]
    do: Count
    rules: tuple[str, ...] = ()
    why: Words = ""
    count: Count | None = None

    @property
    def stays(self) -> bool:
        return bool(self.why)


class AnsweredTwice(TypeError):
    """Two functions answer under one name: a mistake in the program."""


_answers: dict[str, Answer] = {}
_parts: dict[str, Part] = {}
_silent: dict[str, str] = {}


def answers_for(code: str, title: Words, *covers: str) -> Callable[[Gather], Gather]:
    """This function tells what these models know of a person."""

    def keep(gather: Gather) -> Gather:
        _once(code, gather, _answers[code].gather if code in _answers else None)
        _answers[code] = Answer(code, title, frozenset(covers), gather)
        return gather

    return keep


def forgets(
    code: str, title: Words, *covers: str, rules: tuple[str, ...] = (), count: Count | None = None
) -> Callable[[Count], Count]:
    """This function forgets what these models know of a person: at once, or when the last duty to keep it ends."""
    return _part(code, title, covers, rules=rules, count=count)


def stays(code: str, title: Words, *covers: str, why: Words) -> Callable[[Count], Count]:
    """This function counts what stays when a person is forgotten, and `why` tells them the reason."""
    if not why:
        raise TypeError(f"{code} stays for no reason.")
    return _part(code, title, covers, why=why)


def says_nothing(*models: str, why: str) -> None:
    """Say that these models hold a person's id and still know nothing that could be told or forgotten, and why."""
    for model in models:
        if not why:
            raise TypeError(f"{model} says nothing for no reason.")
        _silent[model] = why


def _part(
    code: str,
    title: Words,
    covers: Iterable[str],
    *,
    rules: tuple[str, ...] = (),
    why: Words = "",
    count: Count | None = None,
) -> Callable[[Count], Count]:
    def keep(do: Count) -> Count:
        _once(code, do, _parts[code].do if code in _parts else None)
        _parts[code] = Part(code, title, frozenset(covers), do, rules, why, count)
        return do

    return keep


def _once(code: str, new: Callable[..., object], known: Callable[..., object] | None) -> None:
    if known is not None and (known.__module__, known.__qualname__) != (new.__module__, new.__qualname__):
        raise AnsweredTwice(f"Two functions answer for {code}.")


def answers() -> tuple[Answer, ...]:
    """Every room's answer: who a person is first, then by name."""
    return tuple(sorted(_answers.values(), key=lambda each: (each.code != "people", each.code)))


def parts() -> tuple[Part, ...]:
    """All parts, by name. What a person is called goes last, so that what goes before can still say whose it was."""
    return tuple(sorted(_parts.values(), key=lambda each: (each.code == "people.name", each.code)))


def silent() -> Iterator[tuple[str, str]]:
    """The models that say nothing, each with the reason."""
    yield from sorted(_silent.items())
