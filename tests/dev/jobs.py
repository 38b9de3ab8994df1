"""A small Celery app whose jobs leave traces in a file: after a kill one can see what was done, and how often."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

from celery import Celery

from dev import broker

TRACE = Path(os.environ.get("JOBS_TRACE", "/dev/null"))

app = Celery("jobs", set_as_current=False)
broker.register()
app.conf.update(
    broker_url=os.environ.get("JOBS_BROKER", "memory://"),
    broker_transport_options=json.loads(os.environ.get("JOBS_OPTIONS", "{}")),
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    # How long Celery goes on hoping for a process that is gone; ten seconds unless a test is in a hurry.
    worker_lost_wait=float(os.environ.get("JOBS_LOST_WAIT", "10")),
    worker_hijack_root_logger=False,
)


def note(word: str, number: int) -> None:
    """One line, written in one piece, so that processes and kills cannot mix lines up."""
    descriptor = os.open(TRACE, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(descriptor, f"{word} {number} {os.getpid()}\n".encode())
    os.close(descriptor)


@app.task
def work(number: int, seconds: float = 0.2) -> None:
    note("began", number)
    time.sleep(seconds)
    note("done", number)


@app.task
def hold(number: int, gate: str) -> None:
    """Work that goes on until somebody opens the gate, so that a test may take its time in the middle of it."""
    note("began", number)
    while not os.path.exists(gate):
        time.sleep(0.02)
    note("done", number)
