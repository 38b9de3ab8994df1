"""Does the index find the same people in the same order as the plain loop, in 1,000 random circles?"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from tenant_apps.matching.engine import loop
from tenant_apps.matching.engine.index import Index
from tenant_apps.matching.engine.shape import Terms
from tests.bench.ground import Ground
from tests.bench.people import givers, needs
from tests.bench.tables import Row, Table

CIRCLES, ASKS, MOST = 1000, 3, 200


def run(_ground: Ground) -> Table:
    alike = asked = named = 0
    for seed in range(CIRCLES):
        draw = Random(seed)
        there = givers(seed, draw.randrange(MOST), town=draw.choice((30, 80, 150)))
        terms, index = Terms(draw.random() < 0.1, draw.random() < 0.1), Index(there)
        for plain in needs(seed, ASKS, town=60):
            apart = frozenset(draw.sample(range(1, MOST), 5))
            need = replace(plain, apart=apart, known=frozenset(draw.sample(range(1, MOST), 2)))
            found = index.shortlist(need, terms)
            alike += found == loop.shortlist(need, there, terms)
            asked, named = asked + 1, named + len(found)
    return Table(
        [Row(f"{CIRCLES} circles, {asked} asks", f"{alike} the same", f"{asked}", "-", "all the same", alike == asked)],
        [f"Up to {MOST} givers a circle; {named} people on all lists. Scores of both sides are compared too."],
    )
