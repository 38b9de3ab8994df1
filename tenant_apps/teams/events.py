"""What happens to teams and the places in them. Ids and codes only."""

from datetime import date
from uuid import UUID

from tenant_apps.journal.events import Code, Event


class TeamFounded(Event):
    """There is a team around somebody."""

    team_id: UUID
    person_id: UUID


class StarterSteppedBack(Event):
    """Whoever helped a team to begin does so no more."""

    team_id: UUID


class PlaceAsked(Event):
    """Somebody was brought up for a place. It waits for the owner's yes, for theirs, or for both."""

    place_id: UUID
    team_id: UUID
    person_id: UUID


class PlaceAgreed(Event):
    """The owner, or whoever acts for them, said yes to somebody; they are asked now."""

    place_id: UUID
    team_id: UUID
    person_id: UUID


class PlaceStillWaits(Event):
    """Nobody has answered a question about a place for some time; whoever it waits for is told once more."""

    place_id: UUID
    team_id: UUID
    person_id: UUID


class PlaceTaken(Event):
    """Both have said yes: somebody is in the team."""

    place_id: UUID
    team_id: UUID
    person_id: UUID
    kind: Code


class PlaceEnded(Event):
    """A place, or the question about one, is over. What they saw as a member they see no more."""

    place_id: UUID
    team_id: UUID
    person_id: UUID
    how: Code
    was_held: bool


class TeamRests(Event):
    """Nobody comes into this team, because it is not clear who decides (`why`: died, capacity)."""

    team_id: UUID
    why: Code


class TeamGoesOn(Event):
    """It is clear again who decides."""

    team_id: UUID


class TeamEnded(Event):
    """A team is no more. What it did is kept."""

    team_id: UUID
    person_id: UUID


# --- what a team does together ----------------------------------------------------------------------------------------


class TeamHatAsked(Event):
    """Somebody is asked to wear a hat of a team, or offers to. Worn it is when both sides have said yes."""

    hat_id: UUID
    team_id: UUID
    person_id: UUID
    kind: Code


class TeamHatAgreed(Event):
    """The person the team is for, or everybody else in it, agrees that somebody wears a hat."""

    hat_id: UUID
    team_id: UUID
    person_id: UUID


class TeamHatBegan(Event):
    """Somebody wears a hat of a team from today."""

    hat_id: UUID
    team_id: UUID
    person_id: UUID
    kind: Code
    until_on: date


class TeamHatEnded(Event):
    """Somebody does not wear it any more, or the question is closed."""

    hat_id: UUID
    team_id: UUID
    person_id: UUID
    kind: Code
    how: Code


class TeamHatVacant(Event):
    """Nobody in the team wears this hat any more, and the team cannot do without."""

    team_id: UUID
    kind: Code


class TeamHatEndsSoon(Event):
    """The term of a hat is over soon."""

    hat_id: UUID
    team_id: UUID
    person_id: UUID
    until_on: date


class TeamHatDoubted(Event):
    """Somebody of the team says that something speaks against it. Who decides is the person the team is for."""

    hat_id: UUID
    team_id: UUID


class TaskAdded(Event):
    """There is something to be done for a team."""

    task_id: UUID
    team_id: UUID


class TaskGiven(Event):
    """Somebody else is asked to do it."""

    task_id: UUID
    team_id: UUID
    who_id: UUID


class TaskDone(Event):
    """It is done, or it turned out that it is not."""

    task_id: UUID
    team_id: UUID
    is_done: bool


class TaskChanged(Event):
    """What is to be done, by whom or until when was put right."""

    task_id: UUID
    team_id: UUID


class TaskDropped(Event):
    """It need not be done."""

    task_id: UUID
    team_id: UUID


class CheckedIn(Event):
    """Somebody told their team how it is going."""

    check_in_id: UUID
    team_id: UUID


class CheckInAsked(Event):
    """Somebody asked everybody in a team how it is going."""

    team_id: UUID


class MeetingCalled(Event):
    """A team meets."""

    meeting_id: UUID
    team_id: UUID


class MeetingMoved(Event):
    """It meets at another time or place."""

    meeting_id: UUID
    team_id: UUID


class MeetingCancelled(Event):
    """It does not meet after all."""

    meeting_id: UUID
    team_id: UUID


class MeetingNoted(Event):
    """Who was there and what was talked about was written down."""

    meeting_id: UUID
    team_id: UUID


class DecisionNoted(Event):
    """A team decided something, and says when it looks at it again."""

    decision_id: UUID
    team_id: UUID
    review_on: date


class DecisionLookedAt(Event):
    """It was looked at again: it goes on, or it is over."""

    decision_id: UUID
    team_id: UUID
    goes_on: bool


class DocumentKept(Event):
    """A paper was put with a team's papers."""

    document_id: UUID
    team_id: UUID


class DocumentOpened(Event):
    """Somebody opened it."""

    document_id: UUID
    team_id: UUID


class DocumentRemoved(Event):
    """It was taken away."""

    document_id: UUID
    team_id: UUID


class AgreementWritten(Event):
    """There is a new wording of an agreement, and everybody in the team is asked for their yes."""

    agreement_id: UUID
    version_id: UUID
    team_id: UUID


class AgreementSaid(Event):
    """Somebody said yes to a wording, or that they cannot."""

    version_id: UUID
    team_id: UUID
    person_id: UUID
    is_yes: bool


class AgreementEnded(Event):
    """It does not hold any more."""

    agreement_id: UUID
    team_id: UUID


class SessionNoted(Event):
    """The person a team is for and a member met."""

    session_id: UUID
    team_id: UUID


class SessionTakenBack(Event):
    """They did not."""

    session_id: UUID
    team_id: UUID


class ReviewDue(Event):
    """After so many sessions two people look at how it goes."""

    review_id: UUID
    team_id: UUID
    member_id: UUID
    after: int


class ReviewWritten(Event):
    """One of the two has written; or lets the team read it, or does not any more."""

    review_id: UUID
    team_id: UUID
    side: Code
