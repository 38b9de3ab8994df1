"""One clock asks every open circle's jobs to run, each in its own turn; a task without a circle does not run."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from time import monotonic, sleep

import pytest
from celery.contrib.testing.worker import start_worker
from django.db import transaction

from config.celery import TICK_SECONDS, app, wake_journal
from kernel import requestid
from kernel.actors import SYSTEM
from kernel.ids import uuid7
from provisioning import circles
from tenant_apps.journal.delivering import LEASE
from tenant_apps.journal.models import Delivery, Entry
from tenant_apps.journal.services import announce
from tenant_apps.journal.tasks import deliver_journal
from tenants import directory, dispatch
from tenants.context import NoCircle, circle_context, in_federation
from tenants.tasks import CircleTask
from tests.journal.listening import Knocked, Opened

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _only_the_journal(settings) -> None:
    """A daily job has its turn in some minute too, and which one depends on a circle's id."""
    settings.CIRCLE_JOBS = {"journal.deliver": MINUTE}


@pytest.fixture
def at_once() -> Iterator[None]:
    """Tasks run where they are asked for, with everything but the broker between."""
    app.conf.update(task_always_eager=True, task_eager_propagates=True)
    yield
    app.conf.update(task_always_eager=False, task_eager_propagates=False)


def a_minute_of_ticks() -> range:
    first = dispatch.tick_at(datetime(2026, 5, 1, 9, 0, tzinfo=UTC))
    return range(first, first + 60 // TICK_SECONDS)


def test_each_circle_has_exactly_one_turn_a_minute():
    for circle_id in (uuid7() for _ in range(50)):
        turns = [tick for tick in a_minute_of_ticks() if dispatch.has_its_turn(circle_id, MINUTE, tick)]
        assert len(turns) == 1


def test_circles_do_not_all_have_their_turn_in_the_same_second():
    turns = Counter(
        tick
        for circle_id in (uuid7() for _ in range(500))
        for tick in a_minute_of_ticks()
        if dispatch.has_its_turn(circle_id, MINUTE, tick)
    )
    assert len(turns) == 12
    assert max(turns.values()) < 100


def test_a_job_more_frequent_than_the_clock_runs_at_every_tick():
    assert all(dispatch.has_its_turn(uuid7(), timedelta(seconds=1), tick) for tick in a_minute_of_ticks())


def test_beat_knows_few_entries_whatever_the_number_of_circles():
    assert set(app.conf.beat_schedule) == {"applications", "dispatch", "domains", "forget", "support", "sweep", "tend"}
    assert dispatch.TICK.total_seconds() == TICK_SECONDS


def test_in_a_minute_the_clock_has_delivered_the_journal_of_every_open_circle(hebden, elland, at_once):
    for circle in (hebden, elland):
        with circle_context(circle), transaction.atomic():
            announce(Knocked(door_id=uuid7()), by=SYSTEM)
    with in_federation():
        asked = sum(dispatch.dispatch(tick) for tick in a_minute_of_ticks())
    assert asked == len(directory.all_open())
    for circle in (hebden, elland):
        with circle_context(circle):
            assert Delivery.objects.get().state == "done"
            assert Entry.objects.get(event=Opened.event_name).payload["circle_id"] == str(circle.id)


def test_a_paused_circle_has_no_turn(hebden, elland, at_once):
    with in_federation():
        circles.suspend("elland", reason="Flood", by=SYSTEM)
        directory.forget()
        paused = sum(dispatch.dispatch(tick) for tick in a_minute_of_ticks())
        circles.resume("elland", by=SYSTEM)
        directory.forget()
        resumed = sum(dispatch.dispatch(tick) for tick in a_minute_of_ticks())
    assert resumed == paused + 1


def test_waking_delivers_this_circle_and_no_other(hebden, elland, at_once):
    for circle in (hebden, elland):
        with circle_context(circle), transaction.atomic():
            announce(Knocked(door_id=uuid7()), by=SYSTEM)
    wake_journal(hebden)
    assert Delivery.objects.get().state == "done"
    with circle_context(elland):
        assert Delivery.objects.get().state == "waiting"


def test_the_journal_is_not_delivered_for_nobody(committed, at_once):
    with in_federation(), pytest.raises(NoCircle):
        deliver_journal.apply_async()


def test_a_real_worker_delivers_under_the_request_id_that_asked_for_it(hebden):
    """Through a broker, so that circle and request id really travel in the messages."""
    with start_worker(app, pool="solo", perform_ping_check=False), requestid.request_id("page-0042"):
        for ask in (lambda: wake_journal(hebden), ask_for_a_minute):
            with transaction.atomic():
                announce(Knocked(door_id=uuid7()), by=SYSTEM)
            ask()
            give_up_at = monotonic() + 20
            while Delivery.objects.exclude(state="done").exists() and monotonic() < give_up_at:
                sleep(0.02)
    assert Delivery.objects.filter(state="done").count() == 2
    asked_for = Entry.objects.filter(event=Opened.event_name).values_list("request_id", flat=True)
    assert list(asked_for) == ["page-0042", "page-0042"]


def ask_for_a_minute() -> None:
    with in_federation():
        for tick in a_minute_of_ticks():
            dispatch.dispatch(tick)


def test_jobs_are_json_late_acknowledged_and_shorter_than_a_lease():
    assert app.conf.accept_content == ["json"]
    assert (app.conf.task_acks_late, app.conf.task_reject_on_worker_lost) == (True, True)
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.task_time_limit < LEASE.total_seconds()
    assert isinstance(app.tasks["journal.deliver"], CircleTask)
