"""What happens to authorities. Ids and codes only."""

from datetime import date
from uuid import UUID

from tenant_apps.journal.events import Code, Event


class AuthorityRecorded(Event):
    """Somebody may act for somebody else, once the helper agreed and it was checked."""

    authority_id: UUID
    person_id: UUID
    helper_id: UUID
    basis: Code


class SomebodyAskedFor(Event):
    """Somebody asks for somebody whose name they may not know. Who that is, is not known before they answer."""

    wish_id: UUID
    person_id: UUID


class WishAnswered(Event):
    """Whoever was asked for said yes."""

    wish_id: UUID
    person_id: UUID


class WishEnded(Event):
    """They said no, or it was taken back. Which of the two, nobody is told."""

    wish_id: UUID


class AuthorityAccepted(Event):
    """The helper said yes."""

    authority_id: UUID


class CheckerNamed(Event):
    """A steward named somebody to check an authority, for nobody who looks after authorities was free to."""

    authority_id: UUID
    person_id: UUID
    checker_id: UUID


class AuthorityChecked(Event):
    """Somebody else looked at the papers, and they bear it out."""

    authority_id: UUID


class AuthorityEnded(Event):
    """It ended; whoever was acting under it no longer does, from their next request on."""

    authority_id: UUID
    person_id: UUID
    helper_id: UUID
    why: Code


class EvidenceKept(Event):
    """A paper was put to an authority."""

    authority_id: UUID
    evidence_id: UUID


class EvidenceOpened(Event):
    """Somebody looked at such a paper."""

    authority_id: UUID
    evidence_id: UUID


class SaidYesForADay(Event):
    """One of several who act only together agreed for a day."""

    authority_id: UUID
    on: date


class ActingBegan(Event):
    """Somebody began to act for somebody else."""

    authority_id: UUID
    person_id: UUID


class ActingStopped(Event):
    """And stopped."""

    authority_id: UUID
    person_id: UUID


class CapacityRecorded(Event):
    """It was written down whether somebody can decide for themselves. Some authorities rest by it, and others begin."""

    capacity_id: UUID
    person_id: UUID
    can_decide: bool


class AuthorityNeedsALook(Event):
    """An authority ends soon, or its day of review has come."""

    authority_id: UUID
    due_on: date


class AuthorityLookedAt(Event):
    """Somebody looked at an authority again, and it still stands."""

    authority_id: UUID
    next_on: date


class CapacityNeedsALook(Event):
    """The day has come on which it is looked at again whether somebody can decide for themselves."""

    capacity_id: UUID
    person_id: UUID
    due_on: date
