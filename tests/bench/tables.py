"""What was measured, as a table for people: ours, the peer in the same run, ratio, what to reach, reached or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

HEADINGS = ("what", "ours", "peer, same run", "ratio", "to reach", "reached?")


@dataclass(frozen=True)
class Row:
    """One measurement. `reached` is None where there is only something to report."""

    what: str
    ours: str
    peer: str = "-"
    ratio: str = "-"
    to_reach: str = "report"
    reached: bool | None = None

    def cells(self) -> tuple[str, ...]:
        answer = {True: "yes", False: "NO", None: "-"}[self.reached]
        return (self.what, self.ours, self.peer, self.ratio, self.to_reach, answer)


@dataclass(frozen=True)
class Table:
    """The rows of one benchmark, with sentences a reader needs to judge them."""

    rows: Sequence[Row]
    notes: Sequence[str] = ()

    def text(self) -> str:
        """Markdown that also reads well on a terminal."""
        lines = [HEADINGS, *(row.cells() for row in self.rows)]
        widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
        written = [
            "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
            for line in lines
        ]
        written.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
        notes = ["", *(f"- {note}" for note in self.notes)] if self.notes else []
        return "\n".join([*written, *notes])


def duration(seconds: float) -> str:
    """Seconds in the unit people say them in."""
    if seconds >= 10:
        return f"{seconds:.0f} s"
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"


def faster(what: str, ours: float, peer: float, *, times: float) -> Row:
    """A row that asks how many times faster than the peer we are."""
    return Row(what, duration(ours), duration(peer), f"{peer / ours:.0f}x", f"{times:.0f}x", peer / ours >= times)
