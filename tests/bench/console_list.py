"""How long does the console's list of circles take, and how often does it ask, as circles become a thousand?"""

from __future__ import annotations

from tests.bench.ground import Ground
from tests.bench.tables import Row, Table

SIZES = (10, 100, 1000)
PAGES = {
    "the first page": "/circles/",
    "searched, filtered and sorted": "/circles/?q=care&stage=forming&health=fine&sort=-health",
    "all of them on one page, to print": "/circles/?print=1",
}
QUICK_MS = 150.0


def run(ground: Ground) -> Table:
    rows, asked = [], {}
    with ground.ours(ground.house(), "tests.bench.console_list_side") as ours:
        ours.ask("build")
        for size in SIZES:
            ours.ask("grow", to=size)
            for what, path in PAGES.items():
                took = ours.ask("measure", path=path)
                first = asked.setdefault(what, took["queries"])
                quick = what == "the first page"
                rows.append(
                    Row(
                        f"{size} circles, {what}",
                        f"{took['ms']:.0f} ms, {took['queries']} questions",
                        to_reach=f"as many questions as for {SIZES[0]}"
                        + (f", under {QUICK_MS:.0f} ms" if quick else ""),
                        reached=took["queries"] == first and (not quick or took["ms"] < QUICK_MS),
                    )
                )
    return Table(
        rows,
        [
            "Medians of whole pages through the WSGI handler, signed in as a director: session, account's epoch, hats,"
            " the line in the record and the page itself. A page shows 50 circles.",
            "Each circle has a stage, two runs, a plan, a domain and a state of its tables. No peer has such a page.",
        ],
    )
