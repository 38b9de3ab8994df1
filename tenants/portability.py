"""How each model travels when a circle is cloned, exported or moved.

An app's `portability.py` holds `PORTABILITY = {"Person": EXPORT, "CircleSession": LEAVE("...")}`; a test fails on a
model that is in none.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Travel:
    how: str
    reason: str = ""
    by: str = ""


EXPORT: Final = Travel("export")
"""Goes with the circle, row by row."""


def REBUILD(reason: str, by: str) -> Travel:  # noqa: N802  (reads as a word of the vocabulary)
    """Is made again on arrival from what was exported, by the function of this dotted name, in the circle. It may be
    called again after a crash."""
    return Travel("rebuild", reason, by)


def LEAVE(reason: str) -> Travel:  # noqa: N802
    """Stays behind, and why."""
    return Travel("leave", reason)
