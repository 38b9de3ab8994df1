"""`python -m tests.bench [name ...]`: measure beside the peers and print the tables. Never fails on time.

Names: opening, migrating, page, statements, second_start, commands, apart, broker, finding, console_list, archive,
locking, deciding, matching_shortlist, matching_same, matching_update, matching_stable, matching_fairness,
matching_team, matching_page, chat_in_step, suite; all of them without a name.
"""

from __future__ import annotations

import os
import platform
import signal
import sys
import time
import traceback
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import version

import psycopg

from tests.bench.ground import Ground, ground

NAMES = (
    "opening",
    "migrating",
    "page",
    "statements",
    "second_start",
    "commands",
    "apart",
    "broker",
    "finding",
    "console_list",
    "archive",
    "locking",
    "deciding",
    "matching_shortlist",
    "matching_same",
    "matching_update",
    "matching_stable",
    "matching_fairness",
    "matching_team",
    "matching_page",
    "chat_in_step",
    "suite",
)


def main(wanted: list[str]) -> int:
    unknown = [name for name in wanted if name not in NAMES]
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}. There are: {', '.join(NAMES)}.", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that everything started here is stopped
    broken = 0
    with ground() as ours:
        print(_machine(ours), flush=True)
        for name in wanted or NAMES:
            broken += not _measure(name, ours)
    return 1 if broken else 0


def _measure(name: str, ground: Ground) -> bool:
    """Run one benchmark and print its table. One that breaks says why and stops nobody else."""
    benchmark = import_module(f"tests.bench.{name}")
    print(f"\n## {name}: {benchmark.__doc__.splitlines()[0]}\n", flush=True)
    began = time.monotonic()
    try:
        table = benchmark.run(ground)
    except Exception:
        traceback.print_exc()
        return False
    print(table.text())
    print(f"\n({name} took {time.monotonic() - began:.0f} s)", flush=True)
    return True


def _machine(ground: Ground) -> str:
    with psycopg.connect(ground.server.admin_dsn) as admin:
        postgres = admin.execute("SHOW server_version").fetchone()
    libraries = ", ".join(f"{name} {version(name)}" for name in ("Django", "django-tenants", "psycopg"))
    return (
        f"{datetime.now(UTC):%Y-%m-%d}. {os.cpu_count()} cores (load {os.getloadavg()[0]:.1f} at the start), "
        f"PostgreSQL {postgres[0] if postgres else '?'}, Python {platform.python_version()}, {libraries}."
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
