"""A child that cannot live is tried quickly at first, then seldom, and its log is named once."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dev import children
from dev.children import Child
from tests.dev.workers import until


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "FIRST_PAUSE_S", 0.01)
    monkeypatch.setattr(children, "LONGEST_PAUSE_S", 0.05)


@pytest.fixture
def told() -> list[str]:
    return []


def child(folder: Path, code: str) -> Child:
    return Child("worker", [sys.executable, "-S", "-c", code], log=folder / "logs" / "worker.log", env={})


@pytest.fixture
def failing(tmp_path: Path) -> Iterator[Child]:
    made = child(tmp_path, "print('starting', flush=True); raise SystemExit('The broker is away.')")
    made.start()
    yield made
    made.end()


def tries(of: Child) -> int:
    return of.log.read_text().count("starting")


def test_after_five_tries_one_sentence_says_why_and_it_is_tried_on_in_silence(failing: Child, told: list[str]) -> None:
    assert until(lambda: failing.look_after(told.append) or tries(failing) >= 8)
    assert len(told) == children.TRIES
    assert all("stopped (code 1); starting it again in" in line for line in told[:-1])
    assert told[-1] == (
        "The worker stopped 5 times in a row and is tried again every 0.05 s from now on; "
        f"{failing.log} says why: The broker is away."
    )


def test_the_first_five_tries_take_less_than_a_minute_and_later_ones_a_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    waits = [children.FIRST_PAUSE_S * 2**number for number in range(children.TRIES - 1)]
    assert sum(waits) < 30 <= children.LONGEST_PAUSE_S


def test_one_that_runs_again_for_a_while_is_well(
    tmp_path: Path, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(children, "HEALTHY_AFTER_S", 0.2)
    mended = tmp_path / "mended"
    code = f"import os, time; time.sleep(60 if os.path.exists({str(mended)!r}) else 0)"
    made = child(tmp_path, code)
    made.start()
    assert until(lambda: made.look_after(told.append) or len(told) == children.TRIES)
    mended.touch()
    assert until(lambda: made.look_after(told.append) or "The worker runs again" in told)
    made.end()


DEAF = "import signal, time; signal.signal(15, signal.SIG_IGN); print('starting', flush=True); time.sleep(60)"


@pytest.fixture
def deaf(tmp_path: Path) -> Iterator[list[Child]]:
    """Three that do not stop when they are asked to."""
    made = [child(tmp_path / str(number), DEAF) for number in range(3)]
    for each in made:
        each.log.parent.parent.mkdir()
        each.start()
    assert until(lambda: all(map(tries, made)))
    yield made
    for each in made:
        each.end()


def test_three_that_hang_hold_up_a_stop_no_longer_than_one(deaf: list[Child], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "PATIENCE_S", 1.5)
    began = time.monotonic()
    children.stop_together(deaf)
    assert 1.5 <= time.monotonic() - began < 3
    assert not any(each.is_alive() for each in deaf)


def test_who_asks_twice_waits_for_none_of_them(deaf: list[Child], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "PATIENCE_S", 60)
    children.stop_together(deaf, hurry=lambda: True)
    assert not any(each.is_alive() for each in deaf)


def test_one_that_cannot_even_be_started_is_tried_again(tmp_path: Path, told: list[str]) -> None:
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\nsleep 60\n")
    program.chmod(0o700)
    made = Child("beat", [str(program)], log=tmp_path / "logs" / "beat.log", env={})
    made.start()
    assert made.pid is not None
    program.rename(tmp_path / "away")
    made.ask_to_stop()
    assert until(lambda: made.look_after(told.append) or len(told) >= 2)
    assert "could not be started: No such file or directory" in told[1]
    (tmp_path / "away").rename(program)
    assert until(lambda: made.look_after(told.append) or made.is_alive())
    made.end()
