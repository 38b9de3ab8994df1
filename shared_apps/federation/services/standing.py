"""Where a circle stands: begin its record, tick what is done, move it on when its checklist is met."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kernel.actors import Actor, require
from kernel.errors import Conflict, NotAllowed, NotFound, RuleBroken, Sentence
from kernel.time import now
from shared_apps.federation import policies, stages
from shared_apps.federation.facts import PROVES
from shared_apps.federation.models import StageChange, Standing, Tick
from shared_apps.federation.services import agreements, facts
from shared_apps.federation.stages import Item


@dataclass(frozen=True)
class Checked:
    """An item of a checklist as both sides see it: met or not, since when, and who ticked it."""

    item: Item
    is_met: bool
    at: datetime | None = None
    by_kind: str = ""
    by_id: UUID | None = None


@transaction.atomic
def begin(circle_id: UUID, stage: str, *, by: Actor, why: str = "") -> Standing:
    """Open the record of a circle at the stage it has when we first hear of it. Again, it changes nothing."""
    require(by)
    if stage not in Standing.Stage.values:
        raise ValueError(f"There is no stage called {stage}.")
    at = now()
    standing, is_new = Standing.objects.get_or_create(circle_id=circle_id, defaults={"stage": stage, "since": at})
    if is_new:
        StageChange(circle_id=circle_id, to_stage=stage, why=why[:300]).noted(at, by).save(force_insert=True)
    return standing


def of_circle(circle_id: UUID) -> Standing | None:
    return Standing.objects.filter(pk=circle_id).first()


def history(circle_id: UUID) -> list[StageChange]:
    """Every stage the circle has been in, the first one first."""
    return list(StageChange.objects.filter(circle_id=circle_id))


def ticked(circle_id: UUID) -> list[Tick]:
    """Everything that was ticked or taken back on the circle's checklists, by either side, the latest first."""
    return list(Tick.objects.filter(circle_id=circle_id).order_by("-id"))


def what_was_ticked(tick: Tick) -> Sentence:
    """The item in words; its code, when no checklist asks for it any more."""
    item = stages.item_called(tick.item)
    return item.words if item is not None else tick.item


@transaction.atomic
def tick(circle_id: UUID, code: str, *, by: Actor, done: bool = True) -> Tick | None:
    """One side says that something on the checklist is done, or takes that back. Saying it twice is saying it once."""
    item = stages.item_called(code)
    if item is None:
        raise NotFound
    if item.proof:
        raise RuleBroken(_("Nobody ticks this. It is ticked when it is on record."), code="not_ticked_by_hand")
    if not policies.can_tick(require(by), item, circle_id):
        raise NotAllowed(_("The other side ticks this."))
    _locked(circle_id)
    last = Tick.objects.filter(circle_id=circle_id, item=code).order_by("-id").first()
    if (last is not None and last.done) == done:
        return last
    line = Tick(circle_id=circle_id, item=code, side=item.side, done=done).noted(now(), by)
    line.save(force_insert=True)
    return line


def checklist(circle_id: UUID, to_stage: str, *, on: date | None = None) -> list[Checked]:
    """What the circle needs to move to that stage, and what of it is met."""
    standing = of_circle(circle_id)
    items = stages.checklist_for(standing.stage if standing else "", to_stage)
    last = {each.item: each for each in Tick.objects.filter(circle_id=circle_id, item__in=[i.code for i in items])}
    known = facts.known(circle_id, on=on)
    signed = agreements.has_signed_what_holds(circle_id) if any(i.proof == "agreement" for i in items) else False
    return [_checked(item, last.get(item.code), known, signed) for item in items]


def _checked(item: Item, tick: Tick | None, known: facts.Known, signed: bool) -> Checked:
    if item.proof == "agreement":
        return Checked(item, signed)
    if item.proof:
        fact = known.get(item.proof)
        if fact is None or fact.value not in PROVES[item.proof]:
            return Checked(item, is_met=False)
        return Checked(item, is_met=True, at=fact.at, by_kind=fact.by_kind, by_id=fact.by_id)
    if tick is None or not tick.done:
        return Checked(item, is_met=False)
    return Checked(item, is_met=True, at=tick.at, by_kind=tick.by_kind, by_id=tick.by_id)


def missing(circle_id: UUID, to_stage: str) -> list[Item]:
    """What still keeps the circle from that stage."""
    return [each.item for each in checklist(circle_id, to_stage) if not each.is_met]


@transaction.atomic
def move_stage(circle_id: UUID, to_stage: str, *, by: Actor, why: str, has_happened: bool = False) -> Standing:
    """A circle moves to another life stage: its checklist is met, and why is written down.

    What `has_happened` to its home is so, whatever is ticked: both sides go on seeing what is left open. Moving it
    where it is already changes nothing, so a run may ask again.
    """
    if not policies.can_move_stage(require(by)):
        raise NotAllowed(_("Only the national co-op moves a circle from one stage to another."))
    standing = _locked(circle_id)
    if standing.stage == to_stage:
        return standing
    if to_stage not in stages.MOVES[standing.stage]:
        raise Conflict(
            _("A circle does not go from “%(from)s” to “%(to)s”.")
            % {"from": standing.get_stage_display(), "to": Standing.Stage(to_stage).label},
            code="no_such_move",
        )
    if not why.strip():
        raise RuleBroken(code="reason", errors={"why": [_("Say why, in a sentence.")]})
    if not has_happened:
        _refuse_while_missing(missing(circle_id, to_stage))
    at = now()
    before, standing.stage, standing.since = standing.stage, to_stage, at
    standing.save(update_fields=["stage", "since"])
    change = StageChange(circle_id=circle_id, from_stage=before, to_stage=to_stage, why=why.strip()[:300])
    change.noted(at, by).save(force_insert=True)
    return standing


def _refuse_while_missing(items: Sequence[Item]) -> None:
    if items:
        sentences = [str(item.words) for item in items]
        raise RuleBroken(
            _("Some things on the checklist are not done yet: %(items)s") % {"items": " ".join(sentences)},
            code="checklist",
            errors={"": sentences},
        )


def _locked(circle_id: UUID) -> Standing:
    standing = Standing.objects.select_for_update().filter(pk=circle_id).first()
    if standing is None:
        raise NotFound
    return standing
