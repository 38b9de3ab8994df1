"""Who may read a team, run it, and decide who is in it."""

from kernel.actors import Actor, OnBehalf, hand_of
from kernel.sections import Scope
from tenant_apps.helping.acting import acting_under
from tenant_apps.people.models import Person
from tenant_apps.teams.models import Team


def stands_for(by: Actor) -> Person | None:
    """Whoever acts just now and may come in: the person, or the helper of an authority that is in force."""
    hand = hand_of(by)
    return hand if isinstance(hand, Person) and hand.may_come_in else None


def is_owners_word(by: Actor, team: Team) -> bool:
    """Whether this is the owner, or somebody who acts for them now under an authority that reaches to care."""
    hand = stands_for(by)
    if hand is None:
        return False
    if not isinstance(by, OnBehalf):
        return hand.pk == team.owner_id
    found = acting_under(hand, by.authority)
    return by.on_behalf_of == team.owner_id and found is not None and Scope.CARE in found.scopes


def is_member(by: Actor, team: Team) -> bool:
    """Whether they have a place in the team at this moment, and do not merely stand in."""
    hand = stands_for(by)
    return (
        hand is not None
        and not isinstance(by, OnBehalf)
        and team.places.held().filter(person=hand, covers_until=None).exists()
    )
