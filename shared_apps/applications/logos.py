"""Logos that groups send while they start a circle: drawn anew as a square, and kept at the sizes pages use."""

from typing import IO, Final

from kernel.pictures import MEGABYTE, smaller, square_png

MOST_BYTES: Final = 2 * MEGABYTE
SIZE: Final = 512
SIZES: Final = (512, 192, 64)


def made_anew(sent: IO[bytes]) -> bytes:
    """A square PNG of `SIZE` points with the picture in its middle. Raises ValidationError with a sentence."""
    return square_png(sent, side=SIZE, most_bytes=MOST_BYTES)


def sizes(png: bytes) -> dict[int, bytes]:
    """A kept logo at every size that pages and phones use, by its side."""
    return {side: smaller(png, side) for side in SIZES}
