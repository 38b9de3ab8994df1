"""The processes a supervisor looks after: started so that they cannot outlive it, restarted when they die."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

MARK = "COOPBOX_CHILD_OF"  # in a child's environment: the home it works for, so that the next start knows its leftovers
CONSOLE = "COOPBOX_CONSOLE"  # the descriptor of the terminal (or file) `coopbox up` speaks to
PR_SET_PDEATHSIG = 1
HEALTHY_AFTER_S = 60
FIRST_PAUSE_S = 1.0
TRIES = 5  # in a row, and within a minute; after that it is tried seldom, and no more is said
LONGEST_PAUSE_S = 30
PATIENCE_S = 6.0  # for all of them together, to finish what they are doing when asked to stop
LOG_LIMIT_BYTES = 5_000_000


class Child:
    """One process in a group of its own, its log file, and how often it had to be started again."""

    def __init__(
        self, name: str, command: Sequence[str], *, log: Path, env: dict[str, str], fds: Sequence[int] = ()
    ) -> None:
        self.name = name
        self.log = log
        self.environment = dict(env)
        self._command = list(command)
        self._fds = tuple(fds)
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._deaths = 0
        self._ended = ""
        self._start_again_at: float | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self, *more: str, fds: Sequence[int] = ()) -> None:
        """Start it; `more` and `fds` are for this once, not for when it has to be started again."""
        self.log.parent.mkdir(mode=0o700, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*self._command, *more],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(*self._fds, *fds),
                start_new_session=True,  # Ctrl-C in the terminal is for the supervisor alone
                preexec_fn=_die_with_parent(os.getpid()),  # noqa: PLW1509  (the supervisor has one thread)
            )
        self._started_at = time.monotonic()
        self._start_again_at = None

    def is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def look_after(self, say: Callable[[str], None]) -> None:
        """Start it again if it died, each time in a row after a longer pause."""
        now = time.monotonic()
        if self.is_alive():
            if self._deaths and now - self._started_at > HEALTHY_AFTER_S:
                if self._deaths >= TRIES:
                    say(f"The {self.name} runs again")
                self._deaths = 0
        elif self._start_again_at is None:
            self._end_group()  # what it had started itself
            self._deaths += 1
            self._start_again_at = now + self._pause()
            self._tell_why(say)
        elif now >= self._start_again_at:
            self._start_again()

    def start_afresh(self, environment: dict[str, str]) -> None:
        """Give it another environment. At once: what it is doing with the old one can only fail."""
        self.environment.update(environment)
        self.end()
        self._start_again()

    def _pause(self) -> float:
        return LONGEST_PAUSE_S if self._deaths >= TRIES else FIRST_PAUSE_S * 2 ** (self._deaths - 1)

    def _start_again(self) -> None:
        try:
            self.start()
        except OSError as refusal:  # a full disk, or too many processes: that may pass
            self._process, self._start_again_at = None, None
            self._ended = f"could not be started: {refusal.strerror}"

    def _tell_why(self, say: Callable[[str], None]) -> None:
        ended = _how(self._process.returncode) if self._process else self._ended
        if self._deaths < TRIES:
            say(f"The {self.name} stopped ({ended}); starting it again in {self._pause():g} s. Its log: {self.log}")
        elif self._deaths == TRIES:
            say(
                f"The {self.name} stopped {TRIES} times in a row and is tried again every {LONGEST_PAUSE_S:g} s from "
                f"now on; {self.log} says why: {self.last_words()}"
            )

    def ask_to_stop(self) -> None:
        """Let it finish what it is doing."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)

    def end(self) -> None:
        """End it and what it started, without waiting."""
        if self._process is None:
            return
        self._end_group()
        self._process.wait()
        self._process = None

    def last_words(self) -> str:
        lines = self.log.read_text(errors="replace").strip().splitlines() if self.log.exists() else []
        return lines[-1].strip()[:300] if lines else "it said nothing"

    def _end_group(self) -> None:
        if self._process is not None:
            end_group(self._process.pid)


def stop_together(all_of_them: Sequence[Child], *, hurry: Callable[[], bool] = lambda: False) -> None:
    """Ask them all, and have one patience with them: three that hang take no longer than one."""
    for child in all_of_them:
        child.ask_to_stop()
    give_up_at = time.monotonic() + PATIENCE_S
    while any(child.is_alive() for child in all_of_them) and not hurry() and time.monotonic() < give_up_at:
        time.sleep(0.05)
    for child in all_of_them:
        child.end()


def end_group(leader: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def leftovers(home: Path) -> list[int]:
    """The processes a killed supervisor of this home left behind, known by the mark in their environment."""
    mark = f"{MARK}={home}"
    if Path("/proc/self/environ").exists():
        return [int(folder.name) for folder in Path("/proc").glob("[0-9]*") if mark in _environment(folder)]
    listed = subprocess.run(["ps", "-axEww", "-o", "pid=,command="], capture_output=True, text=True, check=False)
    return [int(line.split()[0]) for line in listed.stdout.splitlines() if f" {mark} " in f"{line} "]


def end_leftovers(home: Path) -> int:
    """End them, politely at first. Returns how many there were."""
    found = leftovers(home)
    for sign, patience_s in ((signal.SIGTERM, 3.0), (signal.SIGKILL, 3.0)):
        for pid in leftovers(home):
            _signal(pid, sign)
        give_up_at = time.monotonic() + patience_s
        while leftovers(home) and time.monotonic() < give_up_at:
            time.sleep(0.1)
    return len(found)


def _signal(pid: int, sign: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, sign)


def _environment(process: Path) -> list[str]:
    try:
        return (process / "environ").read_text(errors="replace").split("\0")
    except OSError:
        return []


def _die_with_parent(parent: int) -> Callable[[], None] | None:
    """On Linux the kernel tells a child when its parent is gone, however it went."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None, use_errno=True)

    def ask() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return ask


def _how(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"code {code}"
