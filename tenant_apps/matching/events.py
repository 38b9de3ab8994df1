"""What happens on the way to a team. Ids and codes only."""

from uuid import UUID

from tenant_apps.journal.events import Code, Event


class OpeningChanged(Event):
    """Somebody lets other circles know of an ask or offer, says it differently, or takes it back."""

    opening_id: UUID
    person_id: UUID


class ContactChanged(Event):
    """One of ours said yes to somebody of another circle, or no more."""

    contact_id: UUID
    person_id: UUID


class ContactArrived(Event):
    """Somebody of another circle would be glad of one of ours, or said yes, or told who they are."""

    contact_id: UUID
    person_id: UUID


class AskChanged(Event):
    """Somebody asks for support, changed what they ask for, or lets it rest (`state`)."""

    ask_id: UUID
    person_id: UUID
    state: Code
    number: int


class OfferChanged(Event):
    """Somebody offers support, changed what they offer, or lets it rest (`state`)."""

    offer_id: UUID
    person_id: UUID
    state: Code
    number: int


class ExclusionChanged(Event, own=True):
    """Somebody said with whom they would rather not be brought together, or took that back. Only they are told."""

    exclusion_id: UUID
    person_id: UUID


class TeamPlanAsked(Event):
    """Somebody wants to know which people together could come to everything an ask asks for."""

    plan_id: UUID
    ask_id: UUID
    person_id: UUID


class TeamPlanEnded(Event):
    """The looking came to its end: done, stopped or failed."""

    plan_id: UUID
    ask_id: UUID
    person_id: UUID
    state: Code
