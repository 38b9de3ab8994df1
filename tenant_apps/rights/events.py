"""What happens to what people ask for. Ids only: what was said stands in the rows, for whoever may read them."""

from datetime import date
from uuid import UUID

from tenant_apps.journal.events import Code, Event


class ConsentGiven(Event, own=True):
    """Somebody said yes to one use of what is known about them."""

    consent_id: UUID
    person_id: UUID
    purpose: Code


class ConsentTakenBack(Event, own=True):
    """Somebody took a yes back."""

    consent_id: UUID
    person_id: UUID
    purpose: Code


class DataAskedFor(Event):
    """Somebody asked for a copy, or to be forgotten."""

    request_id: UUID
    person_id: UUID
    kind: Code


class ClockStopped(Event):
    """They were asked something that has to be known first."""

    request_id: UUID
    person_id: UUID


class ClockRestarted(Event):
    """They answered."""

    request_id: UUID
    person_id: UUID


class AnswerExtended(Event):
    """It takes longer, and they were told."""

    request_id: UUID
    person_id: UUID


class PieceDecided(Event):
    """Somebody decided what goes into the copy of a piece that may tell of others."""

    request_id: UUID
    decided_id: UUID


class CopyWanted(Event):
    """Nothing stands in the way of the copy any more."""

    request_id: UUID
    person_id: UUID


class CopyReady(Event):
    """The copy lies ready for its person."""

    request_id: UUID
    person_id: UUID


class CopyFetched(Event):
    """The copy was downloaded, by them or by whoever prints it for them."""

    request_id: UUID
    person_id: UUID


class DataRequestSettled(Event):
    """It was refused, taken back, or is done."""

    request_id: UUID
    person_id: UUID
    state: Code


class RuleConfirmed(Event):
    """Somebody answerable confirmed how long something is kept, or why it is held."""

    confirmed_id: UUID
    about: Code
    rule: Code
    from_on: date


class HoldBegan(Event):
    """Nothing about somebody may go for the time being."""

    hold_id: UUID
    person_id: UUID


class HoldEnded(Event):
    """It may go again."""

    hold_id: UUID
    person_id: UUID


class PersonForgotten(Event):
    """What could go of somebody went; the rest waits apart until its duty ends."""

    erasure_id: UUID
    person_id: UUID


class KeptPartRemoved(Event):
    """A duty to keep ended, and what it kept is gone too."""

    erasure_id: UUID
    part: Code


class ErasureFinished(Event):
    """Nothing is kept about them any more but what stays for good."""

    erasure_id: UUID
    person_id: UUID


class ComplaintMade(Event):
    """Somebody complained about how information was handled."""

    complaint_id: UUID
    person_id: UUID | None


class ComplaintAppointed(Event):
    """Somebody was chosen to answer a complaint, for nobody in office was free to."""

    complaint_id: UUID
    person_id: UUID
    chosen_for: UUID | None


class ComplaintAcknowledged(Event):
    """They were told that it came and is being looked into."""

    complaint_id: UUID
    person_id: UUID | None


class ComplaintLookedInto(Event):
    """Something was done about a complaint."""

    complaint_id: UUID


class ComplaintAnswered(Event):
    """They were told what was found."""

    complaint_id: UUID
    person_id: UUID | None
    outcome: Code
