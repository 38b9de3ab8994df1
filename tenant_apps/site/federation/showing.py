"""What the federation says, arranged for a page: whose turn it is, who ticked what, what is new."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kernel.time import now
from shared_apps.federation import reasons
from shared_apps.federation.facts import value_in_words
from shared_apps.federation.features import name_of
from shared_apps.federation.models import CircleFact, Standing, SupportSession
from shared_apps.federation.modes import Meaning
from shared_apps.federation.setup import PAGES
from shared_apps.federation.spoken import Spoken, language_to_show, spoken
from shared_apps.federation.stages import CIRCLE
from shared_apps.runs import kept
from tenant_apps.people.models import Person
from tenant_apps.site.federation.says import Checked, FederationSays, Incident, Notice, Run, Support, Switched

Words = str | Promise

RUNS: Final[Mapping[str, Words]] = {
    "open": _("Opening the circle"),
    "clone": _("Copying another circle's set-up"),
    "rename": _("A new name or address"),
    "domain": _("Our own domain"),
    "suspend": _("Pausing the circle"),
    "resume": _("Opening it again after a pause"),
    "stage": _("Moving to another life stage"),
    "close": _("Closing the circle"),
    "go-live": _("Going live"),
    "steward": _("Giving the circle a steward again"),
    "recover": _("Bringing the circle back"),
    "export": _("Packing everything up to take away"),
    "import": _("Bringing an exported circle in"),
    "tell-leaving": _("Writing to everybody about leaving"),
}


@dataclass(frozen=True)
class Line:
    """One item of a checklist on the page. `can_tick` says that a steward ticks it here."""

    code: str
    words: Words
    is_met: bool
    is_ours: bool
    can_tick: bool
    link: str
    at: datetime | None
    by: str


@dataclass(frozen=True)
class Checklist:
    """What is needed for one stage the circle may go to."""

    stage: str
    name: Words
    lines: tuple[Line, ...]

    @property
    def done(self) -> int:
        return sum(line.is_met for line in self.lines)


@dataclass(frozen=True)
class FactShown:
    name: Words
    value: Words
    details: str
    from_on: date
    evidence: str


@dataclass(frozen=True)
class SwitchShown:
    name: Words
    is_on: bool
    note: str
    at: datetime


@dataclass(frozen=True)
class RunShown:
    """One operation on the circle's home: what it is, how far it is, and the sentence it stopped with."""

    name: Words
    state: str
    asked_at: datetime
    done: int
    of: int
    said: str


@dataclass(frozen=True)
class NoticeShown:
    notice: Notice
    is_read: bool


@dataclass(frozen=True)
class MoveShown:
    name: Words
    at: datetime
    why: str


@dataclass(frozen=True)
class ViewShown:
    name: Words
    at: datetime


@dataclass(frozen=True)
class SupportShown:
    """A support session on the page, with the pages that were looked at in words."""

    session: Support
    is_open: bool
    waits: bool
    how: Words
    consented_by: str
    views: tuple[ViewShown, ...]


@dataclass(frozen=True)
class SupportList:
    waiting: tuple[SupportShown, ...]
    open: tuple[SupportShown, ...]
    over: tuple[SupportShown, ...]

    @classmethod
    def of(cls, said: FederationSays) -> "SupportList":
        at = now()
        names = _names(session.consented_by for session in said.support)
        shown = [_support(session, at, names) for session in said.support]
        return cls(
            tuple(each for each in shown if each.waits),
            tuple(each for each in shown if each.is_open),
            tuple(each for each in shown if not each.waits and not each.is_open),
        )


