"""What happens to people and their hats. Ids and short words only: a name is looked up, by whoever may see it."""

from datetime import date
from uuid import UUID

from tenant_apps.journal.events import Code, Event


class PersonAdded(Event):
    """The circle knows somebody new."""

    person_id: UUID


class PersonCorrected(Event):
    """Something about a person was put right: which columns, never what they say."""

    person_id: UUID
    columns: tuple[Code, ...]


class PersonLeft(Event):
    """Somebody left the circle, a steward ended their membership, or they died (`how`: left, ended, died).

    Their hats are ended and their account unlinked, each told by an event of its own.
    """

    person_id: UUID
    parting_id: UUID | None = None
    how: Code = Code("left")


class PersonDied(Event):
    """Somebody of the circle has died. `tell_id` is somebody close to them, who is to hear from the circle."""

    person_id: UUID
    tell_id: UUID | None = None


class PersonReturned(Event):
    """Somebody who had left is here again, with all their history and none of their hats."""

    person_id: UUID
    parting_id: UUID


class PersonSuspended(Event):
    """Somebody may not come in for a while, from their next request on."""

    person_id: UUID
    suspension_id: UUID


class PersonResumed(Event):
    """Somebody who was suspended may come in again."""

    person_id: UUID
    suspension_id: UUID


class HatOffered(Event):
    """Somebody is asked to wear a hat."""

    offer_id: UUID
    person_id: UUID
    kind: Code


class HatOfferClosed(Event):
    """Somebody answered whether they will wear a hat, or the question was taken back (`answered`)."""

    offer_id: UUID
    person_id: UUID
    kind: Code
    answered: Code


class HatGiven(Event):
    """Somebody was given a hat, for a term."""

    hat_id: UUID
    person_id: UUID
    kind: Code
    from_on: date
    until_on: date | None


class HatEnded(Event):
    """A hat is worn no longer from this day on."""

    hat_id: UUID
    person_id: UUID
    kind: Code
    until_on: date


class OfficesLaidDown(Event):
    """Somebody cannot sign in any more, so their offices ended: which ones. Each is told by an event of its own too."""

    person_id: UUID
    kinds: tuple[Code, ...]


class TermEndsSoon(Event):
    """An office ends by itself in so many days at most, and nobody has said yes to going on."""

    hat_id: UUID
    person_id: UUID
    kind: Code
    until_on: date
    days: int


class TermWentOn(Event):
    """The last steward's term was over, and goes on until this day, because nobody else has said yes yet."""

    hat_id: UUID
    person_id: UUID
    kind: Code
    until_on: date


class HatRemovalAsked(Event):
    """A steward wants an office taken off somebody, after some days of notice."""

    removal_id: UUID
    hat_id: UUID
    person_id: UUID
    kind: Code


class HatRemovalClosed(Event):
    """The office was taken off, or it stays (`outcome`: done, agreed, objected, taken_back, lapsed)."""

    removal_id: UUID
    hat_id: UUID
    person_id: UUID
    kind: Code
    outcome: Code


class AccountLinked(Event, own=True):
    """Somebody can sign in to this circle now.

    One of two events that know an account, so that it can be told.
    """

    person_id: UUID
    account_id: UUID


class AccountUnlinked(Event, own=True):
    """Somebody can no longer sign in with this account."""

    person_id: UUID
    account_id: UUID
