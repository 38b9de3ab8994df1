"""Who sees and answers those who get in touch."""

from kernel.actors import SYSTEM, Actor, hand_of
from tenant_apps.people.models import Hat, Person

ANSWERING = (Hat.Kind.STEWARD, Hat.Kind.COORDINATOR)


def can_answer(by: Actor) -> bool:
    """Stewards and co-ordinators see enquiries and work on them."""
    hand = hand_of(by)
    return isinstance(hand, Person) and hand.wears(*ANSWERING)


def can_ask(by: Actor) -> bool:
    """Anybody may get in touch on the website: Coopbox itself writes it down. On paper or by phone, whoever answers."""
    return hand_of(by) is SYSTEM or can_answer(by)


def can_take_list(by: Actor) -> bool:
    """The mailing list leaves the circle in a steward's hands only."""
    hand = hand_of(by)
    return isinstance(hand, Person) and hand.wears(Hat.Kind.STEWARD)
