"""No circle can take all the database connections of a process. Each has its turns; who gets none soon is told so.

A process holds a small pool of connections for every circle it serves. Were one circle's slow pages to hold them all,
every other circle would wait for them. So a circle may hold some of them at once, and its further requests wait in
front of its own door.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Final
from uuid import UUID

from django.db import connections

PATIENCE: Final = 3.0  # seconds a request waits for its circle's turn


class NoTurn(Exception):
    """So many requests of this circle are under way here that another would keep other circles waiting."""


def fair_share(pool_size: int) -> int:
    """How many of a pool's connections one circle may hold: six in ten, and never all."""
    return max(1, min(pool_size - 2, pool_size * 6 // 10))


def pool_size() -> int:
    """How many connections this process may hold for people's requests."""
    pool = connections["default"].settings_dict["OPTIONS"].get("pool") or {}
    return int(pool.get("max_size", 10))


class Turns:
    """The turns of every circle in one process."""

    def __init__(self, most: int, *, patience: float = PATIENCE) -> None:
        self.most = most
        self.patience = patience
        self._of: dict[UUID, BoundedSemaphore] = {}

    @contextmanager
    def of(self, circle_id: UUID) -> Iterator[None]:
        """Hold one of a circle's turns. Raises NoTurn when none came free in time."""
        turns = self._of.get(circle_id) or self._of.setdefault(circle_id, BoundedSemaphore(self.most))
        if not turns.acquire(timeout=self.patience):
            raise NoTurn
        try:
            yield
        finally:
            turns.release()
