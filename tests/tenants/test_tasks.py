"""Jobs belong to a circle: with a real broker and a real worker, killed and paused on the way."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import Task
from django.db import connections, transaction
from kombu import Connection

from dev import broker
from kernel.actors import SYSTEM
from provisioning import circles
from tenants.context import NoCircle, circle_context, in_circle, in_federation
from tenants.tasks import CircleGone, federation_task
from tests.dev.workers import until
from tests.plum.models import Tree
from tests.tenants import jobs

ROOT = Path(__file__).parents[2]


def names(circle) -> list[str]:
    with in_circle(circle):
        return sorted(Tree.objects.exclude(name__startswith="Old").values_list("name", flat=True))


@pytest.fixture
def swept(committed, calderdale, clapton) -> Iterator[None]:
    """No trees before, none left behind."""
    yield
    for circle in (calderdale, clapton):
        with in_circle(circle):
            Tree.objects.exclude(name__startswith="Old").delete()


def send(circle, job: Task, *words: str) -> None:
    """Ask for a job as a page of this circle would, over the embedded broker."""
    options = broker.options(os.environ["DATABASE_URL"])
    with Connection(broker.register(), transport_options=options) as connection, circle_context(circle):
        job.apply_async(words, connection=connection)


@pytest.fixture
def worker(swept, tmp_path) -> Iterator[subprocess.Popen]:
    """A real worker on the embedded broker, in a process group of its own."""
    command = [sys.executable, "-m", "celery", "-A", "config.celery", "worker", "--concurrency=2", "--loglevel=warning"]
    with (tmp_path / "worker.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--include=tests.tenants.jobs"],
            cwd=ROOT,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test", "BROKER_URL": broker.URL},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    yield process
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_a_job_without_a_circle_is_not_even_sent(committed):
    with pytest.raises(NoCircle):
        jobs.plant.delay("oak")
    with in_federation(), pytest.raises(NoCircle):
        jobs.plant.delay("oak")
    with pytest.raises(NoCircle):
        jobs.plant("oak")


def test_a_message_without_a_circle_does_not_run_when_it_arrives_all_the_same(committed):
    outcome = jobs.plant.apply(["oak"], headers={"circle": None}, throw=False)
    assert isinstance(outcome.result, NoCircle)


def test_jobs_of_two_circles_run_each_in_its_own_under_its_own_role(worker, calderdale, clapton):
    for circle in (calderdale, clapton):
        for number in range(5):
            send(circle, jobs.plant, f"oak {number}")
        send(circle, jobs.whoami, "role")
    assert until(lambda: len(names(calderdale)) == 6 and len(names(clapton)) == 6, 40)
    for circle in (calderdale, clapton):
        found = names(circle)
        assert found[:5] == [f"oak {number} in {circle.slug}" for number in range(5)]
        assert found[5] == f"role {circle.role}"[:50]


def test_a_worker_killed_in_the_middle_of_a_job_leaves_nothing_half_done_and_the_job_is_done_again(
    worker, calderdale, clapton, tmp_path
):
    mark = tmp_path / "died"
    send(calderdale, jobs.plant_slowly, "ash", str(mark))
    send(clapton, jobs.plant, "elm")
    assert until(lambda: names(calderdale) == ["ash first", "ash second"], 40)
    assert mark.exists()  # it really was killed once
    assert until(lambda: names(clapton) == ["elm in clapton"], 40)


def test_a_job_that_fails_leaves_nothing_in_its_circle(swept, calderdale):
    with circle_context(calderdale):
        outcome = jobs.fell_over.apply(["beech"], headers={"circle": str(calderdale.id)}, throw=False)
    assert isinstance(outcome.result, RuntimeError)
    assert names(calderdale) == []


def test_a_job_for_a_circle_that_was_paused_meanwhile_does_not_run(swept, calderdale):
    circles.suspend("calderdale", reason="a test", by=SYSTEM)
    try:
        outcome = jobs.plant.apply(["oak"], headers={"circle": str(calderdale.id)}, throw=False)
        assert isinstance(outcome.result, CircleGone)
    finally:
        circles.resume("calderdale", by=SYSTEM)
    assert names(calderdale) == []


def test_a_job_asked_for_in_a_transaction_that_fails_is_never_sent(swept, calderdale):
    sent = []
    with pytest.raises(ValueError, match="no"), in_circle(calderdale):
        transaction.on_commit(lambda: sent.append(1))
        raise ValueError("no")
    assert sent == []


def test_a_job_of_the_federation_is_in_no_circle(committed):
    seen = []

    @federation_task(name="tests.look")
    def look():
        try:
            list(Tree.objects.all())
        except Exception as error:
            seen.append(str(error))
            connections["default"].close()

    look()
    assert "does not exist" in seen[0]
