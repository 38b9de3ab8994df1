"""One clock for all circles: a single periodic job that asks each open circle's own jobs to run, each in its turn.

Beat knows one entry, whatever the number of circles. At every tick the dispatcher looks which circles have their turn
in this tick: a job that runs each minute falls, for each circle, always on the same one of the minute's ticks, decided
by the circle's id. So five hundred circles do not all wake in the same second, and nothing has to be remembered.
"""

import logging
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from celery import current_app
from django.conf import settings

from kernel.time import now
from tenants import directory
from tenants.context import circle_context
from tenants.tasks import federation_task

log = logging.getLogger(__name__)

TICK: Final = timedelta(seconds=5)


def tick_at(at: datetime) -> int:
    """The number of the tick an instant falls into, counted since 1970."""
    return int(at.timestamp() // TICK.total_seconds())


def has_its_turn(circle_id: UUID, every: timedelta, tick: int) -> bool:
    """Whether a job that runs this often in each circle runs in this circle at this tick."""
    ticks_between = max(1, every // TICK)
    return tick % ticks_between == circle_id.int % ticks_between


@federation_task(name="tenants.dispatch", ignore_result=True)
def dispatch(tick: int | None = None) -> int:
    """Ask for every job whose turn it is in every circle that people can enter. Returns how many were asked for.

    `settings.CIRCLE_JOBS` says which: task name -> how often. A job that nobody took up before its next turn lapses, so
    a stopped worker does not come back to a mountain of them.
    """
    tick = tick_at(now()) if tick is None else tick
    asked = 0
    for circle in directory.all_living():
        for name, every in settings.CIRCLE_JOBS.items():
            if not has_its_turn(circle.id, every, tick):
                continue
            with circle_context(circle):
                current_app.tasks[name].apply_async(expires=every.total_seconds())
            asked += 1
    return asked
