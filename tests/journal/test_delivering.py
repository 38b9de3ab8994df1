"""Listeners take effect exactly once and senders are called at least once with the same key, whatever dies when."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.db import connections, transaction

from kernel.actors import SYSTEM
from kernel.errors import Conflict, NotAllowed
from kernel.ids import uuid7
from kernel.time import now
from tenant_apps.journal import delivering, registry
from tenant_apps.journal.models import Delivery, Entry
from tenant_apps.journal.registry import Told
from tenant_apps.journal.services import announce, deliver_due, try_again
from tenant_apps.people.models import Hat
from tenants.context import NoCircle, circle_context, in_circle, in_federation
from tests.journal import listening
from tests.journal.listening import DIES_IN, Knocked, Opened, Rang

ROOT = Path(__file__).parents[2]


def knock(times: int = 1) -> list[UUID]:
    doors = [uuid7() for _ in range(times)]
    with transaction.atomic():
        for door in doors:
            announce(Knocked(door_id=door), by=SYSTEM)
    return doors


def ring() -> UUID:
    with transaction.atomic():
        announce(Rang(bell_id=(bell := uuid7())), by=SYSTEM)
    return bell


def opened() -> list[UUID]:
    """The doors that were opened: the effect of the listener, in order."""
    payloads = Entry.objects.filter(event=Opened.event_name).values_list("payload", flat=True)
    return [UUID(payload["door_id"]) for payload in payloads]


def the_delivery() -> Delivery:
    return Delivery.objects.get()


def its_turn_comes() -> None:
    """Time passes, until whoever waits is due."""
    Delivery.objects.filter(state__in=Delivery.UNDER_WAY).update(next_try_at=now() - timedelta(seconds=1))


def calls(outside: Path) -> list[list[str]]:
    return [line.split() for line in outside.read_text().splitlines()] if outside.exists() else []


def at_once(*jobs: Callable[[], object]) -> None:
    """Do these in threads of their own, each with its own connection."""
    faults: list[BaseException] = []

    def do(job: Callable[[], object]) -> None:
        try:
            job()
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=do, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not faults, faults


def delivering_in(circle) -> Callable[[], None]:
    def deliver() -> None:
        with circle_context(circle):
            deliver_due()

    return deliver


def killed_while_delivering(circle, listener: str) -> None:
    """Another process delivers, and is killed with SIGKILL inside this listener, after its effect."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.journal.deliver_once", str(circle.id)],
        cwd=ROOT,
        env={**os.environ, DIES_IN: listener, "DJANGO_SETTINGS_MODULE": "config.settings.test"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == -9, done.stderr


# --- listeners ------------------------------------------------------------------------------------------------------


def test_a_listener_is_told_and_then_it_is_done(hebden):
    (door,) = knock()
    assert deliver_due() == delivering.Round(told=1, failed=0)
    assert opened() == [door]
    assert (the_delivery().state, the_delivery().attempts) == ("done", 1)
    assert the_delivery().done_at is not None
    assert deliver_due() == delivering.Round()


def test_four_deliverers_at_once_open_each_door_exactly_once(hebden):
    doors = knock(40)
    at_once(*[delivering_in(hebden)] * 4)
    assert sorted(opened()) == sorted(doors)
    assert Delivery.objects.filter(state="done", attempts=1).count() == 40


def test_what_one_deliverer_is_at_work_on_another_passes_over(hebden):
    knock(2)
    is_inside, may_go_on = threading.Event(), threading.Event()

    def wait(told: Told) -> None:
        listening.moods.clear()
        is_inside.set()
        assert may_go_on.wait(20)

    def second() -> None:
        assert is_inside.wait(20)
        try:
            with circle_context(hebden):
                assert deliver_due() == delivering.Round(told=1)
        finally:
            may_go_on.set()

    listening.moods["open_the_door"] = wait
    at_once(delivering_in(hebden), second)
    assert len(opened()) == 2


def test_a_deliverer_killed_between_effect_and_commit_leaves_nothing_and_the_next_does_it_once(hebden):
    (door,) = knock()
    killed_while_delivering(hebden, "open_the_door")
    assert opened() == []
    assert (the_delivery().state, the_delivery().attempts) == ("waiting", 0)
    deliver_due()
    deliver_due()
    assert opened() == [door]


def test_what_a_failing_listener_did_is_undone_and_the_others_are_told(hebden):
    first, second = knock(2)

    def fail(told: Told) -> None:
        if Entry.objects.get(pk=told.entry_id).payload["door_id"] == str(first):
            raise ValueError("Iris's door is stuck")

    listening.moods["open_the_door"] = fail
    assert deliver_due() == delivering.Round(told=1, failed=1)
    assert opened() == [second]
    failed = Delivery.objects.get(state="waiting")
    assert failed.last_error == "builtins.ValueError"
    assert failed.next_try_at > now() + timedelta(seconds=50)
    listening.moods.clear()
    assert deliver_due() == delivering.Round(), "not before its time"
    its_turn_comes()
    deliver_due()
    assert sorted(opened()) == sorted([first, second])


def test_a_listener_that_breaks_a_constraint_only_at_commit_fails_alone(hebden):
    knock()

    def point_nowhere(told: Told) -> None:
        Hat.objects.create(person_id=uuid7(), kind="finance", from_on=now().date(), consented_at=now())

    listening.moods["open_the_door"] = point_nowhere
    assert deliver_due() == delivering.Round(failed=1)
    assert the_delivery().last_error == "django.db.utils.IntegrityError"
    assert opened() == []


def test_too_many_failures_park_a_delivery_where_it_is_seen_until_somebody_takes_it_up_again(hebden):
    (door,) = knock()
    listening.moods["open_the_door"] = lambda told: 1 / 0
    for _ in range(delivering.MOST_ATTEMPTS):
        its_turn_comes()
        deliver_due()
    assert list(Delivery.objects.parked()) == [the_delivery()]
    its_turn_comes()
    assert deliver_due() == delivering.Round()
    listening.moods.clear()
    with pytest.raises(NotAllowed):
        try_again(the_delivery(), by=SimpleNamespace(id=uuid7(), kind="person"))
    try_again(the_delivery(), by=SYSTEM)
    deliver_due()
    assert opened() == [door]
    with pytest.raises(Conflict):
        try_again(the_delivery(), by=SYSTEM)


def test_pauses_grow_and_stay_within_six_hours():
    pauses = [delivering.pause_after(attempts) for attempts in range(1, 200)]
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (timedelta(minutes=1), timedelta(hours=6))


def test_a_round_ends_when_its_time_or_its_number_is_up(hebden):
    knock(5)
    assert deliver_due(limit=2).told == 2
    assert deliver_due(seconds=0).told == 0
    assert deliver_due().told == 3


def test_a_listener_never_runs_in_another_circle(hebden, elland):
    (door,) = knock()
    with circle_context(elland):
        assert deliver_due() == delivering.Round()
        assert opened() == []
    deliver_due()
    entry = Entry.objects.get(event=Opened.event_name)
    assert entry.payload == {"door_id": str(door), "circle_id": str(hebden.id)}
    with circle_context(elland):
        assert Entry.objects.count() == 0


def test_a_listener_cannot_step_into_another_circle(hebden, elland):
    knock()

    def stray(told: Told) -> None:
        with in_circle(elland):
            Entry.objects.count()

    listening.moods["open_the_door"] = stray
    assert deliver_due() == delivering.Round(failed=1)
    assert the_delivery().last_error == "tenants.context.CircleChanged"


def test_nothing_is_delivered_outside_a_circle_or_inside_somebodys_transaction(committed, hebden):
    knock()
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        deliver_due()
    with in_federation(), pytest.raises(NoCircle):
        deliver_due()
    assert the_delivery().attempts == 0


# --- senders --------------------------------------------------------------------------------------------------------


def test_a_sender_runs_outside_every_transaction_with_its_lease_already_written(hebden, outside):
    bell = ring()
    seen: list[object] = []

    def look(told: Told) -> None:
        seen.append(transaction.get_connection().in_atomic_block)
        seen.append(the_delivery().state)

    listening.moods["ring_outside"] = look
    assert deliver_due() == delivering.Round(told=1)
    assert seen == [False, "sending"]
    assert calls(outside) == [[str(the_delivery().pk), "1", str(bell), str(hebden.id)]]
    assert the_delivery().state == "done"


def test_a_sender_killed_after_its_effect_is_called_again_with_the_same_key(hebden, outside):
    ring()
    killed_while_delivering(hebden, "ring_outside")
    assert (the_delivery().state, the_delivery().attempts) == ("sending", 1)
    assert deliver_due() == delivering.Round(), "its lease still holds"
    its_turn_comes()
    assert deliver_due() == delivering.Round(told=1)
    first, second = calls(outside)
    assert first[0] == second[0] == str(the_delivery().pk)
    assert (first[1], second[1]) == ("1", "2")
    assert the_delivery().state == "done"


def test_while_one_sends_nobody_else_does(hebden, outside):
    ring()
    is_inside, may_go_on = threading.Event(), threading.Event()

    def wait(told: Told) -> None:
        is_inside.set()
        assert may_go_on.wait(20)

    def second() -> None:
        assert is_inside.wait(20)
        try:
            with circle_context(hebden):
                assert deliver_due() == delivering.Round()
        finally:
            may_go_on.set()

    listening.moods["ring_outside"] = wait
    at_once(delivering_in(hebden), second)
    assert len(calls(outside)) == 1


def test_a_sender_that_fails_is_called_again_later_with_the_same_key(hebden, outside):
    ring()
    listening.moods["ring_outside"] = lambda told: 1 / 0
    assert deliver_due() == delivering.Round(failed=1)
    assert the_delivery().state == "waiting"
    listening.moods.clear()
    its_turn_comes()
    assert deliver_due() == delivering.Round(told=1)
    assert len({call[0] for call in calls(outside)}) == 1
    assert (the_delivery().state, the_delivery().last_error) == ("done", "")


def test_a_late_failure_does_not_undo_what_its_successor_did(hebden, outside):
    ring()

    def be_slow_and_fail(told: Told) -> None:
        del listening.moods["ring_outside"]
        its_turn_comes()
        deliver_due()
        raise TimeoutError

    listening.moods["ring_outside"] = be_slow_and_fail
    assert deliver_due() == delivering.Round(failed=1)
    assert (the_delivery().state, the_delivery().attempts, the_delivery().last_error) == ("done", 2, "")


def test_a_late_failure_does_not_end_the_lease_of_its_successor(hebden, outside):
    ring()

    def be_slow_and_fail(told: Told) -> None:
        its_turn_comes()
        delivering._lease_one()
        raise TimeoutError

    listening.moods["ring_outside"] = be_slow_and_fail
    deliver_due()
    assert (the_delivery().state, the_delivery().attempts) == ("sending", 2)


def test_a_late_success_counts(hebden, outside):
    ring()

    def be_slow(told: Told) -> None:
        its_turn_comes()
        delivering._lease_one()

    listening.moods["ring_outside"] = be_slow
    deliver_due()
    assert the_delivery().state == "done"


def test_a_sender_that_kills_its_process_every_time_is_parked_too(hebden, outside):
    ring()
    for _ in range(delivering.MOST_ATTEMPTS):
        its_turn_comes()
        assert delivering._lease_one() is not None
    its_turn_comes()
    assert deliver_due() == delivering.Round(failed=1)
    assert (the_delivery().state, the_delivery().last_error) == ("parked", "LeaseRanOut")
    assert calls(outside) == []


# --- other versions -------------------------------------------------------------------------------------------------


def test_a_delivery_for_a_listener_this_version_does_not_have_waits_untouched(hebden):
    knock()
    Delivery.objects.update(listener="people.from_the_future")
    assert deliver_due() == delivering.Round()
    assert (the_delivery().state, the_delivery().attempts) == ("waiting", 0)
    assert list(Delivery.objects.stranded(registry.known_names())) == [the_delivery()]


def test_an_event_this_version_does_not_know_is_tried_again_later(hebden):
    with transaction.atomic():
        entry = Entry.objects.create(at=now(), event="visits.VisitConfirmed", actor_kind="system")
        Delivery.objects.create(entry=entry, listener="listening.open_the_door", next_try_at=now())
    assert deliver_due() == delivering.Round(failed=1)
    assert the_delivery().last_error.endswith("UnknownEvent")


def test_two_listeners_cannot_have_one_name():
    def open_the_door(event: Knocked, told: Told) -> None: ...

    with pytest.raises(TypeError, match="Two listeners"):
        registry.listens_to(Knocked, name="listening.open_the_door")(open_the_door)
    with pytest.raises(TypeError, match="which events"):
        registry.listens_to()
