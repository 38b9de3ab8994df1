"""The square on a card that a telephone reads, drawn as one path: no picture file, no style of its own."""

from typing import NamedTuple

import segno


class Square(NamedTuple):
    """How many fields it is wide, with its quiet edge, and the path that fills the dark ones."""

    side: int
    path: str


def square_of(address: str) -> Square:
    """The QR code of an address. Errors are mended up to a quarter, so a crease in the paper does no harm."""
    code = segno.make(address, error="q", micro=False)
    rows = [list(row) for row in code.matrix_iter(border=4)]
    return Square(len(rows), "".join(_row(y, row) for y, row in enumerate(rows)))


def _row(y: int, row: list[int]) -> str:
    """The dark runs of one row: M4 4h7v1h-7z and so on."""
    path, x = "", 0
    while x < len(row):
        length = 0
        while x + length < len(row) and row[x + length]:
            length += 1
        if length:
            path += f"M{x} {y}h{length}v1h-{length}z"
        x += length or 1
    return path
