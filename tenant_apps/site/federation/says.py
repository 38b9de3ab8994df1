"""What the federation says to this circle, read in one question: stage, checklist, agreement, news, support, runs.

Inside a circle's transaction the federation's tables cannot be read. One narrow function of the database answers for
them, about the circle whose role is in force and about no other (decision 12). Everything here is that answer, typed.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection

from kernel.time import now
from shared_apps.federation.agreement import Clause, clauses_from_json
from shared_apps.federation.facts import PROVES
from shared_apps.federation.modes import Meaning, meaning_of
from shared_apps.federation.stages import MOVES, Item, checklist_for

T = TypeVar("T")


@dataclass(frozen=True)
class StageMove:
    from_stage: str
    to_stage: str
    why: str
    at: datetime
    by_kind: str


@dataclass(frozen=True)
class Tick:
    item: str
    done: bool
    at: datetime
    by: UUID | None


@dataclass(frozen=True)
class Fact:
    """What the circle is before the law just now, and how we know."""

    kind: str
    value: str
    details: str
    from_on: date
    until_on: date | None
    evidence: str
    source: str
    at: datetime


@dataclass(frozen=True)
class Agreement:
    """The version in force. Whoever signed number `must_be` or a later one has signed what matters in it."""

    id: UUID
    number: int
    title: str
    from_on: date
    what_changed: str
    must_be: int


@dataclass(frozen=True)
class Signature:
    number: int
    name: str
    person: UUID | None
    at: datetime


@dataclass(frozen=True)
class Notice:
    """An announcement that is shown now."""

    id: UUID
    title: str
    words: str
    from_at: datetime
    until_at: datetime | None
    read_by: tuple[UUID, ...]


@dataclass(frozen=True)
class Switched:
    feature: str
    is_on: bool
    note: str
    at: datetime


@dataclass(frozen=True)
class Note:
    at: datetime
    words: str


@dataclass(frozen=True)
class Incident:
    id: UUID
    title: str
    at: datetime
    closed_at: datetime | None
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class View:
    """An officer opened a page about how this circle is set up."""

    id: UUID
    at: datetime
    page: str


@dataclass(frozen=True)
class Support:
    """A support session: asked for, open, or over."""

    id: UUID
    officer: str
    reason: str
    minutes: int
    asked_at: datetime
    answer_by: datetime
    consented_at: datetime | None
    consented_by: UUID | None
    until_at: datetime | None
    ended_at: datetime | None
    ended_how: str
    views: tuple[View, ...]

    def waits(self, at: datetime) -> bool:
        """Whether a steward can still say yes or no."""
        return self.consented_at is None and self.ended_at is None and at < self.answer_by

    def is_open(self, at: datetime) -> bool:
        """Whether the officer may look."""
        return self.ended_at is None and self.until_at is not None and at < self.until_at


@dataclass(frozen=True)
class RunStep:
    name: str
    state: str
    part: int
    of: int
    said: str


@dataclass(frozen=True)
class Run:
    id: UUID
    kind: str
    state: str
    asked_at: datetime
    due_at: datetime
    ended_at: datetime | None
    steps: tuple[RunStep, ...]


@dataclass(frozen=True)
class Checked:
    """An item of the checklist, met or not, and by whom it was ticked."""

    item: Item
    is_met: bool
    at: datetime | None = None
    by: UUID | None = None


@dataclass(frozen=True)
class FederationSays:
    stage: str
    since: datetime | None
    history: tuple[StageMove, ...]
    ticks: Mapping[str, Tick]
    facts: Mapping[str, Fact]
    agreement: Agreement | None
    signatures: tuple[Signature, ...]
    notices: tuple[Notice, ...]
    switched: tuple[Switched, ...]
    incidents: tuple[Incident, ...]
    support: tuple[Support, ...]
    runs: tuple[Run, ...]
    domains: tuple[tuple[str, bool], ...]
    figures: tuple[str, ...]
    figures_reported: date | None

    @cached_property
    def mode(self) -> Meaning:
        """What kind of circle this is before the law; the least while nobody has written it down."""
        fact = self.facts.get("mode")
        return meaning_of(fact.value if fact else "")

    @property
    def has_signed(self) -> bool:
        """Whether a steward signed the version in force, or one that differs from it only in small things."""
        return self.agreement is not None and any(s.number >= self.agreement.must_be for s in self.signatures)

    @property
    def next_stages(self) -> tuple[str, ...]:
        """Where the circle may go from here."""
        return MOVES.get(self.stage, ())

    @property
    def ends_at(self) -> datetime | None:
        """When the circle is to be closed, while that only waits for its day: what is tried out was refused."""
        at = now()
        return next((r.due_at for r in self.runs if r.kind == "close" and r.state == "waiting" and r.due_at > at), None)

    def checklist(self, to_stage: str) -> tuple[Checked, ...]:
        """What the circle needs for that stage, and what of it is met."""
        return tuple(self._checked(item) for item in checklist_for(self.stage, to_stage))

    def _checked(self, item: Item) -> Checked:
        if item.proof == "agreement":
            return Checked(item, self.has_signed)
        if item.proof:
            fact = self.facts.get(item.proof)
            is_met = fact is not None and fact.value in PROVES[item.proof]
            return Checked(item, is_met, fact.at if fact and is_met else None)
        tick = self.ticks.get(item.code)
        return Checked(item, True, tick.at, tick.by) if tick and tick.done else Checked(item, is_met=False)

    def support_called(self, session_id: UUID) -> Support | None:
        return next((each for each in self.support if each.id == session_id), None)

    def open_support(self) -> list[Support]:
        at = now()
        return [each for each in self.support if each.is_open(at)]

    def waiting_support(self) -> list[Support]:
        at = now()
        return [each for each in self.support if each.waits(at)]


def federation_says() -> FederationSays:
    """Ask once, inside a circle."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coop.federation_says()")
        [(found,)] = cursor.fetchall()
    return _read(found if isinstance(found, dict) else json.loads(found))


