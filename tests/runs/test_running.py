"""Runs: named steps, each done once, resumed where they stopped, never by two at a time."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest

from kernel.actors import SYSTEM
from kernel.errors import Conflict, RuleBroken
from kernel.time import now
from provisioning import owner, running
from shared_apps.runs import services
from shared_apps.runs.models import Run
from tenants.context import in_federation

done: list[str] = []
trouble: dict[str, Exception] = {}


def noting(name: str):
    def do(work: running.Work) -> None:
        done.append(name)
        work.found[name] = len(done)
        work.say(f"{name} was done")
        if name in trouble:
            raise trouble.pop(name)

    return running.Step(name, name, do)


running.kind("test-three", "Three things", *map(noting, ("first", "second", "third")))


@pytest.fixture(autouse=True)
def _clean(committed) -> Iterator[None]:
    done.clear()
    trouble.clear()
    with in_federation():
        yield
        Run.objects.all().delete()


def ask(key: str = "") -> Run:
    return services.ask("test-three", by=SYSTEM, key=key or str(uuid4()), facts={"slug": "heptonstall"})


def test_a_run_does_its_steps_in_order_and_remembers_what_they_found():
    run = running.carry_out(ask().pk)
    assert run.state == Run.State.DONE
    assert done == ["first", "second", "third"]
    assert run.found == {"first": 1, "second": 2, "third": 3}
    assert [line.words for line in run.lines.all()] == ["first was done", "second was done", "third was done"]


def test_asking_twice_is_asking_once():
    assert ask("one").pk == ask("one").pk
    assert Run.objects.count() == 1


def test_a_refused_step_stops_the_run_with_its_sentence_and_it_goes_on_from_there():
    trouble["second"] = RuleBroken("The address was taken meanwhile.")
    run = running.carry_out(ask().pk)
    assert run.state == Run.State.STOPPED
    assert run.steps.get(name="second").said == "The address was taken meanwhile."
    services.retry(run, by=SYSTEM)
    run = running.carry_out(run.pk)
    assert run.state == Run.State.DONE
    assert done == ["first", "second", "second", "third"]


def test_a_fault_nobody_foresaw_is_told_without_its_words():
    trouble["first"] = ValueError("Iris lives at 5 Mill Lane")
    run = running.carry_out(ask().pk)
    said = run.steps.get(name="first").said
    assert "ValueError" in said
    assert "Iris" not in said


def test_a_run_left_in_the_middle_by_a_dead_worker_is_taken_up_when_its_lease_is_over():
    run = ask()
    trouble["second"] = KeyboardInterrupt()  # what a worker that is killed leaves behind: nothing is written any more
    with pytest.raises(KeyboardInterrupt):
        running.carry_out(run.pk)
    run.refresh_from_db()
    assert run.state == Run.State.RUNNING
    assert not Run.objects.to_be_done(now()).exists()
    Run.objects.update(held_until=now() - timedelta(seconds=1))
    assert running.carry_out_what_is_due() == 1
    run.refresh_from_db()
    assert run.state == Run.State.DONE
    assert done == ["first", "second", "second", "third"]


def test_a_run_somebody_else_has_in_hand_is_left_to_them():
    run = ask()
    info = owner.raw().info
    with psycopg.connect(info.dsn, password=info.password, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [f"coopbox:run:{run.pk}"])
        assert running.carry_out(run.pk).state == Run.State.WAITING
    assert done == []


def test_a_run_that_is_over_is_not_done_again():
    run = running.carry_out(ask().pk)
    running.carry_out(run.pk)
    assert len(done) == 3
    with pytest.raises(Conflict, match="nothing to try again"):
        services.retry(run, by=SYSTEM)


def test_a_run_can_be_called_off_as_long_as_nothing_of_it_was_done():
    assert services.cancel(ask(), by=SYSTEM).state == Run.State.CANCELLED
    trouble["first"] = RuleBroken("There is no such stage.")
    refused = running.carry_out(ask().pk)
    Run.objects.filter(pk=refused.pk).update(facts={"stewards": [{"name": "Mo"}], "slug": "heptonstall"})
    assert services.cancel(refused, by=SYSTEM).facts == {"slug": "heptonstall"}
    trouble["second"] = RuleBroken("No.")
    begun = running.carry_out(ask().pk)
    trouble["first"] = ValueError("nobody knows what was done")
    broken = running.carry_out(ask().pk)
    for run in (begun, broken):
        with pytest.raises(Conflict, match="no longer be called off"):
            services.cancel(run, by=SYSTEM)


def test_what_was_refused_is_not_tried_again_once_somebody_decided_otherwise():
    circle_id = uuid4()
    trouble["first"] = RuleBroken("This circle is not closing.")
    refused = services.ask("test-three", by=SYSTEM, key=str(uuid4()), circle_id=circle_id)
    refused = running.carry_out(refused.pk)
    closed = services.ask("test-three", by=SYSTEM, key=str(uuid4()), circle_id=circle_id)
    assert running.carry_out(closed.pk).state == Run.State.DONE
    with pytest.raises(Conflict, match="Something else was done with this circle since"):
        services.retry(refused, by=SYSTEM)


def test_a_new_step_in_a_newer_release_is_done_by_an_older_run_too():
    run = running.carry_out(ask().pk)
    Run.objects.filter(pk=run.pk).update(state=Run.State.WAITING)
    run.steps.get(name="third").delete()
    assert running.carry_out(run.pk).state == Run.State.DONE
    assert done[-1] == "third"
