"""Who may invite whom. Whoever may add people to the list may ask them in."""

from kernel.actors import Actor
from tenant_apps.inviting.models import Invitation
from tenant_apps.people.models import Hat, Person
from tenant_apps.people.policies import (
    can_add_person,
    can_give_hat,
    can_let_in_as,
    can_see_people,
    can_welcome_back,
)

# What may be asked along with any invitation. An office is asked for in a letter of its own: see `naming`.
EVERYDAY = tuple(kind for kind in Hat.Kind if kind not in Hat.OFFICES)


def can_invite(by: Actor) -> bool:
    return can_add_person(by)


def can_see_invitations(by: Actor) -> bool:
    """Whoever sees the list of people sees who is asked to join it."""
    return can_see_people(by)


def can_ask_to_wear(by: Actor, kind: str) -> bool:
    """Which hats may be mentioned in an invitation."""
    return kind in EVERYDAY and can_give_hat(by, kind)


def can_ask_to_hold(by: Actor, kind: str) -> bool:
    """Whoever may give an office may ask somebody from outside to come in and hold it."""
    return kind in Hat.OFFICES and can_give_hat(by, kind)


def can_invite_back(by: Actor, person: Person) -> bool:
    """Somebody who left is invited like anybody; when a steward had ended it, by a steward."""
    parting = person.partings.filter(returned_at=None).first()
    return parting is None or can_welcome_back(by, parting)


def can_hand_out(by: Actor, invitation: Invitation) -> bool:
    """Whoever knows what opens it can come in as the person it is for: only who may open that way reads it."""
    return can_invite(by) and (invitation.person is None or can_let_in_as(by, invitation.person))
