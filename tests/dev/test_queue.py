"""Jobs wait in PostgreSQL, and none is lost when workers or PostgreSQL are killed."""

from __future__ import annotations

import os
import shutil
import signal
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from kombu import Connection
from kombu.transport.virtual import Channel

from dev import broker, embedded, pgqueue
from dev.embedded import Server
from tests.dev.workers import Bench, ground, kill_group, until

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def standing() -> Iterator[Server]:
    """One server for the tests that do not stop it."""
    folder = ground("dev")
    server = embedded.start(folder / "home", fast_and_loose=True)
    pgqueue.create(server.admin_dsn, app="postgres")
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def server(standing: Server) -> Server:
    """The standing server, with an empty queue."""
    with psycopg.connect(standing.admin_dsn) as db:
        db.execute("DELETE FROM queue.message")
    return standing


@pytest.fixture
def bench(server: Server, folder: Path) -> Iterator[Bench]:
    bench = Bench(broker.URL, dict(broker.options(server.admin_dsn)), folder, lost_wait_s=0.5)
    yield bench
    bench.end()


@pytest.fixture
def channel(server: Server) -> Iterator[Channel]:
    broker.register()
    with Connection(broker.URL, transport_options=broker.options(server.admin_dsn)) as connection:
        yield connection.channel()


def waiting(server: Server) -> int:
    with psycopg.connect(server.admin_dsn) as db:
        row = db.execute("SELECT count(*) FROM queue.message").fetchone()
    return row[0] if row else 0


def put(channel: Channel, queue: str = "letters", sent_as: str = "", **headers: str) -> None:
    properties = {"delivery_tag": sent_as or str(uuid.uuid4()), "delivery_info": {}, "body_encoding": "utf-8"}
    channel._put(queue, {"body": "hello", "headers": headers, "properties": properties})


def test_a_job_survives_the_kill_of_its_worker_and_is_done(bench: Bench, server: Server) -> None:
    bench.send(2, seconds=0)
    bench.send_held(2, 3, 4, 5)
    worker = bench.worker()
    assert until(lambda: len(bench.busy_children()) == 2 and waiting(server) == 4)  # two are done, two are in hand
    kill_group(worker, signal.SIGKILL)
    assert len(bench.counts("began")) == 4
    bench.gate.touch()
    bench.worker()
    assert until(lambda: len(bench.counts("done")) == 6)
    assert set(bench.counts("done").values()) == {1}
    assert until(lambda: waiting(server) == 0)


def test_a_worker_whose_children_outlive_it_holds_no_job_back(bench: Bench, server: Server) -> None:
    bench.send_held(0, 1)
    worker = bench.worker()
    assert until(lambda: len(bench.busy_children()) == 2)
    worker.kill()
    worker.wait()
    with psycopg.connect(server.admin_dsn, autocommit=True) as db:
        lines = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'coopbox queue'"
        assert until(lambda: db.execute(lines).fetchone() == (0,))
    bench.gate.touch()
    bench.worker()
    assert until(lambda: len(bench.counts("done")) == 2 and waiting(server) == 0)


def test_a_job_that_brought_its_process_down_waits_for_another_turn_and_is_done(bench: Bench, server: Server) -> None:
    bench.send_held(0)
    bench.worker()
    assert until(bench.busy_children)
    os.kill(bench.busy_children()[0], signal.SIGKILL)
    bench.gate.touch()
    assert until(lambda: len(bench.counts("done")) == 1)
    assert bench.counts("began") == {0: 2}
    assert until(lambda: waiting(server) == 0)


