"""Being forgotten, in three lanes: what goes at once, what lies apart until a duty ends, and what stays and why."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import SYSTEM, Actor
from kernel.answers import Count, Part, parts
from kernel.errors import Conflict
from kernel.time import now
from tenant_apps.journal.events import Code
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Person, today
from tenant_apps.people.services import leave_circle
from tenant_apps.rights.events import ErasureFinished, KeptPartRemoved, PersonForgotten
from tenant_apps.rights.mail import say_forgotten
from tenant_apps.rights.models import DataRequest, Erasure, KeptPart
from tenant_apps.rights.models.consents import Channel
from tenant_apps.rights.services.keeping import Duty, duty_of, is_held, rule_called
from tenant_apps.rights.services.requests import answering, held, settle
from tenants.context import current_circle

Lane = KeptPart.Lane


@dataclass(frozen=True)
class Planned:
    """What would become of one part, how much that is, and the duty that keeps it if there is one."""

    part: Part
    lane: KeptPart.Lane
    how_many: int
    duty: Duty | None = None

    @property
    def ends_on(self) -> date | None:
        return self.duty.until if self.duty else None


def preview(person_id: UUID) -> list[Planned]:
    """What goes, what waits and what stays: found out by doing it, and undoing it at once."""
    with _undone():
        _as_if_asked(person_id)
        plan = _plan(person_id)
        return [Planned(part, lane, _as_one(part.count or part.do, person_id), duty) for part, lane, duty in plan]


def _as_if_asked(person_id: UUID) -> None:
    """Asking leaves a trace, too: whoever has not asked yet reads of it beforehand what becomes of that."""
    kind = DataRequest.Kind.ERASE
    if not DataRequest.objects.filter(person=person_id, kind=kind, state__in=DataRequest.OPEN).exists():
        DataRequest.objects.create(person_id=person_id, kind=kind, channel=Channel.SCREEN, received_on=today())


def _plan(person_id: UUID) -> list[tuple[Part, KeptPart.Lane, Duty | None]]:
    """The lane of each part, all found before anything goes: what goes first may be what a duty is counted from."""
    return [(part, *_lane_of(part, person_id)) for part in parts()]


def _as_one(do: Count, person_id: UUID) -> int:
    """The same for each of somebody's entries: two may have turned out to be one."""
    entries = list(Person.objects.known_as_one(person_id).values_list("pk", flat=True))
    return sum(do(each) for each in entries or [person_id])


def _lane_of(part: Part, person_id: UUID) -> tuple[KeptPart.Lane, Duty | None]:
    """Of several duties the one that ends last counts."""
    if part.stays:
        return Lane.STAYS, None
    duties = [duty for rule in part.rules if (duty := duty_of(rule, person_id)) is not None]
    return (Lane.LATER, max(duties, key=lambda duty: duty.until)) if duties else (Lane.NOW, None)


@transaction.atomic
def forget(request: DataRequest, *, by: Actor) -> Erasure:
    """Somebody who asked to be forgotten is: they leave, what may go goes, and the rest lies apart.

    Not while somebody needs what is known of them for a court or an enquiry. The last steward hands over first.
    """
    request = held(request)
    hand = answering(request, by)
    if request.is_copy:
        raise Conflict(_("They asked for a copy, not to be forgotten."), code="not_asked")
    if request.waits_for is not None:
        raise Conflict(_("They have not answered your question yet."), code="stopped")
    if is_held(request.person_id):
        raise Conflict(_("Nothing about them may go just now: it is held for a court or an enquiry."), code="held")
    if address := request.person.email:
        transaction.on_commit(partial(say_forgotten, address, current_circle()), robust=True)
    return _carry_out(request, hand, by)


