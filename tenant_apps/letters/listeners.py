"""The carrier: takes what was written in our circle to the other one, at least once, with the same id each time.

First it reads our copy, in our circle. Then it enters the other circle, in a transaction of its own, and hands over the
envelope and nothing else. Neither circle ever reads the other's tables.
"""

from django.db import transaction

from kernel.actors import SYSTEM
from kernel.time import now
from shared_apps.federation.letters import Envelope
from tenant_apps.journal.events import Code
from tenant_apps.journal.registry import Told, sends_for
from tenant_apps.journal.services import announce
from tenant_apps.letters.arriving import TOO_EARLY, UNKNOWN, take_in
from tenant_apps.letters.events import (
    AgreementEnded,
    AgreementProposed,
    AgreementSettled,
    LetterCameBack,
    LetterRead,
    LetterWritten,
)
from tenant_apps.letters.models import Agreement, Letter
from tenants import directory
from tenants.context import current_circle, in_circle


class NotReachable(RuntimeError):
    """The other circle cannot take this just now. It is tried again later."""


GONE = "gone"


@sends_for(AgreementProposed, AgreementSettled, AgreementEnded)
def carry_agreement(event: AgreementProposed | AgreementSettled | AgreementEnded, told: Told) -> None:
    """Tell the other circle what became of an agreement, if it was our doing."""
    if not getattr(event, "by_us", True):
        return
    with in_circle(current_circle()):
        agreement = Agreement.objects.filter(pk=event.agreement_id).first()
    if agreement is None:
        return
    refused = hand_over(agreement, _about(event, agreement))
    if refused and isinstance(event, AgreementProposed):
        with in_circle(current_circle()), transaction.atomic():
            Agreement.objects.filter(pk=agreement.pk, state=Agreement.State.PROPOSED).update(
                state=Agreement.State.REFUSED, settled_at=now()
            )


def _about(event: AgreementProposed | AgreementSettled | AgreementEnded, agreement: Agreement) -> Envelope:
    if isinstance(event, AgreementProposed):
        return Envelope(
            "proposal", agreement.pk, agreement.pk, {"kinds": agreement.kinds, "purpose": agreement.purpose}
        )
    if isinstance(event, AgreementSettled):
        return Envelope("answer", agreement.pk, agreement.pk, {"accepted": event.accepted})
    return Envelope("end", agreement.pk, agreement.pk, {})


@sends_for(LetterWritten)
def carry_letter(event: LetterWritten, told: Told) -> None:
    """Take a letter over, and note that it arrived or came back."""
    circle = current_circle()
    with in_circle(circle):
        letter = Letter.objects.select_related("agreement").filter(pk=event.letter_id, is_ours=True).first()
    if letter is None or letter.state != Letter.State.SENT:
        return
    body = {"kind": letter.kind, "payload": letter.payload, "answers": str(letter.answers) if letter.answers else None}
    refused = hand_over(letter.agreement, Envelope("letter", letter.pk, letter.agreement_id, body))
    with in_circle(circle), transaction.atomic():
        waiting = Letter.objects.filter(pk=letter.pk, state=Letter.State.SENT)
        if not refused:
            waiting.update(state=Letter.State.ARRIVED, arrived_at=now())
        elif waiting.update(state=Letter.State.REFUSED, refused_how=refused):
            announce(LetterCameBack(letter_id=letter.pk, why=Code(refused)), by=SYSTEM)


@sends_for(LetterRead)
def carry_receipt(event: LetterRead, told: Told) -> None:
    """The other circle may know that its letter was read."""
    with in_circle(current_circle()):
        letter = Letter.objects.select_related("agreement").filter(pk=event.letter_id, is_ours=False).first()
    if letter is not None:
        hand_over(letter.agreement, Envelope("receipt", letter.pk, letter.agreement_id, {}))


def hand_over(agreement: Agreement, envelope: Envelope) -> str:
    """Give an envelope to the other circle, in its own house. Returns why it does not take it, or nothing. Rooms above
    send through this too, outside every transaction; raises NotReachable for now."""
    sender, other = current_circle(), directory.by_id(agreement.other)
    if other is None or other.state == "closed":
        return GONE
    if not other.lets_people_in:
        raise NotReachable(f"Circle {agreement.other} is paused.")
    if other.id == sender.id:
        return UNKNOWN
    with in_circle(other):
        refused = take_in(envelope, sender=sender)
    if refused == TOO_EARLY:
        raise NotReachable(f"Circle {agreement.other} does not know yet that we said yes.")
    return refused
