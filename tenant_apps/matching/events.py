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


class ContactWaits(Event):
    """Half of the time is gone in which one of ours could answer somebody of another circle."""

    contact_id: UUID
    person_id: UUID


class ShortlistMade(Event):
    """Somebody was told who might suit them, or which asks. `number` says which version."""

    shortlist_id: UUID
    person_id: UUID
    number: int


class QuietAsked(Event):
    """An ask and somebody who could give support are not brought together any more, by the word of one of them."""

    quiet_id: UUID
    person_id: UUID


class QuietEnded(Event):
    """They may be brought together again."""

    quiet_id: UUID
    person_id: UUID


class IntroductionBegan(Event):
    """Two people may suit each other, and both are asked."""

    introduction_id: UUID


class IntroductionAnswered(Event):
    """One of two people said something to a step. What they said is written nowhere but with the step."""

    introduction_id: UUID
    person_id: UUID


class IntroductionWentOn(Event):
    """Both said yes, and the next step has begun."""

    introduction_id: UUID
    stage: Code


class IntroductionWaits(Event):
    """Half of the time for a step is gone, and somebody has said nothing yet."""

    introduction_id: UUID


class IntroductionClosed(Event):
    """It is over between two people, and both may know. Who ended it, and why, is not said."""

    introduction_id: UUID


class TrialSuggested(Event):
    """One of the two suggests a first visit, or another time for it."""

    introduction_id: UUID
    person_id: UUID


class AskFilled(Event):
    """As many people as were wanted are in the team: the ask rests."""

    ask_id: UUID
    person_id: UUID


class MatchedAgain(Event):
    """It did not last eight weeks, and whoever asked looks again, at no cost."""

    ask_id: UUID
    introduction_id: UUID
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
