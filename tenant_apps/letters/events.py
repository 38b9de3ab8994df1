"""What happens between our circle and another. Ids only: what a letter says stands in the letter."""

from uuid import UUID

from tenant_apps.journal.events import Code, Event


class AgreementProposed(Event):
    """We proposed to another circle that we write to each other."""

    agreement_id: UUID


class ProposalArrived(Event):
    """Another circle proposed it to us."""

    agreement_id: UUID


class AgreementSettled(Event):
    """The proposal was accepted or refused, by us or by them."""

    agreement_id: UUID
    accepted: bool
    by_us: bool


class AgreementEnded(Event):
    """One side ended the agreement. From here on no letter goes or comes."""

    agreement_id: UUID
    by_us: bool


class LetterWritten(Event):
    """We wrote to another circle."""

    letter_id: UUID
    kind: Code


class LetterArrived(Event):
    """A letter of another circle arrived."""

    letter_id: UUID
    kind: Code


class LetterRead(Event):
    """Somebody of ours has read a letter of theirs."""

    letter_id: UUID


class LetterCameBack(Event):
    """The other circle does not take a letter of ours."""

    letter_id: UUID
    why: Code
