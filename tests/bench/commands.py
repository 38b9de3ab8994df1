"""What somebody waits for who types a command, while the federation runs: start-up of Python and Django included."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from tests.bench.ground import Failed, Ground
from tests.bench.second_start import environment, free_port, running
from tests.bench.tables import Row, Table, duration

TIMES = 5
STEWARD = ("--steward", "pat@garden.example", "--steward-name", "Pat")


def run(ground: Ground) -> Table:
    home = ground.home / "commands"
    home.mkdir(mode=0o711)
    with running(home, free_port()):
        listed = [_typed(home, "circle", "list") for _ in range(TIMES)]
        opened = [_typed(home, "circle", "open", f"garden-{letter}", *STEWARD) for letter in "abcde"[:TIMES]]
    nothing = [_python("import django") for _ in range(TIMES)]
    return Table(
        [
            _row("`coopbox circle list`", listed),
            _row("`coopbox circle open garden --steward pat@garden.example`, a warm spare", opened, at_most=1.0),
            _row("for comparison: `python -c 'import django'`", nothing),
        ],
        [
            f"Median of {TIMES}, from typing to the prompt coming back. In brackets the processor time of the command "
            "alone: what it would take on a core that nobody else uses, but for what PostgreSQL does meanwhile. The "
            "target looks at that. Opening tells the steward by e-mail and, after the answer has been printed, makes "
            "the next spare; the circle's own tables are what `opening` measures.",
        ],
    )


def _row(what: str, took: list[tuple[float, float]], *, at_most: float | None = None) -> Row:
    wall, worked = (median(column) for column in zip(*took, strict=True))
    said = f"{duration(wall)} ({duration(worked)})"
    return Row(what, said) if at_most is None else Row(what, said, to_reach="under 1 s", reached=worked < at_most)


def _typed(home: Path, *words: str) -> tuple[float, float]:
    return _timed([sys.executable, "-m", "config.cli", *words], environment(home))


def _python(code: str) -> tuple[float, float]:
    return _timed([sys.executable, "-c", code], dict(os.environ))


def _timed(command: list[str], env: dict[str, str]) -> tuple[float, float]:
    """Seconds until the prompt is back, and seconds the command itself kept a processor busy."""
    began, before = time.perf_counter(), os.times()
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed(f"{' '.join(command)}: {done.stdout}{done.stderr}")
    after = os.times()
    worked = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - began, worked
