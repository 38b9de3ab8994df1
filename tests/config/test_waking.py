"""Who is told when something has happened: by a worker, or by the command that somebody typed."""

import os

import pytest

from config.celery import app
from kernel.actors import SYSTEM
from provisioning import circles
from provisioning.stewards import welcome
from tenant_apps.journal.models import Delivery
from tenants import directory
from tenants.context import in_circle
from tenants.models import Spare


@pytest.fixture(autouse=True)
def _as_in_life(settings):
    settings.JOURNAL_WAKER = "config.waking.wake_journal"


def states(slug: str) -> set[str]:
    with in_circle(circles.ref_of(circles.find(slug))):
        return set(Delivery.objects.values_list("state", flat=True))


def test_what_a_command_left_to_be_told_is_told_when_it_ends_though_no_worker_runs(fresh_house, say):
    assert say("circle", "open", "todmorden", "--steward", "pat@tod.example", "--steward-name", "Pat")[0] == 0
    assert states("todmorden") == {"done"}


def test_a_listener_that_fails_leaves_the_command_done_and_its_answer_as_it_was(fresh_house, say, monkeypatch):
    def breaks(*_args: object, **_given: object) -> None:
        raise OSError("The network is gone.")

    monkeypatch.setattr("tenant_apps.journal.services.deliver_due", breaks)
    code, said = say("circle", "open", "todmorden", "--steward", "pat@tod.example")
    assert code == 0
    assert "pat@tod.example is its steward and can sign in there." in said
    assert states("todmorden") == {"waiting"}  # the workers' sweep finds them


def test_outside_of_commands_a_worker_is_asked(fresh_house):
    circle = circles.open_circle(slug="todmorden", name="Todmorden", by=SYSTEM)
    directory.forget()
    app.conf.update(task_always_eager=True, task_eager_propagates=True)
    try:
        welcome(circle, name="Pat Hill", email="pat@tod.example")
    finally:
        app.conf.update(task_always_eager=False, task_eager_propagates=False)
    assert states("todmorden") == {"done"}


def test_with_a_federation_that_runs_the_next_spare_is_left_to_its_worker(
    fresh_house, say, settings, tmp_path, monkeypatch
):
    monkeypatch.setenv("COOPBOX_HOME", str(tmp_path))
    settings.EMBEDDED = True
    (tmp_path / "lock").write_text(f"{os.getpid()}\n")  # as `coopbox up` does while it lives
    say("circle", "open", "todmorden")
    assert not Spare.objects.using("owner").exists()
    (tmp_path / "lock").write_text("4194999\n")  # a number no process has
    say("circle", "open", "halifax")
    assert Spare.objects.using("owner").count() == settings.SPARE_CIRCLES
