"""Look over who was brought together, knowing nothing of how it was done."""

from collections.abc import Mapping, Sequence

from tenant_apps.matching.engine.shape import Key


def faults(
    made: Mapping[Key, Sequence[Key]],
    asked: Mapping[Key, Sequence[Key]],
    offered: Mapping[Key, Sequence[Key]],
    places: Mapping[Key, int],
    room: Mapping[Key, int],
) -> list[str]:
    """What must not be at all: somebody twice, too many, or two of whom one does not have the other on their list."""
    found = []
    for ask, givers in made.items():
        if len(givers) > places.get(ask, 1) or len(set(givers)) != len(givers):
            found.append(f"{ask} has too many")
        found += [
            f"{ask} and {giver} do not both wish it"
            for giver in givers
            if giver not in asked[ask] or ask not in offered.get(giver, ())
        ]
    full = {giver: asks for giver, asks in _turned(made).items() if len(asks) > room.get(giver, 1)}
    return found + [f"{giver} has no room for so many" for giver in full]


def blocking(
    made: Mapping[Key, Sequence[Key]],
    asked: Mapping[Key, Sequence[Key]],
    offered: Mapping[Key, Sequence[Key]],
    places: Mapping[Key, int],
    room: Mapping[Key, int],
) -> list[tuple[Key, Key]]:
    """All pairs who are not together and would both rather be: each has a free place, or somebody they like less."""
    given = _turned(made)
    order = {giver: {ask: place for place, ask in enumerate(asks)} for giver, asks in offered.items()}
    found = []
    for ask, wishes in asked.items():
        have = set(made.get(ask, ()))
        places_of = {giver: place for place, giver in enumerate(wishes)}
        worst = max((places_of[giver] for giver in have), default=-1)
        for place, giver in enumerate(wishes):
            if giver in have or ask not in order.get(giver, {}):
                continue
            ask_would = len(have) < places.get(ask, 1) or (bool(have) and worst > place)
            if ask_would and _would(giver, ask, given.get(giver, []), order[giver], room):
                found.append((ask, giver))
    return found


def _would(giver: Key, ask: Key, have: Sequence[Key], order: Mapping[Key, int], room: Mapping[Key, int]) -> bool:
    return len(have) < room.get(giver, 1) or any(order[each] > order[ask] for each in have)


def _turned(made: Mapping[Key, Sequence[Key]]) -> dict[Key, list[Key]]:
    found: dict[Key, list[Key]] = {}
    for ask, givers in made.items():
        for giver in givers:
            found.setdefault(giver, []).append(ask)
    return found