@transaction.atomic
def forget_again(person: Person) -> Erasure | None:
    """After a backup was put back: whoever had been forgotten since it was made is forgotten once more.

    A backup knows nothing of it, but the ledger of destroyed keys does. Nothing is done for whoever is forgotten here,
    or while something of theirs is held. A request of theirs that the backup still has is the one carried out.
    """
    person = Person.objects.select_for_update(of=["self"]).get(pk=person.pk)
    if Erasure.objects.filter(person=person).exists() or is_held(person.pk):
        return None
    open_ones = person.data_requests.filter(state__in=DataRequest.OPEN)
    request = open_ones.filter(kind=DataRequest.Kind.ERASE).first() or DataRequest(
        person=person, kind=DataRequest.Kind.ERASE, channel=Channel.PAPER, received_on=today()
    )
    request.save()
    return _carry_out(request, None, SYSTEM)


def _carry_out(request: DataRequest, hand: Person | None, by: Actor) -> Erasure:
    person = request.person
    if person.is_present:
        leave_circle(person, by=SYSTEM)
    erasure = Erasure(request=request, person=person, by=hand, began_at=now())
    erasure.full_clean()
    erasure.save(force_insert=True)
    Person.objects.filter(pk=person.pk).update(restricted_at=erasure.began_at)
    settle(request, DataRequest.State.DONE, hand, by)
    for part, lane, duty in _plan(person.pk):
        kept = KeptPart(erasure=erasure, code=part.code, lane=lane)
        if lane == Lane.LATER and duty is not None:
            _note(kept, duty)
        else:
            kept.how_many = _as_one(part.do, person.pk)
            kept.done_at = now() if lane == Lane.NOW else None
        kept.save(force_insert=True)
    announce(PersonForgotten(erasure_id=erasure.pk, person_id=person.pk), by=by)
    _finish(erasure)
    return erasure


def remove_what_is_due() -> int:
    """What lay apart goes when its duty ends, unless the rule is not confirmed or somebody holds it. Says how many.

    Every part that waits is asked: a rule may have become shorter since, as well as longer.
    """
    waiting = KeptPart.objects.filter(lane=Lane.LATER, done_at=None)
    return sum(_remove(pk) for pk in waiting.order_by("id").values_list("pk", flat=True))


@transaction.atomic
def _remove(kept_id: UUID) -> bool:
    """One part, if it may go. Its duty is reckoned anew, and from the day that was noted as well: what it was counted
    from may have gone before it."""
    kept = KeptPart.objects.select_for_update(of=["self"]).select_related("erasure").get(pk=kept_id)
    part = next((each for each in parts() if each.code == kept.code), None)
    if part is None or kept.done_at is not None or kept.began_on is None or is_held(kept.erasure.person_id):
        return False
    _lane, duty = _lane_of(part, kept.erasure.person_id)
    duty = duty or Duty(rule_called(kept.rule), kept.began_on)
    if duty.holds:
        _note(kept, duty)
        kept.save(update_fields=["rule", "began_on", "ends_on"])
        return False
    kept.how_many, kept.done_at = _as_one(part.do, kept.erasure.person_id), now()
    kept.save(update_fields=["how_many", "done_at"])
    announce(KeptPartRemoved(erasure_id=kept.erasure_id, part=Code(kept.code)), by=SYSTEM)
    _finish(kept.erasure)
    return True


def _note(kept: KeptPart, duty: Duty) -> None:
    kept.rule, kept.began_on, kept.ends_on = duty.keeping.rule.code, duty.began, duty.until


def _finish(erasure: Erasure) -> None:
    """Say so when nothing waits any more."""
    if erasure.parts.filter(lane=Lane.LATER, done_at=None).exists():
        return
    erasure.finished_at = now()
    erasure.save(update_fields=["finished_at"])
    announce(ErasureFinished(erasure_id=erasure.pk, person_id=erasure.person_id), by=SYSTEM)


class _Undone(Exception):
    """Never seen outside."""


@contextmanager
def _undone() -> Iterator[None]:
    """Whatever is done inside never was, and whatever it wanted to do after the commit is not done either."""
    with transaction.atomic(), suppress(_Undone):
        with transaction.atomic():
            yield
            raise _Undone
