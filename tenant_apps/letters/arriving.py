"""Taking in what another circle sent: it changes our own tables once, however often it comes, and in any order.

Called inside our circle, by the carrier, which says from which circle it set out. Returns a short word when we do not
take it, and the other circle is told.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from kernel.actors import SYSTEM
from kernel.errors import RuleBroken
from kernel.time import now
from kernel.words import tidy
from shared_apps.federation.letters import Envelope
from tenant_apps.journal.events import Code
from tenant_apps.journal.services import announce
from tenant_apps.letters.events import AgreementEnded, AgreementSettled, LetterArrived, ProposalArrived
from tenant_apps.letters.kinds import kind_called
from tenant_apps.letters.models import Agreement, Letter
from tenants.context import CircleRef

TAKEN: Final = ""
UNKNOWN: Final = "unknown"
CLASHES: Final = "have_one"
NO_AGREEMENT: Final = "no_agreement"
NOT_COVERED: Final = "not_covered"
NOT_PLAIN: Final = "not_plain"
TOO_EARLY: Final = "too_early"

State = Agreement.State
Taker = Callable[[Envelope, Agreement], str]

_rooms: dict[str, Taker] = {}


@transaction.atomic
def take_in(envelope: Envelope, *, sender: CircleRef) -> str:
    """Take in an envelope. Returns why not, or nothing when all is well (or was taken in before)."""
    try:
        envelope.check()
    except RuleBroken:
        return NOT_PLAIN
    if envelope.what == "proposal":
        return _proposal(envelope, sender)
    agreement = Agreement.objects.select_for_update().filter(pk=envelope.agreement, other=sender.id).first()
    if agreement is None:
        return UNKNOWN
    take = _TAKE.get(envelope.what) or _rooms.get(envelope.what)
    return take(envelope, agreement) if take is not None else UNKNOWN


def takes_in(what: str) -> Callable[[Taker], Taker]:
    """Let a room above take in what such a room of another circle hands over (`listeners.hand_over`): nothing of it is
    kept as a letter. It may come twice and in any order. The function answers as `take_in` does."""

    def keep(take: Taker) -> Taker:
        if what in _TAKE or _rooms.setdefault(what, take).__module__ != take.__module__:
            raise ValueError(f"Two rooms take in {what}.")
        _rooms[what] = take
        return take

    return keep


def _proposal(envelope: Envelope, sender: CircleRef) -> str:
    body = envelope.body
    if Agreement.objects.filter(pk=envelope.id).exists():
        return TAKEN if Agreement.objects.filter(pk=envelope.id, other=sender.id).exists() else UNKNOWN
    kinds = [code for code in body.get("kinds", []) if kind_called(code)]
    purpose = tidy(str(body.get("purpose", "")))[:400]
    if not kinds or not purpose:
        return NOT_COVERED
    made = Agreement(pk=envelope.id, other=sender.id, other_called=sender.name, is_ours=False, kinds=kinds)
    made.purpose, made.proposed_at = purpose, now()
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        return CLASHES
    announce(ProposalArrived(agreement_id=made.pk), by=SYSTEM)
    return TAKEN


def _answer(envelope: Envelope, agreement: Agreement) -> str:
    if agreement.is_ours and agreement.state == State.PROPOSED:
        accepted = envelope.body.get("accepted") is True
        agreement.state, agreement.settled_at = (State.IN_FORCE if accepted else State.REFUSED), now()
        agreement.save(update_fields=["state", "settled_at"])
        announce(AgreementSettled(agreement_id=agreement.pk, accepted=accepted, by_us=False), by=SYSTEM)
    return TAKEN


def _end(envelope: Envelope, agreement: Agreement) -> str:
    if agreement.state in Agreement.OPEN:
        agreement.state, agreement.ended_at, agreement.ended_by_us = State.ENDED, now(), False
        agreement.save(update_fields=["state", "ended_at", "ended_by_us"])
        announce(AgreementEnded(agreement_id=agreement.pk, by_us=False), by=SYSTEM)
    return TAKEN


def _letter(envelope: Envelope, agreement: Agreement) -> str:
    known = Letter.objects.filter(pk=envelope.id).first()
    if known is not None:
        return TAKEN if known.agreement_id == agreement.pk and not known.is_ours else UNKNOWN
    kind = kind_called(str(envelope.body.get("kind", "")))
    if agreement.state == State.PROPOSED and agreement.is_ours:
        return TOO_EARLY  # their yes is still on its way; letters may overtake it
    if not agreement.is_in_force:
        return NO_AGREEMENT
    if kind is None or kind.code not in agreement.kinds:
        return NOT_COVERED
    try:
        payload = kind.check(envelope.body.get("payload") or {})
    except RuleBroken:
        return NOT_PLAIN
    at = now()
    letter = Letter(pk=envelope.id, agreement=agreement, is_ours=False, kind=kind.code, payload=payload, at=at)
    letter.state, letter.arrived_at, letter.answers = Letter.State.ARRIVED, at, _answers(envelope, agreement)
    letter.save(force_insert=True)
    announce(LetterArrived(letter_id=letter.pk, kind=Code(kind.code)), by=SYSTEM)
    return TAKEN


def _answers(envelope: Envelope, agreement: Agreement) -> UUID | None:
    """The letter of ours that this one answers, noted there as well."""
    try:
        answered = UUID(str(envelope.body.get("answers") or ""))
    except ValueError:
        return None
    ours = Letter.objects.select_for_update().filter(pk=answered, is_ours=True, agreement=agreement).first()
    if ours is None:
        return None
    ours.answered_at = ours.answered_at or now()
    ours.arrived_at, ours.read_at = ours.arrived_at or ours.answered_at, ours.read_at or ours.answered_at
    ours.state = Letter.State.ANSWERED
    ours.save(update_fields=["answered_at", "arrived_at", "read_at", "state"])
    return ours.pk


def _receipt(envelope: Envelope, agreement: Agreement) -> str:
    """They have read a letter of ours."""
    ours = Letter.objects.select_for_update().filter(pk=envelope.id, is_ours=True, agreement=agreement).first()
    if ours is None:
        return UNKNOWN
    if ours.read_at is None:
        ours.read_at = now()
        ours.arrived_at = ours.arrived_at or ours.read_at
        ours.state = Letter.State.READ
        ours.save(update_fields=["read_at", "arrived_at", "state"])
    return TAKEN


_TAKE: Final[Mapping[str, Taker]] = MappingProxyType(
    {"answer": _answer, "end": _end, "letter": _letter, "receipt": _receipt}
)
