"""An import or an export that stopped and will never succeed is given up, with a reason: nothing of it is left."""

from datetime import timedelta

import pytest

from dev import doctor
from kernel.actors import SYSTEM
from kernel.errors import Conflict, RuleBroken
from kernel.time import now
from provisioning import circles, tasks
from provisioning.archive import arriving
from provisioning.kinds import export
from shared_apps.runs import services
from shared_apps.runs.models import Run, Sealed
from tenants import exports
from tenants.context import in_federation
from tests.archive.carrying import ask, bring_in, carry_out, quick_lock
from tests.archive.test_refusals import nothing_left, things, whole
from tests.config.conftest import say

__all__ = ["nothing_left", "say", "things", "whole"]
WHY = "The disk it came on is broken."


def _broken(*_args: object, **_more: object) -> None:
    raise OSError(5, "Input/output error")


@pytest.fixture
def stopped(nothing_left, whole, monkeypatch) -> Run:
    """Todmorden on its way in: its home and its rows are there, and its files cannot be read."""
    with monkeypatch.context() as now_and_here:
        now_and_here.setattr(arriving, "put_files", _broken)
        run = bring_in(whole, "todmorden")
    assert run.state == Run.State.STOPPED
    assert circles.find("todmorden").state == "opening"
    return run


def test_an_import_that_stopped_is_given_up_by_a_command_and_nothing_of_it_is_left(stopped, say, tmp_path):
    number = str(stopped.pk)
    patient = doctor.Patient(tmp_path, 8000, database_answers=True)
    assert doctor.runs(patient).state == doctor.WARN
    code, said = say("run", "cancel", number, "--json")
    assert (code, said["error"]["code"]) == (1, "has_begun")
    code, said = say("run", "give-up", number, "--reason", "  ", "--json")
    assert (code, said["error"]["code"]) == (1, "no_reason")
    code, said = say("run", "give-up", number, "--reason", WHY)
    assert (code, "What it left is undone" in said) == (0, True)
    assert f"Given up: {WHY}" in say("run", "show", number)[1]
    assert say("run", "list", "--all", "--json")[1][0]["state"] == "cancelled"
    assert doctor.runs(patient).state == doctor.OK
    code, said = say("run", "give-up", number, "--reason", WHY, "--json")
    assert (code, said["error"]["code"]) == (1, "not_to_be_given_up")


def test_whoever_reads_that_it_stopped_reads_how_to_end_it(stopped, say, monkeypatch):
    monkeypatch.setattr(arriving, "put_files", _broken)
    code, said = say("run", "retry", str(stopped.pk))
    assert (code, f"coopbox run give-up {stopped.pk}" in said) == (1, True)
    say("run", "give-up", str(stopped.pk), "--reason", WHY)


def test_what_cannot_be_undone_just_now_is_undone_when_it_is_tried_again(stopped, monkeypatch):
    with in_federation():
        services.give_up(stopped, why=WHY, by=SYSTEM, wake=False)
    with monkeypatch.context() as now_and_here:
        now_and_here.setattr(arriving, "undo", _broken)
        assert carry_out(stopped).state == Run.State.STOPPED
    with in_federation():
        services.retry(stopped, by=SYSTEM, wake=False)
    assert carry_out(stopped).state == Run.State.CANCELLED


def test_an_export_that_stopped_is_given_up_and_its_key_and_its_file_are_gone(committed, calderdale, monkeypatch):
    with monkeypatch.context() as now_and_here:
        now_and_here.setattr(export, "_journal", _broken)
        now_and_here.setattr(export, "write", _broken)
        run = carry_out(ask("export", calderdale, secret=quick_lock().to_bytes()))
    assert run.state == Run.State.STOPPED
    made = exports.path(calderdale.id, run.pk)
    made.parent.mkdir(parents=True, exist_ok=True)
    made.write_bytes(b"half of it")
    with in_federation():
        assert Sealed.objects.filter(key=run.key).exists()
        services.give_up(run, why=WHY, by=SYSTEM, wake=False)
    assert carry_out(run).state == Run.State.CANCELLED
    with in_federation():
        assert not Sealed.objects.exists()
        Run.objects.all().delete()
    assert not made.exists()


def test_a_circle_that_has_moved_in_stays_and_so_does_what_other_kinds_did(visitors, whole):
    moved_in = bring_in(whole, "todmorden")
    assert moved_in.state == Run.State.DONE
    with in_federation():
        Run.objects.filter(pk=moved_in.pk).update(state=Run.State.STOPPED)
        renaming = services.ask("rename", by=SYSTEM, key="a test", wake=False)
        Run.objects.filter(pk=renaming.pk).update(state=Run.State.STOPPED)
        for run in (moved_in, renaming):
            with pytest.raises(Conflict, match="cannot be given up"):
                services.give_up(run, why=WHY, by=SYSTEM)
        Run.objects.filter(pk=renaming.pk).delete()
    assert circles.find("todmorden").state == "open"


def test_nobody_gives_up_without_a_reason(stopped):
    with in_federation():
        with pytest.raises(RuleBroken, match="Say why"):
            services.give_up(stopped, why=" \n", by=SYSTEM)
        services.give_up(stopped, why=WHY, by=SYSTEM, wake=False)
    carry_out(stopped)


def test_the_key_of_a_passphrase_goes_after_two_days_though_its_run_has_only_stopped(stopped, say, settings):
    settings.SPARE_CIRCLES = 0
    with in_federation():
        Sealed.objects.update(at=now() - timedelta(days=2, minutes=1))
    tasks.tend()
    with in_federation():
        assert not Sealed.objects.exists()
        assert Run.objects.get(pk=stopped.pk).state == Run.State.STOPPED
    assert say("run", "give-up", str(stopped.pk), "--reason", WHY)[0] == 0
