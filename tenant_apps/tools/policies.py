"""Who decides which tools there are."""

from kernel.actors import Actor, hand_of
from tenant_apps.people.models import Hat, Person


def can_manage_tools(by: Actor) -> bool:
    """Stewards, and only they."""
    hand = hand_of(by)
    return isinstance(hand, Person) and hand.wears(Hat.Kind.STEWARD)
