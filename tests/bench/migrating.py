"""One added column over 200 circles, and nothing to do over 200 circles, beside `migrate_schemas`."""

from __future__ import annotations

from tests.bench.ground import Ground, letters
from tests.bench.tables import Row, Table, duration, faster

CIRCLES = 200


def run(ground: Ground) -> Table:
    slugs = [f"circle-{letters(number)}" for number in range(CIRCLES)]
    with ground.ours(ground.house()) as ours:
        size = ours.ask("build")
        for slug in slugs:
            ours.ask("open_circle", slug=slug)
        idle = ours.ask("migrate_everything")
        ours.ask("next_release")
        column = ours.ask("migrate_everything")
        assert column["migrated"] == CIRCLES
        assert ours.ask("behind") == 0
    with ground.django_tenants(ground.bare()) as peer:
        peer.ask("build")
        peer.ask("open_circle", slug=slugs[0])
        peer.ask("copy_circles", slugs=slugs[1:])
        peer_idle = peer.ask("migrate_everything")
        peer.ask("next_release")
        peer_column = peer.ask("migrate_everything")
        assert peer_column["migrated"] == CIRCLES
    us, them = idle["seconds"], peer_idle["seconds"]
    return Table(
        [
            faster(f"one added column, {CIRCLES} circles", column["seconds"], peer_column["seconds"], times=30),
            Row(
                f"nothing to migrate, {CIRCLES} circles",
                duration(us),
                duration(them),
                f"{them / us:.0f}x",
                "under 1 s",
                us < 1,
            ),
        ],
        [
            f"{size['tables']} tables and {size['indexes']} indexes a circle. Ours: `migrate_all`, which captures the "
            "migration on the template and replays it, several circles at a time, each in its own transaction.",
            f"The peer: `migrate_schemas --tenant` with its standard executor over {CIRCLES} schemas of the same "
            "tables, which were copied from one made by migrate so that only migrating is timed.",
        ],
    )
