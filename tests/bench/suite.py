"""How long the whole test suite takes: measured by itself, on a quiet machine."""

from __future__ import annotations

from tests.bench.ground import Ground
from tests.bench.tables import Row, Table


def run(ground: Ground) -> Table:
    return Table(
        [Row("whole `make test`", "run `time make test`", to_reach="under 5 minutes on 2 cores")],
        ["Not run from here: the suite starts servers and browsers of its own and would disturb what is measured."],
    )
