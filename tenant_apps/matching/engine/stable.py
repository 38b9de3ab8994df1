"""Bring many together at once, so that no two would rather have each other than whom they were given."""

from collections import deque
from collections.abc import Mapping, Sequence
from heapq import heappush, heapreplace

from tenant_apps.matching.engine.shape import Key


def match(
    asked: Mapping[Key, Sequence[Key]],
    offered: Mapping[Key, Sequence[Key]],
    places: Mapping[Key, int],
    room: Mapping[Key, int],
) -> dict[Key, list[Key]]:
    """Who is suggested to whom: for each ask, people in the ask's own order.

    `asked` has for each ask the people it would have, the best first; `offered` for each person the asks they would
    have. Whoever is not on the other's list is not brought together with them. `places` is how many an ask looks for,
    `room` how many asks a person has time for; without a word it is one. Each ask asks down its list; a person keeps
    the best they were asked by, until somebody better asks.
    """
    rank = {giver: {ask: place for place, ask in enumerate(asks)} for giver, asks in offered.items()}
    kept: dict[Key, list[tuple[int, int]]] = {giver: [] for giver in offered}
    names = list(asked)
    at, free = [0] * len(names), [places.get(ask, 1) for ask in names]
    waiting = deque(range(len(names)))
    while waiting:
        number = waiting.popleft()
        wishes = asked[names[number]]
        while free[number] > 0 and at[number] < len(wishes):
            giver = wishes[at[number]]
            at[number] += 1
            place = rank.get(giver, {}).get(names[number])
            has_room = room.get(giver, 1)
            if place is None or has_room < 1:
                continue
            if len(kept[giver]) < has_room:
                heappush(kept[giver], (-place, number))
                free[number] -= 1
            elif -kept[giver][0][0] > place:
                _worse, sent_away = heapreplace(kept[giver], (-place, number))
                free[number] -= 1
                free[sent_away] += 1
                waiting.append(sent_away)
    found: dict[Key, set[Key]] = {ask: set() for ask in asked}
    for giver, asks in kept.items():
        for _place, number in asks:
            found[names[number]].add(giver)
    return {ask: [giver for giver in asked[ask] if giver in givers] for ask, givers in found.items()}
