"""1,000 asks and 5,000 offers brought together at once: who would rather have each other, and how long does it take?"""

from __future__ import annotations

from time import perf_counter

from tenant_apps.matching.engine.checker import blocking, faults
from tenant_apps.matching.engine.index import Index
from tenant_apps.matching.engine.shape import Key, Terms
from tenant_apps.matching.engine.stable import match
from tests.bench.ground import Ground
from tests.bench.people import givers, needs
from tests.bench.tables import Row, Table, duration

ASKS, GIVERS, LONG, ENOUGH = 1000, 5000, 50, 1.0


def run(_ground: Ground) -> Table:
    there, asks = givers(1, GIVERS), needs(1, ASKS)
    began = perf_counter()
    index = Index(there)
    found = {need.key: index.shortlist(need, Terms(), LONG) for need in asks}
    looked = perf_counter() - began
    asked = {ask: [each.key for each in sorted(some, key=lambda each: -each.for_asker)] for ask, some in found.items()}
    wishes: dict[Key, list[tuple[int, Key]]] = {}
    for ask, some in found.items():
        for each in some:
            wishes.setdefault(each.key, []).append((-each.for_giver, ask))
    offered = {giver: [ask for _glad, ask in sorted(each)] for giver, each in wishes.items()}
    places, room = {need.key: need.people for need in asks}, {each.key: each.room for each in there}
    began = perf_counter()
    made = match(asked, offered, places, room)
    took = perf_counter() - began
    assert not faults(made, asked, offered, places, room)
    pairs = len(blocking(made, asked, offered, places, room))
    greedy: dict[Key, list[Key]] = {}
    left = dict(room)
    for ask, some in found.items():
        greedy[ask] = [each.key for each in some if left[each.key] > 0][: places[ask]]
        for key in greedy[ask]:
            left[key] -= 1
    theirs = len(blocking(greedy, asked, offered, places, room))
    return Table(
        [
            Row("two who would rather have each other", str(pairs), str(theirs), "-", "0", pairs == 0),
            Row("to bring them together", duration(took), "-", "-", duration(ENOUGH), took < ENOUGH),
            Row("with the index and all shortlists before it", duration(looked + took)),
            Row("brought together", f"{sum(map(len, made.values()))}", f"{sum(map(len, greedy.values()))}"),
        ],
        [f"{ASKS} asks, {GIVERS} offers, lists of {LONG}. The peer gives each ask in turn the best with room."],
    )
