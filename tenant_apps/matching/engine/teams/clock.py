"""How long a search may take. Steps decide, so that the same question has the same answer on every machine; the clock
is there for a machine that is too slow, and whoever waits may call it off."""

from collections.abc import Callable
from time import monotonic
from typing import Final

LOOK_EVERY: Final = 512


class OutOfTime(Exception):
    """The search ended before it was done. What was found so far stands."""


class Cancelled(Exception):
    """Nobody waits for this any more."""


class Clock:
    """Counts steps; now and then it looks at the time, says that it is alive, and asks whether to go on."""

    def __init__(
        self,
        most_steps: int,
        seconds: float,
        *,
        alive: Callable[[], None] | None = None,
        is_cancelled: Callable[[], bool] | None = None,
    ) -> None:
        self.steps = 0
        self._most = most_steps
        self._ends = monotonic() + seconds
        self._look_at = LOOK_EVERY
        self._alive = alive
        self._is_cancelled = is_cancelled

    @property
    def seconds_left(self) -> float:
        return self._ends - monotonic()

    def part(self, share: float, most_steps: int | None = None) -> "Clock":
        """A clock for one part of the work: at most this share of the time that is left."""
        steps = self._most - self.steps if most_steps is None else min(most_steps, self._most - self.steps)
        seconds = max(0.0, self.seconds_left) * share
        return Clock(steps, seconds, alive=self._alive, is_cancelled=self._is_cancelled)

    def tick(self, steps: int = 1) -> None:
        self.steps += steps
        if self.steps > self._most:
            raise OutOfTime
        if self.steps >= self._look_at:
            self._look_at = self.steps + LOOK_EVERY
            self.look()

    def look(self) -> None:
        if self._alive is not None:
            self._alive()
        if self._is_cancelled is not None and self._is_cancelled():
            raise Cancelled
        if self.seconds_left <= 0:
            raise OutOfTime
