"""What happens to teams that are looked for. Ids only."""

from uuid import UUID

from tenant_apps.journal.events import Code, Event


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
