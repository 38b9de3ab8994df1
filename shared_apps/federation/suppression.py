"""Which numbers may be shown: none under a limit, and none from which such a one could be worked out.

A number that is not shown is None, whether it was small itself or hides another: nobody can tell which.
"""

from collections.abc import Iterable, Mapping
from typing import TypeVar

Row = TypeVar("Row")
Cells = Mapping[Row, int]


def protected(cells: Cells[Row], limit: int, *, hidden: Iterable[Row] = ()) -> tuple[dict[Row, int | None], int | None]:
    """A column of numbers and its total, as they may be shown. `hidden` are rows to be kept back for other reasons.

    While what is kept back could be worked out by taking the others from the total, the next smallest is kept back too.
    If that is not enough, the total is.
    """
    kept = {row for row, number in cells.items() if number < limit} | (set(hidden) & set(cells))
    by_size = sorted((row for row in cells if row not in kept), key=lambda row: cells[row])
    while kept and by_size and not _hide_each_other([cells[row] for row in kept], limit):
        kept.add(by_size.pop(0))
    shown = {row: None if row in kept else number for row, number in cells.items()}
    safe = not kept or _hide_each_other([cells[row] for row in kept], limit)
    return shown, sum(cells.values()) if safe and cells else None


def _hide_each_other(numbers: list[int], limit: int) -> bool:
    """Whether their sum says nothing about any one of them: at least two, and together not a small number."""
    return len(numbers) > 1 and sum(numbers) >= limit


def leaves_few(whole: int, part: int, limit: int) -> bool:
    """Whether showing both would tell that only a few are in the whole and not in the part."""
    return 0 <= whole - part < limit


def changed_by_few(before: Cells[Row], after: Cells[Row], limit: int) -> bool:
    """Whether the difference of two totals would tell the small number of those that joined or left in between."""
    joined = [number for row, number in after.items() if row not in before]
    left = [number for row, number in before.items() if row not in after]
    return any(rows and sum(rows) < limit for rows in (joined, left))
