"""Complaining about how information was handled; and taking it up, looking into it, answering it."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, hand_of, require
from kernel.errors import Conflict, NotAllowed, RuleBroken
from kernel.time import now
from kernel.words import tidy
from tenant_apps.journal.events import Code
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Person, today
from tenant_apps.rights import policies
from tenant_apps.rights.events import (
    ComplaintAcknowledged,
    ComplaintAnswered,
    ComplaintAppointed,
    ComplaintLookedInto,
    ComplaintMade,
)
from tenant_apps.rights.models import Complaint, ComplaintStep
from tenant_apps.rights.models.consents import Channel

State = Complaint.State


@transaction.atomic
def complain(
    about: str,
    words: str,
    *,
    by: Actor,
    person: Person | None = None,
    name: str = "",
    reach: str = "",
    channel: str = Channel.SCREEN,
    received_on: date | None = None,
    looked: UUID | None = None,
    concerns: Collection[UUID] = (),
) -> Complaint:
    """Somebody complains: a person of the circle, or somebody else who rang or wrote, taken down by whoever answers."""
    own = person is not None and policies.is_theirs(require(by), person)
    if not own and not policies.can_answer(require(by)):
        raise NotAllowed(_("Only they themselves, or whoever takes down their complaint, can do this."))
    day = received_on or today()
    if day > today():
        raise RuleBroken(code="future", errors={"received_on": [_("That day has not come yet.")]})
    hand = hand_of(by)
    made = Complaint(
        person=person,
        name=tidy(name),
        reach=tidy(reach),
        about=about,
        words=words.strip(),
        looked=looked,
        concerns=sorted(concerns) or None,
        channel=channel,
        taken_by=hand if isinstance(hand, Person) else None,
        received_on=day,
    )
    made.full_clean()
    made.save(force_insert=True)
    announce(ComplaintMade(complaint_id=made.pk, person_id=made.person_id), by=by)
    return made


@transaction.atomic
def appoint(complaint: Complaint, somebody: Person, *, by: Actor) -> Complaint:
    """Choose who answers a complaint where it concerns everybody whose office that is: the person chooses somebody they
    trust; a steward only as long as they have not."""
    complaint = Complaint.objects.select_for_update(of=["self"]).get(pk=complaint.pk)
    if not policies.can_appoint(require(by), complaint):
        raise NotAllowed(_("Only they themselves choose who answers this."))
    if not complaint.is_open:
        raise Conflict(_("This was answered already."), code="answered")
    if policies.free_to_answer(complaint).exists():
        raise Conflict(_("Somebody whose task it is can answer this."), code="somebody_can")
    if not policies.could_be_appointed(complaint).filter(pk=somebody.pk).exists():
        raise RuleBroken(_("Choose somebody whom it does not concern."), code="concerned")
    hand = hand_of(by)
    complaint.appointed, complaint.appointed_by = somebody, hand if isinstance(hand, Person) else None
    complaint.full_clean()
    complaint.save(update_fields=["appointed", "appointed_by"])
    told = ComplaintAppointed(complaint_id=complaint.pk, person_id=somebody.pk, chosen_for=complaint.person_id)
    announce(told, by=by)
    return complaint


@transaction.atomic
def acknowledge(complaint: Complaint, *, by: Actor) -> Complaint:
    """Tell them that it came and is being looked into: within thirty days."""
    complaint = _held(complaint, by)
    if complaint.state != State.NEW:
        raise Conflict(_("They were told already that it came."), code="acknowledged")
    complaint.state, complaint.acknowledged_on = State.ACKNOWLEDGED, today()
    complaint.full_clean()
    complaint.save(update_fields=["state", "acknowledged_on"])
    announce(ComplaintAcknowledged(complaint_id=complaint.pk, person_id=complaint.person_id), by=by)
    return complaint


@transaction.atomic
def note_step(complaint: Complaint, words: str, *, by: Actor) -> ComplaintStep:
    """Write down what was done about it. The person can read it."""
    complaint = _held(complaint, by)
    if not words.strip():
        raise RuleBroken(code="words", errors={"words": [_("Say what was done.")]})
    hand = hand_of(by)
    step = ComplaintStep(
        complaint=complaint, at=now(), by=hand if isinstance(hand, Person) else None, words=words.strip()
    )
    step.full_clean()
    step.save(force_insert=True)
    announce(ComplaintLookedInto(complaint_id=complaint.pk), by=by)
    return step


@transaction.atomic
def answer(complaint: Complaint, outcome: str, words: str, *, by: Actor) -> Complaint:
    """Tell them what was found. Whoever had not heard that it came is told that with it."""
    complaint = _held(complaint, by)
    if not words.strip():
        raise RuleBroken(code="words", errors={"words": [_("Say what you found, and what you did.")]})
    complaint.acknowledged_on = complaint.acknowledged_on or today()
    complaint.state, complaint.answered_on = State.ANSWERED, today()
    complaint.outcome, complaint.answer = outcome, words.strip()
    complaint.full_clean()
    complaint.save(update_fields=["state", "acknowledged_on", "answered_on", "outcome", "answer"])
    told = ComplaintAnswered(complaint_id=complaint.pk, person_id=complaint.person_id, outcome=Code(outcome))
    announce(told, by=by)
    return complaint


def _held(complaint: Complaint, by: Actor) -> Complaint:
    """The complaint as it is now, open and held, for somebody who may answer it and did not make it."""
    complaint = Complaint.objects.select_for_update(of=["self"]).get(pk=complaint.pk)
    if not policies.can_answer_complaint(require(by), complaint):
        if policies.can_answer_for(by, complaint.person_id):
            raise NotAllowed(_("It concerns you, so somebody else answers whether that was right."))
        raise NotAllowed(_("Only the data-protection lead or a steward can do this, and nobody for themselves."))
    if not complaint.is_open:
        raise Conflict(_("This was answered already."), code="answered")
    return complaint
