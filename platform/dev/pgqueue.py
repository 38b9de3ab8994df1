"""A queue for Celery inside the PostgreSQL that is there already: no further server, and a killed worker loses nothing.

A job is a row. Claiming it writes down which database session holds it (process number and start of the backend);
doing it deletes the row. A worker that is killed loses its session, and so its claims, at that moment: no time-out to
wait for, no clean-up to run. A PostgreSQL that restarts is reached again, and what this worker was doing is claimed
again before anybody else gets a turn. Why not one of kombu's own transports: `docs/decisions/0003-embedded-broker.md`.

For one machine and a few workers; a federation of many uses Redis or RabbitMQ (`BROKER_URL`).
"""

from __future__ import annotations

import json
import os
import select
import threading
import weakref
from queue import Empty
from time import monotonic, sleep
from typing import Any, ClassVar

import psycopg
from celery import signals
from kombu.transport import virtual
from psycopg import sql

TABLES = """
CREATE SCHEMA IF NOT EXISTS queue;
CREATE TABLE IF NOT EXISTS queue.message (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    queue text NOT NULL,
    sent_as uuid NOT NULL,
    payload text NOT NULL,
    sent_at timestamptz NOT NULL DEFAULT now(),
    due_at timestamptz NOT NULL DEFAULT now(),
    holder integer,
    holder_since timestamptz,
    tries integer NOT NULL DEFAULT 0,
    UNIQUE (sent_as, queue)
) WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500);
CREATE INDEX IF NOT EXISTS message_in_turn ON queue.message (queue, id);
GRANT USAGE ON SCHEMA queue TO {app};
GRANT SELECT, INSERT, UPDATE, DELETE ON queue.message TO {app};
"""
PUT = """
WITH put AS (
    INSERT INTO queue.message (queue, sent_as, payload, due_at)
    VALUES (%(queue)s, %(sent_as)s, %(payload)s, coalesce(%(due_at)s, now()))
    ON CONFLICT DO NOTHING)
SELECT pg_notify('coopbox_queue', '')
"""
CLAIM = """
UPDATE queue.message SET holder = %(me)s, holder_since = %(since)s, tries = tries + 1 WHERE id = (
    SELECT id FROM queue.message m
    WHERE queue = %(queue)s AND due_at <= now() AND (holder IS NULL OR NOT EXISTS (
        SELECT FROM pg_catalog.pg_stat_activity a WHERE a.pid = m.holder AND a.backend_start = m.holder_since))
    ORDER BY id FOR UPDATE SKIP LOCKED LIMIT 1)
RETURNING id, payload, tries
"""
CLAIM_AGAIN = """
UPDATE queue.message SET holder = %s, holder_since = %s WHERE id = ANY(%s) AND holder = %s AND holder_since = %s
"""
# Given back means that it brought down the process that ran it: each time it waits longer for its next turn.
GIVE_BACK = """
UPDATE queue.message SET holder = NULL, holder_since = NULL, due_at = now() + least(tries * tries, 60) * interval '1 s'
WHERE id = %(id)s AND holder = %(me)s AND holder_since = %(since)s
"""
DONE = "DELETE FROM queue.message WHERE id = %(id)s"
SIZE = "SELECT count(*) FROM queue.message WHERE queue = %(queue)s"
PURGE = "WITH gone AS (DELETE FROM queue.message WHERE queue = %(queue)s RETURNING 1) SELECT count(*) FROM gone"
WHO_AM_I = "SELECT pid, backend_start FROM pg_catalog.pg_stat_activity WHERE pid = pg_backend_pid()"

HANDS_FULL_S = 0.02
PATIENCE_S = 15  # how long a restart of PostgreSQL may take before Celery is told that the connection is lost


def create(owner_dsn: str, *, app: str) -> None:
    """Make the queue's table, as the owner, for the application's login to use. Safe to run again."""
    with psycopg.connect(owner_dsn) as owner:
        owner.execute(sql.SQL(TABLES).format(app=sql.Identifier(app)))


class Bell:
    """Rings when this process is told to stop: it hears a pipe while it waits for the database."""

    def __init__(self) -> None:
        self.has_rung = False
        self._heard_by, self._rung_by = os.pipe()

    def ring(self) -> None:
        self.has_rung = True
        os.write(self._rung_by, b"!")

    def fileno(self) -> int:
        return self._heard_by


