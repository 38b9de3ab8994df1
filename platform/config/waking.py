"""Who hears that a circle has something to be told: a worker. What a command left is told by the command itself.

It does so after its answer. Loading the queue would take it an eighth of a second of processor time, and telling the
few who wait takes less; and commands are also typed where no worker runs.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final
from uuid import UUID

from tenants.context import CircleRef, circle_context

log = logging.getLogger(__name__)

AT_MOST: Final = 50
SECONDS: Final = 5
_left: ContextVar[dict[UUID, CircleRef] | None] = ContextVar("left", default=None)


def wake_journal(circle: CircleRef) -> None:
    """Have this circle's journal delivered now (`settings.JOURNAL_WAKER`)."""
    left = _left.get()
    if left is not None:
        left[circle.id] = circle
        return
    from config import celery  # only here: see above

    celery.wake_journal(circle)


@contextmanager
def told_here() -> Iterator[Callable[[], None]]:
    """No worker is woken meanwhile. Gives what tells those who wait, as far as that goes in a few seconds.

    Whoever is left then, or when that is never called, is told by the workers' sweep, within a minute.
    """
    left: dict[UUID, CircleRef] = {}
    token = _left.set(left)
    try:
        yield lambda: _tell(list(left.values()))
    finally:
        _left.reset(token)


def _tell(circles: list[CircleRef]) -> None:
    from tenant_apps.journal.services import deliver_due  # needs Django to be set up, which this module is older than

    for circle in circles:
        try:
            with circle_context(circle):
                deliver_due(AT_MOST, seconds=SECONDS / len(circles))
        except Exception as error:  # the command is done, whatever becomes of this
            log.warning("What %s has to be told is left to a worker: %s", circle.slug, type(error).__name__)
