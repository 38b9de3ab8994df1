"""Who speaks for the circle to the federation."""

from kernel.actors import Actor, hand_of
from tenant_apps.people.models import Hat, Person


def can_speak_for_circle(by: Actor) -> bool:
    """Stewards do, and only they: Coopbox itself signs nothing and lets nobody look."""
    hand = hand_of(by)
    return isinstance(hand, Person) and hand.wears(Hat.Kind.STEWARD)
