"""Work that can wait: the Celery app of web processes, workers and beat.

Tasks are doors into one circle (`tenants.tasks.CircleTask`), safe to run twice and acknowledged only when done, so a
worker that is killed loses none. Beat knows the dispatcher, which asks each open circle's jobs in turn, and the
federation's few own.
Which broker is a setting; nothing here depends on it.
"""

import os
import warnings
from typing import Any
from uuid import UUID

from celery import Celery, Task, signals
from celery.exceptions import SecurityWarning

from dev import broker
from kernel import requestid
from tenants.context import CircleRef, circle_context

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

REQUEST_ID = "request_id"
TICK_SECONDS = 5  # tests hold this to tenants.dispatch.TICK, which cannot be imported before Django is set up

# It warns, in words of its own and before there is a log, of what root may not do with pickle; we take JSON alone.
warnings.filterwarnings("ignore", category=SecurityWarning)
broker.register()
app = Celery("coopbox", task_cls="tenants.tasks:CircleTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    # Nothing but JSON: a broker somebody got into must not be able to run code in a worker.
    accept_content=["json"],
    task_serializer="json",
    result_serializer="json",
    task_ignore_result=True,
    # A task counts as done when it is done, and a dead worker's task goes to another.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    # Shorter than the journal's lease, so that nobody alive is taken for dead.
    task_soft_time_limit=240,
    task_time_limit=270,
    broker_connection_retry_on_startup=True,
    # Our own logging (JSON, nothing personal) stays in force.
    worker_hijack_root_logger=False,
    worker_redirect_stdouts=False,
    timezone="UTC",
    enable_utc=True,
    imports=("tenants.dispatch",),
    beat_schedule={
        "dispatch": {
            "task": "tenants.dispatch",
            "schedule": TICK_SECONDS,
            "options": {"expires": TICK_SECONDS},
        },
        # The federation's own: sessions and tickets of the sign-in host that are over.
        "forget": {"task": "identity.forget", "schedule": 3600, "options": {"expires": 3600}},
        # Spare homes for new circles, and the end of closed ones.
        "tend": {"task": "provisioning.tend", "schedule": 60, "options": {"expires": 60}},
        # What the federation said to a group and could not send; drafts nobody came back to.
        "applications": {"task": "applications.tend", "schedule": 60, "options": {"expires": 60}},
        # Support sessions whose time is up.
        "support": {"task": "federation.sweep", "schedule": 300, "options": {"expires": 300}},
        # Circles' own domains: proved, still proved, or not any more.
        "domains": {"task": "federation.domains", "schedule": 60, "options": {"expires": 60}},
        # Runs that are due, or that a dead worker left in the middle.
        "sweep": {"task": "provisioning.sweep", "schedule": 20, "options": {"expires": 20}},
    },
)
app.set_default()  # for every thread, not only the one that imported this
app.autodiscover_tasks()


def wake_journal(circle: CircleRef) -> None:
    """Ask a worker to deliver this circle's journal now (`settings.JOURNAL_WAKER`)."""
    from tenant_apps.journal.tasks import deliver_journal

    with circle_context(circle):
        # Not tried again: the sweep comes by within a minute, and somebody is waiting for their page.
        deliver_journal.apply_async(expires=60, retry=False)


def wake_run(run_id: UUID) -> None:
    """Ask a worker to carry out a run now (`settings.RUN_WAKER`). If nobody hears it, the sweep comes by."""
    from provisioning.tasks import run

    run.apply_async((str(run_id),), expires=60, retry=False)


@signals.worker_init.connect
def _look_at_walls(**_: Any) -> None:
    """A worker of a real deployment refuses a database that would mix circles, as the website does."""
    from django.conf import settings

    from tenants.startup import refuse_mixing

    if settings.LOOK_AT_WALLS:
        refuse_mixing()


# --- one request id from the page to the job it asked for -----------------------------------------------------------


@signals.before_task_publish.connect
def _carry_request_id(headers: dict[str, Any] | None = None, **_: Any) -> None:
    if headers is not None and (current := requestid.current()):
        headers.setdefault(REQUEST_ID, current)


@signals.task_prerun.connect
def _take_up_request_id(task: Task, **_: Any) -> None:
    headers = task.request.headers or {}
    work_under = requestid.request_id(headers.get(REQUEST_ID) or getattr(task.request, REQUEST_ID, None))
    work_under.__enter__()
    task.request.work_under = work_under


@signals.task_postrun.connect
def _lay_down_request_id(task: Task, **_: Any) -> None:
    if work_under := getattr(task.request, "work_under", None):
        work_under.__exit__(None, None, None)
