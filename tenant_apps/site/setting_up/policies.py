"""Who decides how the circle is shown."""

from kernel.actors import Actor, hand_of
from tenant_apps.people.models import Hat, Person


def can_set_up(by: Actor) -> bool:
    """Stewards, and only they."""
    hand = hand_of(by)
    return isinstance(hand, Person) and hand.wears(Hat.Kind.STEWARD)
