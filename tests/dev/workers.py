"""A real Celery worker for `tests.dev.jobs`, in a process group of its own, and what its jobs left behind."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from kombu import Connection

from tests.dev.jobs import hold, work

ROOT = Path(__file__).resolve().parents[2]
ROOMY = 2_000_000_000


@dataclass
class Bench:
    """One broker, one trace file, and the workers started on them."""

    broker: str
    options: dict[str, object]
    folder: Path
    lost_wait_s: float = 10
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def trace(self) -> Path:
        return self.folder / "trace"

    @property
    def env(self) -> dict[str, str]:
        return {
            **os.environ,
            "JOBS_BROKER": self.broker,
            "JOBS_OPTIONS": json.dumps(self.options),
            "JOBS_TRACE": str(self.trace),
            "JOBS_LOST_WAIT": str(self.lost_wait_s),
        }

    def worker(self, concurrency: int = 2) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "celery", "-A", "tests.dev.jobs", "worker", "--loglevel=info"]
        with (self.folder / "worker.log").open("ab") as log:
            process = subprocess.Popen(
                [*command, f"--concurrency={concurrency}"],
                cwd=ROOT,
                env=self.env,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.started.append(process)
        return process

    def send(self, count: int, seconds: float = 0.2) -> None:
        """Send the jobs over a connection of their own, as the website would."""
        with Connection(self.broker, transport_options=self.options) as connection:
            for number in range(count):
                work.apply_async((number, seconds), connection=connection)

    @property
    def gate(self) -> Path:
        return self.folder / "gate"

    def send_held(self, *numbers: int) -> None:
        """Send jobs that are done once the gate is there."""
        with Connection(self.broker, transport_options=self.options) as connection:
            for number in numbers:
                hold.apply_async((number, str(self.gate)), connection=connection)

    def counts(self, word: str) -> Counter[int]:
        lines = self.trace.read_text().splitlines() if self.trace.exists() else []
        return Counter(int(line.split()[1]) for line in lines if line.startswith(f"{word} "))

    def busy_children(self) -> list[int]:
        """The processes that are in the middle of a job now."""
        lines = self.trace.read_text().splitlines() if self.trace.exists() else []
        open_jobs: dict[int, str] = {}
        for word, number, pid in (line.split() for line in lines):
            if word == "began":
                open_jobs[int(pid)] = number
            else:
                open_jobs.pop(int(pid), None)
        return list(open_jobs)

    def end(self) -> None:
        for process in self.started:
            kill_group(process)


def ground(name: str) -> Path:
    """A new folder PostgreSQL's account can walk through: in memory where there is plenty and programs may run."""
    memory = Path("/dev/shm")
    fits = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOMY
    quick = fits and not os.statvfs(memory).f_flag & os.ST_NOEXEC
    made = Path(tempfile.mkdtemp(prefix=f"coopbox-{name}-", dir=memory if quick else None))
    made.chmod(0o711)  # pytest's own are closed to others
    return made


def kill_group(process: subprocess.Popen[bytes], sign: int = signal.SIGKILL) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, sign)
    process.wait()


def until(true: Callable[[], object], seconds: float = 20) -> bool:
    """Wait for something to become true."""
    give_up_at = time.monotonic() + seconds
    while time.monotonic() < give_up_at:
        if true():
            return True
        time.sleep(0.05)
    return False
