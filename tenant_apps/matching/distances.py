"""How far it is between an ask and an offer: from one part of a postcode district to another, and never closer.

Where the operator has loaded no postcodes, all that is known is whether the first halves are alike.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from shared_apps.postcodes.services import Place, places_of
from tenant_apps.matching.engine.shape import PACE, reach_of
from tenant_apps.matching.explaining import Way
from tenant_apps.matching.figures import outward
from tenant_apps.matching.models import Ask, Offer

SQUARE: Final = 100  # metres
# How people travel: in the engine's words, and in those of a reason. What is not here goes on foot.
TRAVEL: Final[Mapping[str, tuple[str, str]]] = {
    "foot": ("foot", "foot"),
    "bicycle": ("bike", "bicycle"),
    "bus": ("bus", "bus"),
    "car": ("car", "car"),
    "car-passengers": ("car", "car"),
    "wheelchair-car": ("car", "car"),
}
ON_FOOT: Final = TRAVEL["foot"]


@dataclass(frozen=True)
class Places:
    """Where some asks and offers are, as squares of a hundred metres around the middle of their area."""

    squares: Mapping[str, Place] = field(default_factory=dict)

    def of(self, thing: Ask | Offer) -> Place | None:
        return self.squares.get(thing.postcode)

    def metres(self, ask: Ask, offer: Offer) -> int | None:
        """As the crow flies; nothing when it is not known."""
        here, there = self.of(ask), self.of(offer)
        if here is None or there is None:
            return None
        return round(((here[0] - there[0]) ** 2 + (here[1] - there[1]) ** 2) ** 0.5 * SQUARE)

    def is_within_reach(self, ask: Ask, offer: Offer) -> bool:
        """Whether the giver comes as far; what is not known is no hindrance. As the engine counts, in whole squares."""
        here, there = self.of(ask), self.of(offer)
        if here is None or there is None:
            return True
        return (here[0] - there[0]) ** 2 + (here[1] - there[1]) ** 2 <= (reach(offer) // SQUARE) ** 2

    def way(self, ask: Ask, offer: Offer) -> Way | None:
        """How long the way is for the giver, by the fastest way they have: none at all within one area."""
        metres = self.metres(ask, offer)
        if metres is None:
            here = outward(ask.postcode)
            return Way(0) if here and here == outward(offer.postcode) else None
        pace, by = max((TRAVEL.get(each, ON_FOOT) for each in offer.travel), key=_pace, default=ON_FOOT)
        return Way(-(-metres // PACE[pace]), by)


def places(things: Iterable[Ask | Offer]) -> Places:
    """Where these are, in one question for all of them."""
    found = places_of({each.postcode for each in things if each.postcode})
    return Places({code: (east // SQUARE, north // SQUARE) for code, (east, north) in found.items()})


def reach(offer: Offer) -> int:
    """How far somebody comes, in metres."""
    return reach_of(tuple(TRAVEL.get(each, ON_FOOT)[0] for each in offer.travel), offer.reach_minutes)


def _pace(way: tuple[str, str]) -> int:
    return PACE[way[0]]
