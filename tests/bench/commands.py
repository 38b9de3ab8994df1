"""What somebody waits for who types a command, while the federation runs: start-up of Python and Django included."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from tests.bench.ground import Failed, Ground, letters
from tests.bench.second_start import environment, free_port, running
from tests.bench.tables import Row, Table, duration

TIMES = 5
Took = tuple[float, float, float]
STEWARD = ("--steward", "pat@garden.example", "--steward-name", "Pat")


def run(ground: Ground) -> Table:
    home = ground.home / "commands"
    home.mkdir(mode=0o711)
    with running(home, free_port()):
        listed = [_typed(home, "circle", "list") for _ in range(TIMES + 1)]
        opened = [_typed(home, "circle", "open", f"garden-{letters(n)}", *STEWARD) for n in range(TIMES + 1)]
    nothing = [_python("import django; print()") for _ in range(TIMES + 1)]
    return Table(
        [
            _row("`coopbox circle list`", listed),
            _row("`coopbox circle open garden --steward pat@garden.example`, a warm spare", opened, at_most=1.0),
            _row("for comparison: `python -c 'import django'`", nothing),
        ],
        [
            f"Median of {TIMES} after one that does not count: from typing to the answer being printed, and to the "
            "prompt coming back. In brackets the processor time of the command alone: what it would take on a core "
            "that nobody else uses, but for what PostgreSQL does meanwhile. The target holds for prompt and processor "
            "time both. Opening tells the steward by e-mail; after the answer has been printed it makes the next spare "
            "and tells whoever listens to the circle's journal. The circle's own tables are what `opening` measures.",
        ],
    )


def _row(what: str, took: list[Took], *, at_most: float | None = None) -> Row:
    answered, prompt, worked = (median(column) for column in zip(*took[1:], strict=True))
    said = f"{duration(answered)}, {duration(prompt)} ({duration(worked)})"
    if at_most is None:
        return Row(what, said)
    return Row(what, said, to_reach="under 1 s", reached=max(prompt, worked) < at_most)


def _typed(home: Path, *words: str) -> Took:
    return _timed([sys.executable, "-m", "config.cli", *words], environment(home))


def _python(code: str) -> Took:
    return _timed([sys.executable, "-c", code], dict(os.environ))


def _timed(command: list[str], env: dict[str, str]) -> Took:
    """Seconds until the first line of the answer and until the prompt is back; and of a processor kept busy."""
    began, before = time.perf_counter(), os.times()
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        answered = time.perf_counter() - began
        said += process.stdout.read()
    prompt, after = time.perf_counter() - began, os.times()
    if process.returncode:
        raise Failed(f"{' '.join(command)}: {said}")
    worked = after.children_user + after.children_system - before.children_user - before.children_system
    return answered, prompt, worked
