"""Asking for a copy or to be forgotten; and the clock: stopped, started again, stretched; refused, or taken back."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, OnBehalf, hand_of, require
from kernel.errors import Conflict, NotAllowed, RuleBroken
from kernel.time import now
from tenant_apps.journal.events import Code
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Person, today
from tenant_apps.rights import policies
from tenant_apps.rights.events import (
    AnswerExtended,
    ClockRestarted,
    ClockStopped,
    DataAskedFor,
    DataRequestSettled,
)
from tenant_apps.rights.models import ClockStop, DataRequest
from tenant_apps.rights.models.consents import Channel
from tenant_apps.rights.services.clearing import clear_what_ran_out

State = DataRequest.State
ONLY_ANSWERERS = _("Only the data-protection lead or a steward can do this, and nobody for themselves.")


@transaction.atomic
def ask(
    person: Person, kind: str, *, by: Actor, channel: str = Channel.SCREEN, received_on: date | None = None
) -> DataRequest:
    """Somebody asks for a copy of everything, or to be forgotten. Asked in any way, the clock runs from that day."""
    if not policies.can_ask(require(by), person):
        raise NotAllowed(_("Only they themselves, or whoever acts for them, can ask for this."))
    if kind == DataRequest.Kind.ERASE and not policies.can_decide(by, person):
        raise NotAllowed(policies.ONLY_WHO_DECIDES)
    day = received_on or today()
    if day > today():
        raise RuleBroken(code="future", errors={"received_on": [_("That day has not come yet.")]})
    person = Person.objects.select_for_update(of=["self"]).get(pk=person.pk)
    clear_what_ran_out(person)  # a copy that is only waiting to be swept is in nobody's way
    if person.data_requests.filter(kind=kind, state__in=DataRequest.OPEN).exists():
        raise Conflict(_("This was asked for already."), code="asked_already")
    hand = hand_of(by)
    made = DataRequest(
        person=person,
        kind=kind,
        channel=channel,
        asked_by=hand if isinstance(hand, Person) else None,
        authority=by.authority if isinstance(by, OnBehalf) else None,
        received_on=day,
    )
    made.full_clean()
    made.save(force_insert=True)
    announce(DataAskedFor(request_id=made.pk, person_id=person.pk, kind=Code(kind)), by=by)
    return made


@transaction.atomic
def stop_clock(request: DataRequest, why: str, words: str, *, by: Actor) -> ClockStop:
    """Ask them who they are, or what they mean. The clock stands still until they answer."""
    request = held(request)
    hand = answering(request, by)
    if request.waits_for is not None:
        raise Conflict(_("A question waits for its answer already."), code="asked_already")
    if not words.strip():
        raise RuleBroken(code="words", errors={"words": [_("Write down your question: they will read it.")]})
    stop = ClockStop(request=request, why=why, words=words.strip(), asked_on=today(), asked_by=hand)
    stop.full_clean()
    stop.save(force_insert=True)
    announce(ClockStopped(request_id=request.pk, person_id=request.person_id), by=by)
    return stop


@transaction.atomic
def start_clock(request: DataRequest, answer: str, *, by: Actor) -> ClockStop:
    """They answered, here or in any other way. The clock runs again; for a proof of who they are it begins anew."""
    request = held(request)
    if not policies.can_ask(require(by), request.person):
        raise NotAllowed(ONLY_ANSWERERS)
    stop = request.waits_for
    if stop is None:
        raise Conflict(_("Nothing is waited for."), code="not_stopped")
    if not answer.strip():
        raise RuleBroken(code="answer", errors={"answer": [_("Write down the answer.")]})
    stop.answered_on, stop.answer = today(), answer.strip()
    stop.full_clean()
    stop.save(update_fields=["answered_on", "answer"])
    announce(ClockRestarted(request_id=request.pk, person_id=request.person_id), by=by)
    return stop


@transaction.atomic
def extend(request: DataRequest, why: str, *, by: Actor) -> DataRequest:
    """It takes up to two months longer, because it is complex. They are told why, within the first month."""
    request = held(request)
    answering(request, by)
    if request.extended_on is not None:
        raise Conflict(_("It was given two months more already."), code="extended_already")
    if not why.strip():
        raise RuleBroken(code="why", errors={"why": [_("Say why it takes longer: they must be told.")]})
    if not request.may_take_longer(today()):
        raise Conflict(_("It is too late for that: they had to be told within the first month."), code="too_late")
    request.extended_on, request.extended_why = today(), why.strip()
    request.full_clean()
    request.save(update_fields=["extended_on", "extended_why"])
    announce(AnswerExtended(request_id=request.pk, person_id=request.person_id), by=by)
    return request


@transaction.atomic
def refuse(request: DataRequest, why: str, *, by: Actor) -> DataRequest:
    """Say no, with a reason. They may complain, here and to the Information Commissioner."""
    request = held(request)
    hand = answering(request, by)
    if not why.strip():
        raise RuleBroken(code="why", errors={"why": [_("Say why it is refused: they must be told.")]})
    request.answer = why.strip()
    return settle(request, State.REFUSED, hand, by)


@transaction.atomic
def take_back(request: DataRequest, *, by: Actor) -> DataRequest:
    """They do not want it any more."""
    request = held(request)
    if not policies.is_theirs(require(by), request.person) and not policies.can_answer_for(by, request.person_id):
        raise NotAllowed(_("Only they themselves can take it back."))
    hand = hand_of(by)
    return settle(request, State.TAKEN_BACK, hand if isinstance(hand, Person) else None, by)


def settle(request: DataRequest, state: DataRequest.State, hand: Person | None, by: Actor) -> DataRequest:
    """Close a request that the caller holds, and say so."""
    request.state, request.settled_at, request.settled_by = state, now(), hand
    request.full_clean()
    request.save(update_fields=["state", "settled_at", "settled_by", "answer"])
    told = DataRequestSettled(request_id=request.pk, person_id=request.person_id, state=Code(state.value))
    announce(told, by=by)
    return request


def held(request: DataRequest) -> DataRequest:
    """The request as it is now, under way, and held until the transaction ends."""
    found = DataRequest.objects.select_for_update(of=["self"]).select_related("person").get(pk=request.pk)
    if not found.is_under_way:
        raise Conflict(_("This is settled already."), code="settled")
    return found


def answering(request: DataRequest, by: Actor) -> Person:
    """Whoever answers this request. Refuses everybody else, and whom it is about."""
    hand = hand_of(require(by))
    if not isinstance(hand, Person) or not policies.can_answer_for(by, request.person_id):
        raise NotAllowed(ONLY_ANSWERERS)
    return hand
