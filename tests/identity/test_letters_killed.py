"""An address reaches a circle once: however often the worker dies, while it is paused, and when it comes back."""

import signal
from datetime import timedelta
from pathlib import Path

import pytest

from kernel.actors import SYSTEM
from kernel.time import now
from provisioning import circles, closing, running
from provisioning.accounts import letters
from shared_apps.identity.addresses import change_address
from shared_apps.identity.models import Account
from shared_apps.identity.services import account_for
from shared_apps.runs.models import Run
from tenant_apps.journal.models import Entry
from tenant_apps.people.models import Person
from tenants import directory
from tenants.context import in_circle, in_federation
from tests.provisioning.killing import POINTS, in_a_process_of_its_own
from tests.provisioning.living import todmorden  # noqa: F401

NEW = "fin.new@tod.example"


@pytest.fixture(autouse=True)
def _post(committed, settings, monkeypatch, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "post")
    monkeypatch.setattr(directory, "until_known", directory.forget)


@pytest.fixture
def fin(todmorden) -> Account:  # noqa: F811
    """Fin signs in with another address since today."""
    with in_federation():
        account = account_for("fin@tod.example")
        change_address(account, NEW, by=account)
        account.refresh_from_db()
    return account


def chosen(fin: Account, circle) -> Run:
    with in_federation():
        [run] = letters.take_address(fin, [circle.id])
    return run


def worked_at(run: Run) -> Run:
    with in_federation():
        Run.objects.filter(pk=run.pk).update(due_at=now())
        return running.carry_out(run.pk)


def written_to(circle) -> tuple[str, int]:
    """Where the circle writes to Fin, and how often its journal says that this was changed."""
    with in_circle(circle):
        person = Person.objects.get(name="Fin Rowe")
        told = Entry.objects.filter(event="people.PersonCorrected", payload__person_id=str(person.pk))
        return person.email, sum("email" in entry.payload["columns"] for entry in told)


def test_a_paused_circle_is_told_once_however_often_the_worker_dies(fin, todmorden):  # noqa: F811
    circles.suspend("todmorden", reason="A flood", by=SYSTEM)
    run = chosen(fin, todmorden)
    for point in POINTS:
        assert in_a_process_of_its_own(run.pk, "address", point) == -signal.SIGKILL
    assert in_a_process_of_its_own(run.pk) == 0
    with in_federation():
        run.refresh_from_db()
    assert run.state == Run.State.DONE
    assert written_to(todmorden) == (NEW, 1)


def test_a_circle_that_was_put_aside_is_told_when_it_is_back(fin, todmorden):  # noqa: F811
    run = chosen(fin, todmorden)
    closing.put_aside(todmorden.id)
    directory.forget()
    run = worked_at(run)
    assert (run.state, run.due_at > now() + timedelta(hours=20)) == (Run.State.WAITING, True)
    closing.bring_back(todmorden.id)
    circles.resume("todmorden", by=SYSTEM)
    directory.forget()
    assert worked_at(run).state == Run.State.DONE
    assert written_to(todmorden) == (NEW, 1)


def test_a_circle_that_was_removed_is_waited_for_no_longer(fin, todmorden):  # noqa: F811
    run = chosen(fin, todmorden)
    closing.put_aside(todmorden.id)
    closing.remove(todmorden.id)
    directory.forget()
    assert worked_at(run).state == Run.State.CANCELLED
