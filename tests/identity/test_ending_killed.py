"""Closing and merging accounts are killed for good at every step, and go on where they stopped."""

import signal
from datetime import timedelta
from pathlib import Path

import pytest

from kernel.actors import SYSTEM
from provisioning import running
from provisioning.accounts import ending, joining
from provisioning.stewards import welcome
from shared_apps.identity.models import Account, CircleLink
from shared_apps.identity.services import account_for
from shared_apps.runs.models import Run
from tenant_apps.people.models import Person
from tenant_apps.people.services import add_person
from tenants import directory
from tenants.context import in_circle, in_federation
from tests.provisioning.killing import POINTS, in_a_process_of_its_own
from tests.provisioning.living import todmorden  # noqa: F401


@pytest.fixture(autouse=True)
def _post(committed, settings, monkeypatch, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "post")
    monkeypatch.setattr(directory, "until_known", directory.forget)


def killed_everywhere(run: Run) -> None:
    for step in running.kind_of(run).steps:
        for point in POINTS:
            assert in_a_process_of_its_own(run.pk, step.name, point) == -signal.SIGKILL, f"{step.name} {point}"
    assert in_a_process_of_its_own(run.pk) == 0
    with in_federation():
        run.refresh_from_db()
        assert run.state == Run.State.DONE, list(run.steps.values("name", "state", "said"))


def test_an_account_is_closed_however_often_the_worker_dies(todmorden, settings):  # noqa: F811
    with in_federation():
        account = account_for("fin@tod.example")
        run = ending.close(account)
    killed_everywhere(run)
    with in_federation():
        assert not Account.objects.filter(pk=account.pk).exists()
    with in_circle(todmorden):
        assert Person.objects.get(name="Fin Rowe").account_id is None
    letters = "".join(file.read_text() for file in Path(settings.EMAIL_FILE_PATH).glob("*"))
    assert letters.count("To: fin@tod.example") >= 1


def test_two_accounts_become_one_however_often_the_worker_dies(todmorden, monkeypatch):  # noqa: F811
    monkeypatch.setattr(joining, "WAITS", timedelta(0))
    welcome(todmorden, name="Olek Two", email="olek@tod.example", hats=())
    with in_federation():
        gone, kept = account_for("olek@tod.example"), account_for("olek.kept@tod.example")
        run = joining.ask(gone, kept)
    killed_everywhere(run)
    with in_federation():
        assert not Account.objects.filter(pk=gone.pk).exists()
        assert list(CircleLink.objects.filter(account=kept).values_list("circle_id", flat=True)) == [todmorden.id]
    with in_circle(todmorden):
        assert Person.objects.get(name="Olek Two").account_id == kept.pk
        assert add_person("Somebody Else", by=SYSTEM).account_id is None