def agreement_clauses(version_id: UUID) -> tuple[Clause, ...]:
    """The words of a version of the agreement, clause by clause."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coop.agreement_words(%s)", [version_id])
        [(found,)] = cursor.fetchall()
    return clauses_from_json((found if isinstance(found, list) else json.loads(found)) if found else [])


def _read(said: Mapping[str, Any]) -> FederationSays:
    return FederationSays(
        stage=said["stage"] or "",
        since=_instant(said["since"]),
        history=_each(said["history"], lambda h: StageMove(h["from"], h["to"], h["why"], _at(h["at"]), h["by"])),
        ticks={t["item"]: Tick(t["item"], t["done"], _at(t["at"]), _id(t["by"])) for t in said["ticks"]},
        facts={f["kind"]: _fact(f) for f in said["facts"]},
        agreement=_agreement(said["agreement"]),
        signatures=_each(
            said["signatures"], lambda s: Signature(s["number"], s["name"], _id(s["person"]), _at(s["at"]))
        ),
        notices=_each(said["announcements"], _notice),
        switched=_each(said["features"], lambda n: Switched(n["feature"], n["is_on"], n["note"], _at(n["at"]))),
        incidents=_each(said["incidents"], _incident),
        support=_each(said["support"], _support),
        runs=_each(said["runs"], _run),
        domains=_each(said["domains"], lambda d: (d["domain"], d["is_primary"])),
        figures=tuple(said["figures"]["kinds"]),
        figures_reported=_day(said["figures"]["reported"]),
    )


def _each(found: Sequence[Any], read: Callable[[Any], T]) -> tuple[T, ...]:
    return tuple(map(read, found))


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _instant(text: str | None) -> datetime | None:
    return None if text is None else _at(text)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _id(text: str | None) -> UUID | None:
    return None if text is None else UUID(text)


def _fact(f: Mapping[str, Any]) -> Fact:
    days = date.fromisoformat(f["from_on"]), _day(f["until_on"])
    return Fact(f["kind"], f["value"], f["details"], *days, f["evidence"], f["source"], _at(f["at"]))


def _agreement(a: Mapping[str, Any] | None) -> Agreement | None:
    if a is None:
        return None
    must_be = a["must_be"] or a["number"]
    from_on = date.fromisoformat(a["from_on"])
    return Agreement(UUID(a["id"]), a["number"], a["title"], from_on, a["what_changed"], must_be)


def _notice(a: Mapping[str, Any]) -> Notice:
    shown = _at(a["from_at"]), _instant(a["until_at"])
    return Notice(UUID(a["id"]), a["title"], a["words"], *shown, tuple(map(UUID, a["read_by"])))


def _incident(i: Mapping[str, Any]) -> Incident:
    notes = _each(i["notes"], lambda n: Note(_at(n["at"]), n["words"]))
    return Incident(UUID(i["id"]), i["title"], _at(i["at"]), _instant(i["closed_at"]), notes)


def _support(s: Mapping[str, Any]) -> Support:
    return Support(
        id=UUID(s["id"]),
        officer=s["officer"],
        reason=s["reason"],
        minutes=s["minutes"],
        asked_at=_at(s["asked_at"]),
        answer_by=_at(s["answer_by"]),
        consented_at=_instant(s["consented_at"]),
        consented_by=_id(s["consented_by"]),
        until_at=_instant(s["until_at"]),
        ended_at=_instant(s["ended_at"]),
        ended_how=s["ended_how"],
        views=_each(s["views"], lambda v: View(UUID(v["id"]), _at(v["at"]), v["page"])),
    )


def _run(r: Mapping[str, Any]) -> Run:
    steps = _each(r["steps"], lambda s: RunStep(s["name"], s["state"], s["part"], s["of"], s["said"]))
    when = _at(r["asked_at"]), _at(r["due_at"]), _instant(r["ended_at"])
    return Run(UUID(r["id"]), r["kind"], r["state"], *when, steps)
