"""Opening a circle: from a warm spare and by replay, beside django-tenants' own way with the same apps."""

from __future__ import annotations

from statistics import median

from tests.bench.ground import Ground, letters
from tests.bench.tables import Row, Table, duration, faster

TIMES = 5
ROOMS = "tests.bench.rooms"


def run(ground: Ground) -> Table:
    today, full = _rows(ground, apps=""), _rows(ground, apps=ROOMS)
    return Table(
        today + full,
        [
            f"Median of {TIMES}, taking turns, in a PostgreSQL that waits for the disk. Once with the rooms the "
            "house has today, once with generated ones besides, which bring it to the size the design was measured at.",
            "Ours counts everything `open_circle` does: checks of the address, register, home, address, recipe and its "
            "entry in the journal, three commits. The peer's is row, address and `create_schema`.",
            "The peer's time grows with every table and every migration ever added, the replay's with every table: "
            "nearly all of it is PostgreSQL making tables and indexes. A warm spare's does not grow.",
        ],
    )


def _rows(ground: Ground, *, apps: str) -> list[Row]:
    warm, replayed, theirs, taken, built = [], [], [], [], []
    with ground.ours(ground.house(), apps=apps) as ours, ground.django_tenants(ground.bare(), apps=apps) as peer:
        size = ours.ask("build")
        peer.ask("build")
        # as in life, spares were made some time ago
        ours.ask("make_spares", count=2 * (TIMES + 1))
        for number in range(TIMES + 1):
            warm.append(ours.ask("open_circle", slug=f"warm-{letters(number)}"))
            theirs.append(peer.ask("open_circle", slug=f"circle-{letters(number)}"))
            taken.append(ours.ask("take_spare"))
        for number in range(TIMES + 1):
            replayed.append(ours.ask("open_circle", slug=f"cold-{letters(number)}"))
            theirs.append(peer.ask("open_circle", slug=f"further-{letters(number)}"))
            built.append(ours.ask("build_home"))
        drifted = ours.ask("drifted")
    # the first of each pays for imports and cold plans
    a, b, peer_s, c, d = (median(times[1:]) for times in (warm, replayed, theirs, taken, built))
    house = f"{size['tables']} tables, {size['indexes']} indexes"
    return [
        faster(f"{house}: open a circle, warm spare", a, peer_s, times=100),
        faster("the same, by replay", b, peer_s, times=15),
        Row("the home alone, spare taken", duration(c), duration(peer_s), f"{peer_s / c:.0f}x"),
        Row("the home alone, tables built", duration(d), duration(peer_s), f"{peer_s / d:.0f}x"),
        Row("opened circles that differ from the template", str(drifted), to_reach="0", reached=drifted == 0),
    ]
