"""Who speaks for the circle to other circles."""

from kernel.actors import Actor, hand_of
from tenant_apps.people.models import Hat, Person


def can_agree(by: Actor) -> bool:
    """Stewards decide with which circles there is an agreement."""
    hand = hand_of(by)
    return isinstance(hand, Person) and hand.wears(Hat.Kind.STEWARD)


def can_write_letters(by: Actor) -> bool:
    """Stewards and coordinators write, read and answer."""
    hand = hand_of(by)
    return isinstance(hand, Person) and hand.wears(Hat.Kind.STEWARD, Hat.Kind.COORDINATOR)
