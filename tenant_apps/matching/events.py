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
