"""Which Celery transport loses no job when things are killed, without a further server?"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from dev import embedded
from tests.bench.broker_trial import ACCIDENTS, JOBS, Result, brokers, try_one
from tests.bench.ground import Ground
from tests.bench.tables import Row, Table

OURS = "dev.pgqueue"


def run(ground: Ground) -> Table:
    """Its servers are killed on purpose, so it stands on ground of its own."""
    results: dict[tuple[str, str], Result] = {}
    with tempfile.TemporaryDirectory(prefix="coopbox-bench-broker-") as folder:
        os.chmod(folder, 0o711)
        server = embedded.start(Path(folder) / "home")
        try:
            for name, url, options in brokers(server, Path(folder)):
                for accident in ACCIDENTS:
                    result, server = try_one(name, url, options, accident, server)
                    results[name, result.accident] = result
        finally:
            server.stop()
    return Table(
        [_row(results, peer, accident) for peer, accident in results if peer != OURS],
        [f"{JOBS} jobs a row. A transport that does a job twice is bearable, one that loses a job is not."],
    )


def _row(results: dict[tuple[str, str], Result], peer: str, accident: str) -> Row:
    ours = results[OURS, accident]
    return Row(
        accident,
        _said(ours),
        f"{peer}: {_said(results[peer, accident])}",
        to_reach="0 lost",
        reached=ours.lost == 0,
    )


def _said(result: Result) -> str:
    return f"{result.lost} lost, {result.twice} twice, {result.seconds:.1f} s"
