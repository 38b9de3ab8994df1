"""Who may have somebody's key destroyed."""

from kernel.actors import SYSTEM, Actor, hand_of
from tenant_apps.people.models import Hat, Person


def can_shred(by: Actor) -> bool:
    """Coopbox itself, for whoever decided it by the rules of forgetting; or a steward."""
    hand = hand_of(by)
    return hand is SYSTEM or (isinstance(hand, Person) and hand.wears(Hat.Kind.STEWARD))
