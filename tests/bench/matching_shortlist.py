"""How fast are the 20 best found for an ask, beside a plain loop, SQL and reading the same bytes from memory?"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import TypeVar

import numpy as np
import psycopg

from tenant_apps.matching.engine import loop
from tenant_apps.matching.engine.index import Index
from tenant_apps.matching.engine.shape import Giver, Need, Terms
from tests.bench import matching_sql
from tests.bench.ground import Ground
from tests.bench.people import givers, needs
from tests.bench.tables import Row, Table, duration

SIZES = (1_000, 10_000, 100_000)
ASKS, TERMS = 40, Terms()
TIMES_THE_LOOP, TIMES_THE_FLOOR = 20, 5
Found = TypeVar("Found")


def run(ground: Ground) -> Table:
    rows: list[Row] = []
    for size in SIZES:
        rows += _size(ground, size)
    return Table(
        rows,
        [
            f"{ASKS} asks a row, medians and p95, one process; all musts and wishes of both sides. The three find the "
            "same people in the same order, which is looked at in the same run. The town is the same for all sizes.",
            "Loop and SQL are asked 10 times at 100,000. Memory: the time to sum up every byte of the columns once, "
            "whatever of them an ask needs.",
        ],
    )


def _size(ground: Ground, size: int) -> list[Row]:
    there, asked = givers(1, size), needs(1, ASKS)
    index = Index(there)
    few = asked if size < 100_000 else asked[:10]
    took, found = _timed(asked, lambda need: index.shortlist(need, TERMS))
    looped, right = _timed(few, lambda need: loop.shortlist(need, there, TERMS))
    assert found[: len(few)] == right
    in_sql = _sql(ground, there, few, [[(each.key, each.score) for each in one] for one in right])
    floor = _floor(index)
    what = f"{size:,} givers"
    ours = f"{duration(took[0])}, p95 {duration(took[1])}"
    is_ten, is_most = size == 10_000, size == 100_000
    return [
        Row(
            f"{what}, beside the loop",
            ours,
            f"{duration(looped[0])}, p95 {duration(looped[1])}",
            f"{looped[0] / took[0]:.0f}x",
            f"{TIMES_THE_LOOP}x" if is_ten else "report",
            looped[0] / took[0] >= TIMES_THE_LOOP if is_ten else None,
        ),
        Row(
            f"{what}, beside SQL",
            ours,
            f"{duration(in_sql[0])}, p95 {duration(in_sql[1])}",
            f"{in_sql[0] / took[0]:.0f}x",
        ),
        Row(
            f"{what}, beside reading {index.memory / 1e6:.1f} MB",
            ours,
            duration(floor),
            f"{took[0] / floor:.1f}",
            f"within {TIMES_THE_FLOOR}" if is_most else "report",
            took[0] / floor <= TIMES_THE_FLOOR if is_most else None,
        ),
    ]


def _timed(asked: list[Need], find: Callable[[Need], Found]) -> tuple[tuple[float, float], list[Found]]:
    find(asked[0])
    times, found = [], []
    for need in asked:
        began = perf_counter()
        found.append(find(need))
        times.append(perf_counter() - began)
    return (float(np.median(times)), float(np.quantile(times, 0.95))), found


def _sql(
    ground: Ground, there: list[Giver], asked: list[Need], right: list[list[tuple[object, int]]]
) -> tuple[float, float]:
    with psycopg.connect(ground.server.admin_dsn) as connection:
        matching_sql.fill(connection, there)
        took, found = _timed(asked, lambda need: matching_sql.shortlist(connection, need, TERMS))
        connection.rollback()
    assert found == right
    return took


def _floor(index: Index) -> float:
    """The median time to read as many bytes as the index has, eight at a time."""
    words = np.ones(index.memory // 8, dtype=np.uint64)
    times = []
    for _round in range(15):
        began = perf_counter()
        words.sum()
        times.append(perf_counter() - began)
    return float(np.median(times))