@pytest.mark.usefixtures("started_before")
def test_postgres_restarted_while_a_worker_waits_and_while_it_works(
    folder: Path, start: Callable[..., Server], request: pytest.FixtureRequest
) -> None:
    server = start(fast_and_loose=False)
    pgqueue.create(server.admin_dsn, app="postgres")
    bench = Bench(broker.URL, dict(broker.options(server.admin_dsn)), folder)
    request.addfinalizer(bench.end)
    bench.worker()
    bench.send(1)
    assert until(lambda: len(bench.counts("done")) == 1)
    server.stop()
    server = start(fast_and_loose=False)
    bench.send(8, seconds=0.3)
    assert until(bench.busy_children)
    server.stop()
    server = start(fast_and_loose=False)
    assert until(lambda: len(bench.counts("done")) == 8)
    assert until(lambda: waiting(server) == 0)
    assert bench.counts("done") == {0: 2, **dict.fromkeys(range(1, 8), 1)}  # number 0 was sent twice


def test_two_workers_share_the_jobs_and_do_none_twice(bench: Bench) -> None:
    bench.send(40, seconds=0.01)
    bench.worker()
    bench.worker()
    assert until(lambda: len(bench.counts("done")) == 40)
    assert set(bench.counts("began").values()) == {1}


def test_a_held_job_is_nobody_elses_until_its_holder_is_gone(channel: Channel, server: Server) -> None:
    put(channel)
    assert channel._get("letters")["body"] == "hello"
    with Connection(broker.URL, transport_options=broker.options(server.admin_dsn)) as other:
        theirs = other.channel()
        with pytest.raises(pgqueue.Empty):
            theirs._get("letters")
        channel.line.close()
        assert until(lambda: _taken(theirs))


def _taken(channel: Channel) -> bool:
    try:
        channel._get("letters")
    except pgqueue.Empty:
        return False
    return True


def test_a_job_for_later_waits_in_the_database(channel: Channel) -> None:
    later = datetime.now(UTC) + timedelta(seconds=0.6)
    put(channel, eta=later.isoformat())
    assert until(lambda: _taken(channel))  # asked for at once, and again and again
    assert datetime.now(UTC) >= later


def test_the_same_message_sent_again_after_a_lost_answer_is_there_once(channel: Channel) -> None:
    again = str(uuid.uuid4())
    put(channel, sent_as=again)
    put(channel, sent_as=again)
    assert channel._size("letters") == 1


def test_a_job_given_back_is_marked_and_comes_again(channel: Channel) -> None:
    put(channel)
    first = channel.basic_get("letters")
    assert first is not None
    assert first.delivery_info["redelivered"] is False
    first.reject(requeue=True)
    assert not _taken(channel)
    assert until(lambda: (message := channel.basic_get("letters")) and message.delivery_info["redelivered"])


def test_a_message_nobody_acknowledges_on_purpose_is_gone_when_taken(channel: Channel) -> None:
    put(channel)
    assert channel.basic_get("letters", no_ack=True) is not None
    assert channel._size("letters") == 0


def test_an_idle_worker_asks_little_of_the_database(bench: Bench, server: Server) -> None:
    bench.worker()
    bench.send(1)
    assert until(lambda: bench.counts("done"))
    with psycopg.connect(server.admin_dsn, autocommit=True) as db:
        asked = "SELECT sum(xact_commit) FROM pg_stat_database"
        until(lambda: False, seconds=1.1)  # servers tell what they did once a second
        before, began = db.execute(asked).fetchone(), time.monotonic()
        until(lambda: False, seconds=2.1)
        after, took = db.execute(asked).fetchone(), time.monotonic() - began
    assert before is not None
    assert after is not None
    assert float(after[0] - before[0]) / took < 4.3


def test_a_worker_told_to_stop_waits_for_no_further_message(channel: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pgqueue.Line, "bell", pgqueue.Bell())
    channel.basic_consume("letters", no_ack=False, callback=lambda message: None, consumer_tag="a worker")
    threading.Timer(0.1, pgqueue.Line.bell.ring).start()
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        channel.connection.client.drain_events(timeout=60)
    assert time.monotonic() - began < 20


def test_the_tables_may_be_made_again_and_keep_what_waits(channel: Channel, server: Server) -> None:
    put(channel)
    pgqueue.create(server.admin_dsn, app="postgres")
    assert waiting(server) == 1
