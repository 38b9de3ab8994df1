"""What happens to people's privacy. Ids and codes only: reasons and words stay in the tables."""

from uuid import UUID

from tenant_apps.journal.events import Code, Event


class AudienceChosen(Event, own=True):
    """Somebody said who may see one section of what is known of them."""

    person_id: UUID
    section: Code
    audience: int


class StanceTaken(Event, own=True):
    """Somebody answered all questions about who may see what at once."""

    person_id: UUID
    preset: Code


class GlassBroken(Event):
    """Somebody looked at what was not shared with them, because it could not wait."""

    glass_id: UUID
    reader_id: UUID
    person_id: UUID
    is_withheld: bool


class WithholdingEnded(Event):
    """What was kept from somebody to keep people safe is shown to them now."""

    glass_id: UUID
    person_id: UUID


class WithholdingReviewed(Event):
    """A safeguarding lead looked again, and it is still not shown."""

    glass_id: UUID
    person_id: UUID


class WithholdingDue(Event):
    """The day has come on which a safeguarding lead looks again whether it still must not be shown."""

    glass_id: UUID
    person_id: UUID


class LookDoubted(Event):
    """Somebody does not recognise a look at what is known of them."""

    doubt_id: UUID
    person_id: UUID


class DoubtAnswered(Event):
    """Somebody was told what a look was that they did not recognise."""

    doubt_id: UUID
    person_id: UUID
