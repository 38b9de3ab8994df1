"""One profile changed among 100,000: how long until the next shortlist is right, beside a full rebuild?"""

from __future__ import annotations

from dataclasses import replace
from statistics import median
from time import perf_counter

from tenant_apps.matching.engine.index import Index
from tenant_apps.matching.engine.shape import Terms
from tests.bench.ground import Ground
from tests.bench.people import givers, needs
from tests.bench.tables import Row, Table, duration

GIVERS, CHANGES, ENOUGH = 100_000, 40, 0.020


def run(_ground: Ground) -> Table:
    there, asked = givers(1, GIVERS), needs(1, CHANGES)
    began = perf_counter()
    index = Index(there)
    rebuilt = perf_counter() - began
    put, removed = [], []
    for need in asked:
        first = index.shortlist(need, Terms(), 1)
        who = there[int(first[0].key) - 1] if first else there[0]
        began = perf_counter()
        index.put(replace(who, room=0))
        assert who.key not in {each.key for each in index.shortlist(need, Terms())}
        put.append(perf_counter() - began)
        began = perf_counter()
        index.remove(who.key)
        index.shortlist(need, Terms())
        removed.append(perf_counter() - began)
        index.put(who)
    began = perf_counter()
    carried = index.dumped()
    written = perf_counter() - began
    began = perf_counter()
    Index.loaded(carried)
    read = perf_counter() - began
    return Table(
        [
            _row("changed", put, rebuilt),
            _row("removed", removed, rebuilt),
            Row(f"to another process, {len(carried) / 1e6:.0f} MB", duration(written + read), duration(rebuilt)),
        ],
        [f"{CHANGES} changes, medians, each with the shortlist it is about. The peer makes the index from all offers."],
    )


def _row(what: str, took: list[float], rebuilt: float) -> Row:
    ours, worst = median(took), max(took)
    text = f"{duration(ours)}, at most {duration(worst)}"
    return Row(what, text, duration(rebuilt), f"{rebuilt / ours:.0f}x", duration(ENOUGH), ours < ENOUGH)
