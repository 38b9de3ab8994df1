"""How fast is a circle found among 1,000, and how well, beside plain icontains on the same register?"""

from __future__ import annotations

from tests.bench.ground import Ground
from tests.bench.tables import Row, Table

CIRCLES = 1000
KINDS = ("as it is", "its beginning", "two letters changed places", "a letter too many", "accents and capitals")
ENOUGH_MS = 5.0


def run(ground: Ground) -> Table:
    with ground.ours(ground.house(), "tests.bench.finding_side") as ours:
        assert ours.ask("build", count=CIRCLES) == CIRCLES
        rows = [_row(kind, ours.ask("measure", kind=kind)) for kind in KINDS]
        index, page = ours.ask("index_ms"), ours.ask("page_ms")
    rows.append(Row("the index, made once for each change of the register", f"{index:.0f} ms"))
    rows.append(Row("the whole front page with a search", f"{page:.1f} ms"))
    return Table(
        rows,
        [
            f"{CIRCLES} circles with one name and three places each, 40 searches a row, medians. Found: how often the "
            "place that was meant was among what was shown.",
            "The peer asks PostgreSQL for each word in name or place with icontains, over the same connection. "
            "Ours asks the database nothing.",
        ],
    )


def _row(kind: str, took: dict[str, float]) -> Row:
    return Row(
        f"a place, {kind}",
        f"{took['ours_ms']:.2f} ms, {took['ours_found']:.0f} of {took['asked']:.0f} found",
        f"{took['peer_ms']:.2f} ms, {took['peer_found']:.0f} of {took['asked']:.0f} found",
        f"{took['ours_ms'] / took['peer_ms']:.2f}",
        f"under {ENOUGH_MS:.0f} ms, all found",
        took["ours_ms"] < ENOUGH_MS and took["ours_found"] == took["asked"],
    )
