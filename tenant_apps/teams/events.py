"""What happens to teams and the places in them. Ids and codes only."""

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
