"""How full the disk is that holds people's data: said once when little is left, and once when it is full."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from dev.place import ENOUGH_MB, free_megabytes

FULL_MB = 16  # what PostgreSQL takes at a time for its log
EVERY_S = 2.0
ROOM, LITTLE, FULL = range(3)


class Disk:
    """The disk under one folder, and what was last said about it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._said = ROOM
        self._look_again_at = 0.0

    def look(self, say: Callable[[str], None]) -> None:
        """Look now and then, and say what got worse, or that all is well again."""
        if time.monotonic() < self._look_again_at:
            return
        self._look_again_at = time.monotonic() + EVERY_S
        left = free_megabytes(self.folder)
        state = FULL if left < FULL_MB else LITTLE if left < ENOUGH_MB else ROOM
        if state > self._said:
            say(self._sentence(state, left))
        elif self._said == FULL and state < FULL:
            say(f"There is room again on the disk that holds {self.folder}.")
        self._said = state

    def _sentence(self, state: int, left: int) -> str:
        if state == FULL:
            return (
                f"The disk that holds {self.folder} is full ({left} MB left) and nothing more can be saved: free at "
                f"least {ENOUGH_MB} MB there and Coopbox goes on by itself; nothing that was saved is lost."
            )
        return (
            f"The disk that holds {self.folder} is nearly full ({left} MB left): free at least {ENOUGH_MB} MB there, "
            "before nothing more can be saved."
        )
