"""Who decides where the circle talks, and who reads what was said there."""

from kernel.actors import Actor, hand_of
from tenant_apps.chat.models import Room
from tenant_apps.messaging.gatherings import kind_called
from tenant_apps.people.models import Hat, Person


def can_choose_chat(by: Actor) -> bool:
    """Stewards, and only they."""
    hand = hand_of(by)
    return isinstance(hand, Person) and hand.wears(Hat.Kind.STEWARD)


def can_read_room(by: Actor, room: Room) -> bool:
    """Whoever belongs to the people whose room it is, at this moment."""
    gathering = kind_called(room.kind)
    return gathering is not None and gathering.voice(by, room.about) is not None
