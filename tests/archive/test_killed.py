"""The process is killed at every step of both runs: before it, at its first commit, and when it is done but not written
down. What is left each time is taken up by the next process, and in the end everything is there once."""

import signal
from pathlib import Path

import pytest

from provisioning import circles, homes, running
from provisioning.events import RunDone
from shared_apps.identity.models import CircleLink
from shared_apps.runs.models import Run, Sealed
from tenant_apps.journal.models import Entry
from tenants import exports
from tenants.context import in_circle, in_federation
from tests.archive.carrying import ask, ask_in, bring_in, files, plain, quick_lock, said
from tests.archive.test_round_trip import assert_same
from tests.provisioning.killing import POINTS, in_a_process_of_its_own, left_over


@pytest.fixture(autouse=True)
def _post(settings, tmp_path: Path) -> None:
    """Post that outlives whoever sends it."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "post")


def kill_everywhere(run: Run) -> None:
    """Carry a run out in processes that are killed one after the other, until one gets to the end."""
    for step in running.kind_of(run).steps:
        for point in POINTS:
            assert in_a_process_of_its_own(run.pk, step.name, point) == -signal.SIGKILL, f"{step.name} {point}"
    assert in_a_process_of_its_own(run.pk) == 0
    with in_federation():
        run.refresh_from_db()
        assert run.state == Run.State.DONE, said(run)
        assert not Sealed.objects.exists()


def noted(circle, what: str) -> int:
    with in_circle(circle):
        return Entry.objects.filter(event=RunDone.event_name, payload__what=what).count()


def test_an_export_that_is_killed_at_every_step_leaves_one_good_archive(archive):
    before = noted(archive.circle, "exported")
    run = ask("export", archive.circle, secret=quick_lock().to_bytes())
    kill_everywhere(run)
    path = exports.path(archive.circle.id, run.pk)
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    assert plain(path).count(b"tables/people_person.jsonl")
    assert noted(archive.circle, "exported") == before + 1
    assert bring_in(path, "todmorden").state == Run.State.DONE


def test_an_import_that_is_killed_at_every_step_brings_everything_in_once(archive):
    before = left_over()
    run = ask_in(archive.path, "todmorden")
    kill_everywhere(run)
    circle = circles.ref_of(circles.find("todmorden"))
    assert_same(archive, circle)
    assert left_over() == before
    assert homes.drift(circle.schema) == []
    assert noted(circle, "imported") == 1
    with in_federation():
        assert CircleLink.objects.filter(circle_id=circle.id).count() == len(archive.rows["people_person"])


def test_an_archive_that_turns_out_bad_after_a_kill_leaves_nothing_behind(archive):
    """Rows are in, the process dies, and somebody spoils the file before the next one goes on."""
    before = left_over()
    run = ask_in(archive.path, "todmorden")
    assert in_a_process_of_its_own(run.pk, "files", "before") == -signal.SIGKILL
    with in_federation():
        assert circles.find("todmorden").state == "opening"
    data = archive.path.read_bytes()
    archive.path.write_bytes(data[:-5])
    assert in_a_process_of_its_own(run.pk) == 0
    assert "end of this archive is missing" in said(run)
    assert left_over() == before
    assert not circles.Circle.objects.using("owner").filter(slug="todmorden").exists()
    assert files(archive.circle) == archive.files
    with in_federation():
        assert not Sealed.objects.exists()
