"""How evenly are people shown on lists, plain and spread, and what does it cost?"""

from __future__ import annotations

from collections import Counter

from tenant_apps.matching.engine.fairness import gini, never_seen, spread
from tenant_apps.matching.engine.index import Index
from tenant_apps.matching.engine.shape import Key, Terms
from tests.bench.ground import Ground
from tests.bench.people import givers, needs
from tests.bench.tables import Row, Table

ASKS, GIVERS, LONG, MOST = 600, 2000, 100, 20


def run(_ground: Ground) -> Table:
    there, asks = givers(3, GIVERS), needs(3, ASKS)
    index, terms = Index(there), Terms()
    room, waits = {each.key: each.room for each in there}, {each.key: each.waiting_since for each in there}
    plain: Counter[Key] = Counter()
    fair: Counter[Key] = Counter()
    before = after = listed = 0
    can: set[Key] = set()
    for need in asks:
        found = index.shortlist(need, terms, LONG)
        can |= {each.key for each in index.shortlist(need, terms, GIVERS)}
        first, shared = found[:MOST], spread(found, fair, salt=str(need.key), room=room)
        plain.update(each.key for each in first)
        fair.update(each.key for each in shared)
        before, after = before + sum(each.score for each in first), after + sum(each.score for each in shared)
        listed += len(first)
    theirs, ours = ([counts[key] for key in sorted(can, key=str)] for counts in (plain, fair))
    recent = [key for key in can if waits[key] > 340]
    return Table(
        [
            _row("Gini of how often each is shown", gini(ours), gini(theirs)),
            _row("never seen", never_seen(ours), never_seen(theirs)),
            _row("never seen of the newest", *(never_seen([c[key] for key in recent]) for c in (fair, plain))),
            Row(
                "mean score of who is shown",
                f"{after / listed:.0f}",
                f"{before / listed:.0f}",
                f"{100 * (after - before) / before:.1f} %",
            ),
        ],
        [f"{ASKS} asks one after the other, {len(can)} who suit one at least; lists of {MOST} out of {LONG}."],
    )


def _row(what: str, ours: int, theirs: int) -> Row:
    ratio = f"{ours / theirs:.2f}" if theirs else "-"
    return Row(what, f"{ours / 1000:.3f}", f"{theirs / 1000:.3f}", ratio, "lower", ours < theirs)
