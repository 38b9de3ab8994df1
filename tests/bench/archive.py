"""Taking a circle along and bringing it in: 100,000 rows and 1 GB of files, beside PostgreSQL's own COPY."""

from __future__ import annotations

from typing import Any

from tests.bench.ground import Ground
from tests.bench.tables import Row, Table, duration

ROWS = 100_000
FILES, FILE_SIZE = 1024, 1 << 20
FLAT_MB = 150
SIDE = "tests.bench.archive_side"


def run(ground: Ground) -> Table:
    """Every measurement in a process of its own, so that its highest memory is that measurement's."""
    home, here, there = str(ground.home / "archives"), ground.house(), ground.house()
    took: dict[str, Any] = {}
    with ground.ours(here, SIDE) as ours:
        rows = ours.ask("build", home=home, rows=ROWS)
        took["copy out"] = ours.ask("copy_out")
    with ground.ours(here, SIDE) as ours:
        took["export rows"] = ours.ask("export", home=home, name="rows")
    with ground.ours(here, SIDE) as ours:
        size = ours.ask("write_files", home=home, count=FILES, size=FILE_SIZE)
        took["copy files"] = ours.ask("copy_files", home=home)
    with ground.ours(here, SIDE) as ours:
        took["export all"] = ours.ask("export", home=home, name="all")
    with ground.ours(there, SIDE) as ours:
        ours.ask("make_tables")
        took["copy in"] = ours.ask("copy_in", home=home)
    for name in ("rows", "all"):
        with ground.ours(there, SIDE) as ours:
            took[f"import {name}"] = ours.ask("bring_in", home=home, name=name)
    return Table(
        [
            _rows("export", rows, took["export rows"], took["copy out"]),
            _rows("import", rows, took["import rows"], took["copy in"]),
            _whole("export", rows, size, took["export all"], took["copy files"]),
            _whole("import", rows, size, took["import all"], took["copy files"]),
            _memory("export", took["export rows"], took["export all"]),
            _memory("import", took["import rows"], took["import all"]),
        ],
        [
            "The circle has people and journal entries, half and half, in a PostgreSQL that waits for the disk. Each "
            "time is that of the whole run with its steps, without the passphrase's own slowness.",
            "The peer for rows is COPY of the same tables to and from the same process, without JSON, encryption, "
            "checksums or looking through; in, into tables with the same indexes and constraints. An import reads the "
            "archive more than once: to look through it, for rows, for files, and for accounts.",
            "The peer for files is copying them from one folder to another.",
            f"Flat: the gigabyte of files adds less than {FLAT_MB} MB to what a process holds at its highest.",
        ],
    )


def _rows(what: str, rows: int, ours: dict[str, float], peer: float) -> Row:
    speeds = f"{rows / ours['seconds']:,.0f} rows/s", f"{rows / peer:,.0f} rows/s"
    return Row(f"{what}, {rows:,} rows", *speeds, f"{peer / ours['seconds']:.2f}")


def _whole(what: str, rows: int, size: int, ours: dict[str, float], peer: float) -> Row:
    speed = f"{size / ours['seconds'] / 1e6:.0f} MB/s"
    shown = f"{duration(ours['seconds'])}, {speed}", f"{duration(peer)}, files alone"
    return Row(f"{what}, {rows:,} rows and {size / 1e9:.1f} GB", *shown, f"{peer / ours['seconds']:.2f}")


def _memory(what: str, small: dict[str, float], big: dict[str, float]) -> Row:
    grown = big["peak_mb"] - small["peak_mb"]
    shown = f"{big['peak_mb']:.0f} MB with files, {small['peak_mb']:.0f} MB without"
    return Row(
        f"{what}, highest memory (before: {big['before_mb']:.0f} MB)",
        shown,
        to_reach=f"less than {FLAT_MB} MB more",
        reached=grown < FLAT_MB,
    )