class Line:
    """A line to the database that survives its restarts, and the jobs held through it."""

    bell: ClassVar[Bell] = Bell()
    _open: ClassVar[weakref.WeakSet[Line]] = weakref.WeakSet()
    _left_to_parent: ClassVar[list[psycopg.Connection]] = []

    def __init__(self, dsn: str) -> None:
        self.held: set[int] = set()
        self.is_listening = False
        self._dsn = dsn
        self._db: psycopg.Connection | None = None
        self._me: tuple[Any, ...] = (None, None)
        self._lock = threading.RLock()  # Celery acknowledges from another thread than the one that fetches
        Line._open.add(self)

    def run(self, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        """Execute one statement, however often PostgreSQL has to be reached for; it may use %(me)s and %(since)s."""
        give_up_at = monotonic() + PATIENCE_S
        with self._lock:
            while True:
                try:
                    db = self._db or self._connect()
                    cursor = db.execute(statement, {**values, "me": self._me[0], "since": self._me[1]})
                    return cursor.fetchall() if cursor.description else []
                except psycopg.OperationalError:
                    self.close()
                    if monotonic() > give_up_at:
                        raise
                    sleep(0.1)

    def wait(self, seconds: float) -> None:
        """Sleep until somebody sends something or we are to stop, at most so long."""
        if not self.is_listening or self._db is None:
            sleep(seconds)
            return
        line = self._db.fileno()
        if line in select.select([line, self.bell.fileno()], [], [], seconds)[0]:
            self.run("SELECT")  # takes in what arrived; or finds the line dead, connects and claims again

    def close(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None

    def _connect(self) -> psycopg.Connection:
        db = psycopg.connect(self._dsn, autocommit=True, application_name="coopbox queue", connect_timeout=5)
        db.add_notify_handler(lambda notice: None)  # waking up is all it is for; nothing to keep
        me = db.execute(WHO_AM_I).fetchone() or (None, None)
        if self.held:
            db.execute(CLAIM_AGAIN, [*me, list(self.held), *self._me])
        if self.is_listening:
            db.execute("LISTEN coopbox_queue")
        self._db, self._me = db, me
        return db

    @classmethod
    def leave_to_parent(cls) -> None:
        """In a forked child, let go of the parent's lines: else they, and its claims, would outlive the parent."""
        nowhere = os.open(os.devnull, os.O_RDWR)
        for line in cls._open:
            line._lock = threading.RLock()
            line.held = set()
            if line._db is not None:
                os.dup2(nowhere, line._db.fileno())
                cls._left_to_parent.append(line._db)
                line._db = None
        os.close(nowhere)


os.register_at_fork(after_in_child=Line.leave_to_parent)


@signals.worker_shutting_down.connect
def _wait_no_longer(**_: Any) -> None:
    Line.bell.ring()


class Hold(virtual.QoS):
    """What a worker has taken and not yet finished. The rows stay in the table until it has."""

    def ack(self, delivery_tag: int) -> None:
        self.channel.finish(delivery_tag)
        super().ack(delivery_tag)

    def reject(self, delivery_tag: int, requeue: bool = False) -> None:
        self.channel.finish(delivery_tag, GIVE_BACK if requeue else DONE)
        super().ack(delivery_tag)


class Channel(virtual.Channel):
    QoS = Hold
    do_restore = False  # closing the line gives everything back

    def __init__(self, connection: Transport, **kwargs: Any) -> None:
        super().__init__(connection, **kwargs)
        self.line = Line(connection.client.transport_options["dsn"])  # type: ignore[union-attr]
        self._done_when_taken: set[str] = set()

    def finish(self, job: int, statement: str = DONE) -> None:
        self.line.run(statement, id=job)
        self.line.held.discard(job)

    def basic_consume(self, queue: str, no_ack: bool, *args: Any, **kwargs: Any) -> None:
        self.line.is_listening = True
        self.line.close()
        if no_ack:
            self._done_when_taken.add(queue)
        super().basic_consume(queue, no_ack, *args, **kwargs)

    def basic_get(self, queue: str, no_ack: bool = False, **kwargs: Any) -> virtual.Message | None:
        message = super().basic_get(queue, no_ack=no_ack, **kwargs)
        if message is not None and no_ack:
            self.finish(message.delivery_tag)
        return message

    def close(self) -> None:
        super().close()
        self.line.close()

    def _get(self, queue: str, timeout: float | None = None) -> dict[str, Any]:
        claimed = self.line.run(CLAIM, queue=queue)
        if not claimed:
            raise Empty
        job, text, tries = claimed[0]
        self.line.held.add(job)
        payload: dict[str, Any] = json.loads(text)
        payload["properties"]["delivery_tag"] = job
        payload["properties"]["delivery_info"]["redelivered"] = tries > 1
        if queue in self._done_when_taken:
            self.finish(job)
        return payload

    def _put(self, queue: str, message: dict[str, Any], **kwargs: Any) -> None:
        due_at = (message.get("headers") or {}).get("eta")  # waits here, not in a worker's memory
        sent_as = message["properties"]["delivery_tag"]
        self.line.run(PUT, queue=queue, sent_as=sent_as, payload=json.dumps(message), due_at=due_at)

    def _size(self, queue: str) -> int:
        return int(self.line.run(SIZE, queue=queue)[0][0])

    def _purge(self, queue: str) -> int:
        return int(self.line.run(PURGE, queue=queue)[0][0])


class Transport(virtual.Transport):
    Channel = Channel
    polling_interval = 1.0  # how late a dead worker's job is noticed; a new job wakes us at once
    driver_type = "sql"
    driver_name = "psycopg"
    connection_errors = (  # type: ignore[assignment]
        *virtual.Transport.connection_errors,
        psycopg.OperationalError,
        psycopg.InterfaceError,
    )

    @property
    def default_connection_params(self) -> dict[str, Any]:
        return {}  # where the database is comes with the transport's options

    def driver_version(self) -> str:
        return psycopg.__version__

    def drain_events(self, connection: Any, timeout: float | None = None, **kwargs: Any) -> None:
        """Deliver one message; wait for it at most so long, and not at all when the worker is to stop."""
        give_up_at = None if timeout is None else monotonic() + timeout
        while True:
            try:
                self.cycle.get(self._deliver, timeout=timeout)  # type: ignore[union-attr]
                return
            except Empty:
                left = self.polling_interval if give_up_at is None else give_up_at - monotonic()
                if left <= 0 or Line.bell.has_rung:
                    raise TimeoutError from None  # what socket.timeout is
                self._wait(min(left, self.polling_interval))

    def _wait(self, seconds: float) -> None:
        """Until there may be something to take. While our hands are full PostgreSQL is not asked: one of them will be
        free in a moment, and then the next job is taken at once."""
        if not all(channel.qos.can_consume() for channel in self.channels):
            sleep(min(seconds, HANDS_FULL_S))
            return
        listening = [channel.line for channel in self.channels if channel.line.is_listening]
        if len(listening) == 1:
            listening[0].wait(seconds)
        else:
            sleep(min(seconds, 0.2))
