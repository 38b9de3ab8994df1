"""Opening a circle: from a warm spare and by replay, beside django-tenants' own way with the same apps."""

from __future__ import annotations

from statistics import median

from tests.bench.ground import Ground, letters
from tests.bench.rooms import lived
from tests.bench.tables import Row, Table, duration, faster

TIMES = 7
ROOMS = "tests.bench.rooms"


def run(ground: Ground) -> Table:
    migrations = lived.write_out(ground.home)
    rows = [
        *_rows(ground, "the house of today", apps=""),
        *_rows(ground, "full size, few migrations", apps=ROOMS),
        *_rows(ground, "full size, lived history", apps=ROOMS, history=lived.MODULE),
    ]
    return Table(
        rows,
        [
            f"Median of {TIMES} after a first that does not count (of {2 * TIMES} for the peer), taking turns, in a "
            "PostgreSQL that waits for the disk.",
            "The house of today has the migrations it has, very few: it is young. Full size adds generated rooms up to "
            "the size the design was measured at, with six migrations that make nine tables each (as after squashing), "
            f"and again with a lived history of {migrations} migrations, in which columns and indexes came after their "
            "tables: four migrations for every five tables (an assumption; Django's own apps and allauth have 2.6 for "
            "every model). The tables are the same in the end, so ours takes the same time.",
            "Ours counts everything `open_circle` does: checks of the address, register, home, address, recipe and its "
            "entry in the journal, three commits of which two wait for the disk. The peer's is row, address and "
            "`create_schema`.",
            "The first replay in a process also reads the template; the table has those that follow, and a row for the "
            "first.",
            "The floor of a replay is what PostgreSQL takes for nothing but the statements that make the tables, in "
            "one message, committed. The floor of a warm spare is six messages that ask nothing, two of "
            "which wait for the disk.",
        ],
    )


def _rows(ground: Ground, house: str, *, apps: str, history: str = "") -> list[Row]:
    warm, replayed, theirs, taken, built, bare, calm = [], [], [], [], [], [], []
    with (
        ground.ours(ground.house(), apps=apps, history=history) as ours,
        ground.django_tenants(ground.bare(), apps=apps, history=history) as peer,
    ):
        size = ours.ask("build")
        peer.ask("build")
        # as in life, spares were made some time ago
        ours.ask("make_spares", count=2 * (TIMES + 1))
        for number in range(TIMES + 1):
            warm.append(ours.ask("open_circle", slug=f"warm-{letters(number)}"))
            theirs.append(peer.ask("open_circle", slug=f"circle-{letters(number)}"))
            taken.append(ours.ask("take_spare"))
            calm.append(ours.ask("least_for_a_spare"))
        ours.ask("forget_template")
        for number in range(TIMES + 1):
            replayed.append(ours.ask("open_circle", slug=f"cold-{letters(number)}"))
            theirs.append(peer.ask("open_circle", slug=f"further-{letters(number)}"))
            built.append(ours.ask("build_home"))
            bare.append(ours.ask("make_tables_only"))
        drifted = ours.ask("drifted")
    # the first of each pays for imports and cold plans
    a, b, peer_s, c, d, tables, least = (
        median(times[1:]) for times in (warm, replayed, theirs, taken, built, bare, calm)
    )
    what = f"{house} ({size['tables']} tables, {size['indexes']} indexes, {size['migrations']} migrations)"

    def beside(name: str, seconds: float) -> Row:
        return Row(name, duration(seconds), duration(peer_s), f"{peer_s / seconds:.0f}x")

    return [
        faster(f"{what}: open a circle, warm spare", a, peer_s, times=100),
        faster("the same, by replay", b, peer_s, times=15),
        beside("the first replay in a process", replayed[0]),
        beside("the home alone, spare taken", c),
        beside("the home alone, tables built", d),
        beside("floor of a replay: its tables in PostgreSQL, no more", tables),
        beside("floor of a warm spare: its messages and waits for the disk", least),
        Row("opened circles that differ from the template", str(drifted), to_reach="0", reached=drifted == 0),
    ]
