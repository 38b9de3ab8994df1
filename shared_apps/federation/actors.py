"""Who acts in the federation: an officer of the national co-op, or a steward whose circle told us so."""

from dataclasses import dataclass
from typing import ClassVar, Final, Protocol, runtime_checkable
from uuid import UUID

from kernel.actors import SYSTEM, Actor, hand_of

OFFICER: Final = "officer"
STEWARD: Final = "steward"


@runtime_checkable
class Officer(Actor, Protocol):
    """Somebody who holds an office of the national co-op. The console knows them; here they are asked what they may."""

    def may(self, power: str) -> bool:
        """Whether their hats give them this power at this moment, asked afresh each time."""
        ...


@dataclass(frozen=True, slots=True)
class StewardOf:
    """A steward of a circle, as the federation knows them: by two ids. The circle vouches that they are one."""

    circle_id: UUID
    id: UUID
    kind: ClassVar[str] = STEWARD


def officer_may(by: Actor, power: str) -> bool:
    """Whether the one who acts has this power at the national co-op. Coopbox itself has all of them."""
    hand = hand_of(by)
    return hand is SYSTEM or (hand.kind == OFFICER and isinstance(hand, Officer) and hand.may(power))


def is_steward_of(by: Actor, circle_id: UUID) -> bool:
    """Whether the one who acts is a steward of that very circle."""
    hand = hand_of(by)
    return isinstance(hand, StewardOf) and hand.circle_id == circle_id