@dataclass(frozen=True)
class Desk:
    """Everything between the circle and the national co-op, for the page that shows it all."""

    said: FederationSays
    stage: Words
    mode: Meaning
    checklists: tuple[Checklist, ...]
    history: tuple[MoveShown, ...]
    facts: tuple[FactShown, ...]
    notices: tuple[NoticeShown, ...]
    incidents: tuple[Incident, ...]
    switched: tuple[SwitchShown, ...]
    runs: tuple[RunShown, ...]

    @property
    def agreement(self) -> Spoken:
        """The agreement's title, in the reader's language when there are words for it."""
        title = self.said.agreement.title if self.said.agreement else ""
        return spoken(title, (), wording="plain", language=language_to_show(in_english=False))

    @classmethod
    def of(cls, said: FederationSays, person: Person) -> "Desk":
        names = _names(tick.by for tick in said.ticks.values())
        return cls(
            said=said,
            stage=_stage(said.stage),
            mode=said.mode,
            checklists=tuple(_checklist(said, stage, names) for stage in _ahead(said)),
            history=tuple(
                MoveShown(_stage(move.to_stage), move.at, reasons.in_words(move.why)) for move in said.history
            ),
            facts=tuple(_fact(said, kind) for kind in CircleFact.Kind if kind in said.facts),
            notices=tuple(NoticeShown(notice, person.pk in notice.read_by) for notice in said.notices),
            incidents=tuple(each for each in said.incidents if each.closed_at is None),
            switched=tuple(map(_switched, said.switched)),
            runs=tuple(map(_run, said.runs)),
        )


def _names(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """What people of this circle are called, in one question; nobody is asked for when there are no ids."""
    wanted = {each for each in ids if each is not None}
    return {p.pk: p.called for p in Person.objects.filter(pk__in=wanted)} if wanted else {}


def _stage(stage: str) -> Words:
    return Standing.Stage(stage).label if stage in Standing.Stage.values else _("Not noted yet")


def _ahead(said: FederationSays) -> list[str]:
    """The stages whose lists are worth showing: where the circle is going, not how it might end."""
    ends = {Standing.Stage.CLOSED, Standing.Stage.CLOSING}
    on = [stage for stage in said.next_stages if stage not in ends]
    return on if said.stage not in ends else [stage for stage in said.next_stages if stage in ends]


def _checklist(said: FederationSays, stage: str, names: Mapping[UUID, str]) -> Checklist:
    return Checklist(stage, _stage(stage), tuple(_line(each, names) for each in said.checklist(stage)))


def _line(checked: Checked, names: Mapping[UUID, str]) -> Line:
    item = checked.item
    is_ours = item.side == CIRCLE
    link = "/circle/federation/agreement/" if item.proof == "agreement" and not checked.is_met else ""
    by = names.get(checked.by, "") if is_ours and checked.by else ""
    return Line(item.code, item.words, checked.is_met, is_ours, is_ours and not item.proof, link, checked.at, by)


def _fact(said: FederationSays, kind: CircleFact.Kind) -> FactShown:
    fact = said.facts[kind]
    return FactShown(
        kind.label, value_in_words(kind, fact.value), fact.details, fact.from_on, reasons.in_words(fact.evidence)
    )


def _switched(change: Switched) -> SwitchShown:
    return SwitchShown(name_of(change.feature), change.is_on, change.note, change.at)


def _run(run: Run) -> RunShown:
    stopped = next((kept.in_words(step.said) for step in run.steps if step.state == "stopped"), "")
    done = sum(step.state == "done" for step in run.steps)
    return RunShown(RUNS.get(run.kind, run.kind), run.state, run.asked_at, done, len(run.steps), stopped)


def _support(session: Support, at: datetime, names: Mapping[UUID, str]) -> SupportShown:
    ended = SupportSession.Ended
    lapsed = ended.TIME_UP.label if not session.ended_how else ""
    return SupportShown(
        session=session,
        is_open=session.is_open(at),
        waits=session.waits(at),
        how=ended(session.ended_how).label if session.ended_how in ended.values else lapsed,
        consented_by=names.get(session.consented_by, "") if session.consented_by else "",
        views=tuple(ViewShown(PAGES.get(view.page, view.page), view.at) for view in session.views),
    )
