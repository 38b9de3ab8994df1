"""Which Celery transport loses no job when things are killed, without a further server? Prints a table.

Every transport gets the same jobs and the same settings (late acknowledgement, reject on a lost worker, no prefetch)
and goes through the same accidents. Run it with `python -m tests.bench.broker_trial`; kombu's `sqlalchemy` transport
takes part when SQLAlchemy is installed. The decision and a run's figures: `docs/decisions/0003-embedded-broker.md`.
"""

from __future__ import annotations

import importlib.util
import os
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dev import embedded, pgqueue
from tests.dev.workers import Bench, kill_group, until

JOBS = 20
Accident = Callable[[Bench, embedded.Server], embedded.Server]
QUIET_S = 8  # a transport that has not finished anything for so long is not going to


@dataclass
class Result:
    transport: str
    accident: str
    done: int
    lost: int
    twice: int
    seconds: float


def brokers(server: embedded.Server, folder: Path) -> Iterator[tuple[str, str, dict[str, object]]]:
    messages = folder / "messages"
    messages.mkdir()
    paths: dict[str, object] = {"data_folder_in": str(messages), "data_folder_out": str(messages)}
    yield "kombu filesystem", "filesystem://", {**paths, "control_folder": str(folder / "control")}
    if importlib.util.find_spec("sqlalchemy"):
        yield "kombu sqlalchemy", "sqla+" + server.admin_dsn.replace("postgresql:", "postgresql+psycopg:"), {}
    else:
        print("kombu sqlalchemy: not tried, SQLAlchemy is not installed")
    pgqueue.create(server.admin_dsn, app="postgres")
    yield "dev.pgqueue", "pgqueue://", {"dsn": server.admin_dsn}


def nothing(bench: Bench, server: embedded.Server) -> embedded.Server:
    bench.worker()
    return server


def child_killed(bench: Bench, server: embedded.Server) -> embedded.Server:
    """The process that runs a job is killed, as the kernel does when memory runs out."""
    bench.worker()
    until(lambda: len(bench.counts("done")) >= 4 and bench.busy_children())
    os.kill(bench.busy_children()[0], signal.SIGKILL)
    return server


def worker_killed(bench: Bench, server: embedded.Server) -> embedded.Server:
    """The whole worker is killed in the middle of its jobs and started again."""
    process = bench.worker()
    until(lambda: len(bench.counts("done")) >= 4 and bench.busy_children())
    kill_group(process)
    bench.worker()
    return server


def main_killed(bench: Bench, server: embedded.Server) -> embedded.Server:
    """Only the worker's main process is killed; its children find out by themselves."""
    process = bench.worker()
    until(lambda: len(bench.counts("done")) >= 4 and bench.busy_children())
    process.kill()
    process.wait()
    bench.worker()
    return server


def postgres_restarted(bench: Bench, server: embedded.Server) -> embedded.Server:
    """PostgreSQL stops and starts while the worker works."""
    bench.worker()
    until(lambda: len(bench.counts("done")) >= 4)
    server.stop()
    return embedded.start(server.home)


def postgres_killed(bench: Bench, server: embedded.Server) -> embedded.Server:
    """PostgreSQL is killed while the worker works, and started again."""
    bench.worker()
    until(lambda: len(bench.counts("done")) >= 4)
    os.kill(server.pid, signal.SIGKILL)
    server.release()
    return embedded.start(server.home)


ACCIDENTS: list[Accident] = [
    nothing,
    child_killed,
    worker_killed,
    main_killed,
    postgres_restarted,
    postgres_killed,
]


def try_one(
    name: str, url: str, options: dict[str, object], accident: Accident, server: embedded.Server
) -> tuple[Result, embedded.Server]:
    with tempfile.TemporaryDirectory(prefix="broker-trial-") as folder:
        bench = Bench(url, options, Path(folder))
        began = time.monotonic()
        try:
            bench.send(JOBS)
            server = accident(bench, server)
            settle(bench)
            done = bench.counts("done")
            twice = sum(1 for times in done.values() if times > 1)
            seconds = time.monotonic() - began
            result = Result(name, accident.__name__.replace("_", " "), len(done), JOBS - len(done), twice, seconds)
        finally:
            bench.end()
    return result, server


def settle(bench: Bench) -> None:
    """Wait until every job is done or nothing has happened for a while."""
    seen, since = -1, time.monotonic()
    while len(bench.counts("done")) < JOBS and time.monotonic() - since < QUIET_S:
        now = sum(bench.counts("began").values()) + sum(bench.counts("done").values())
        if now != seen:
            seen, since = now, time.monotonic()
        time.sleep(0.1)
    time.sleep(1.5)  # for a job that is done a second time


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="broker-trial-") as folder:
        os.chmod(folder, 0o711)
        server = embedded.start(Path(folder) / "home")
        try:
            print(f"{'transport':<18}{'accident':<22}{'sent':>5}{'done':>6}{'lost':>6}{'twice':>7}{'seconds':>9}")
            for name, url, options in brokers(server, Path(folder)):
                for accident in ACCIDENTS:
                    row, server = try_one(name, url, options, accident, server)
                    print(
                        f"{row.transport:<18}{row.accident:<22}{JOBS:>5}{row.done:>6}{row.lost:>6}{row.twice:>7}"
                        f"{row.seconds:>9.1f}",
                        flush=True,
                    )
        finally:
            server.stop()


if __name__ == "__main__":
    main()
