"""A home, a port, and the `coopbox up` that runs there: what the supervisor's tests hold in their hands."""

from __future__ import annotations

import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from dev import children, cluster
from tests.dev.workers import ROOT, until

OURS = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "BROKER_URL",
    "COOPBOX_HOME",
    "DJANGO_SETTINGS_MODULE",
    "PUBLIC_PORT",
    "SECRET_KEY",
    "VAULT_KEY",
    "MEDIA_ROOT",
)


PORTS = range(12_000, 20_000)  # neither PostgreSQL's nor those a system hands out to outgoing connections meanwhile


def free_port() -> int:
    return next(port for port in random.sample(PORTS, len(PORTS)) if _is_free(port))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@dataclass
class Federation:
    """A home and a port, and the `coopbox up` that runs there now."""

    home: Path
    port: int = field(default_factory=free_port)
    settings: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[str] | None = None

    @property
    def told(self) -> str:
        return (self.home.parent / "terminal").read_text()

    @property
    def environment(self) -> dict[str, str]:
        """Ours without what other tests put there, and with what this federation is told."""
        return {key: value for key, value in os.environ.items() if key not in OURS} | self.settings

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "config.cli", *words, "--home", str(self.home), "--port", str(self.port)]

    def begin(self, *words: str) -> subprocess.Popen[str]:
        with (self.home.parent / "terminal").open("w") as terminal:
            self.process = subprocess.Popen(
                self.command("up", *words), cwd=ROOT, env=self.environment, stdout=terminal, stderr=terminal, text=True
            )
        return self.process

    def up(self, *words: str) -> float:
        """Start, wait until it runs, and say how long that took."""
        began = time.monotonic()
        process = self.begin(*words)
        assert until(lambda: "Coopbox is running." in self.told or process.poll() is not None, 90), self.told
        assert process.poll() is None, self.told
        return time.monotonic() - began

    def refused(self, **settings: str) -> str:
        """Start in vain; what it says."""
        tried = subprocess.run(
            self.command("up"),
            cwd=ROOT,
            env=self.environment | settings,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert tried.returncode == 1
        return tried.stderr

    def doctor(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command("doctor", *words),
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def inside(self, code: str) -> str:
        """What a short program says that uses this federation's settings, as `coopbox` commands do."""
        return subprocess.run(
            [sys.executable, "-c", f"import django; django.setup()\n{code}"],
            cwd=ROOT,
            env=self.environment | {"COOPBOX_HOME": str(self.home), "DJANGO_SETTINGS_MODULE": "config.settings.dev"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()

    def end(self, sign: signal.Signals = signal.SIGTERM) -> int:
        assert self.process is not None
        self.process.send_signal(sign)
        return self.process.wait(30)

    def end_whatever_runs(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.end()
        children.end_leftovers(self.home)

    def get(self, path: str, host: str = "localhost", **headers: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path, headers={"Host": f"{host}:{self.port}", **headers})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def shows(self, host: str, status: int = 200) -> bool:
        """Whether a front page answers so. A website that is just being exchanged may hang up; that is a no."""
        try:
            return self.get("/", host)[0] == status
        except (OSError, http.client.HTTPException):
            return False

    def child(self, word: str) -> int:
        """The process number of the child whose command holds a word; 0 when there is none."""
        assert self.process is not None
        for pid in children.leftovers(self.home):
            try:
                command = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
                parent = Path(f"/proc/{pid}/stat").read_text().split()[3]
            except (FileNotFoundError, ProcessLookupError):
                continue  # it ended meanwhile
            if word in command and parent == str(self.process.pid):
                return pid
        return 0

    def circles(self) -> int:
        with psycopg.connect(cluster.urls(self.home)["DATABASE_OWNER_URL"]) as db:
            row = db.execute("SELECT count(*) FROM public.tenants_circle").fetchone()
        return int(row[0]) if row else 0
