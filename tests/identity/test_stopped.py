"""A run that stops is told: to the national co-op's desk, and to whoever it is about."""

from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from kernel.actors import SYSTEM
from provisioning import running, stopped
from provisioning.accounts import ending
from shared_apps.applications import services as applications
from shared_apps.applications.models import Application
from shared_apps.identity.models import Account
from shared_apps.identity.services import account_for
from shared_apps.runs import services as runs
from shared_apps.runs.models import Run
from tenant_apps.people.models import Hat, Person, today
from tenant_apps.people.services import end_hat, give_hat
from tenants.context import in_circle, in_federation

pytestmark = pytest.mark.django_db
LAST_STEWARD = "You are the last steward of Calderdale Care Circle who can sign in. Find another steward there first."
JUNE, OFFICE = "june@both.example", "office@federation.example"


@pytest.fixture(autouse=True)
def _office(settings):
    settings.RUN_WAKER, settings.FEDERATION_EMAIL = "", OFFICE
    with in_federation():
        Run.objects.all().delete()


def has_stopped(run: Run, why: str) -> Run:
    """As it stands after a step was refused."""
    with in_federation():
        row = run.steps.create(number=0, name="circles")
        running._stop(run, row, why)
    return run


@pytest.fixture
def closing(calderdale, clapton, cast, clapton_cast) -> Run:
    """June closes her account, and then turns out to be the only steward of Calderdale who can sign in."""
    with in_federation():
        run = ending.close(account_for(JUNE))
    with in_circle(calderdale):
        june = Person.objects.get(email=JUNE)
        give_hat(june, Hat.Kind.STEWARD, by=SYSTEM)
        for hat in list(Hat.objects.worn(today()).filter(kind=Hat.Kind.STEWARD).exclude(person=june)):
            end_hat(hat, by=SYSTEM)
    return run


def test_what_one_circle_has_against_it_keeps_nobody_in_the_others(closing, calderdale, clapton):
    with in_federation():
        account = Account.objects.get(email=JUNE)
    left, hindered = ending.leave_circles(account.pk)
    assert left == 1
    assert hindered == [LAST_STEWARD]
    with in_circle(clapton):
        assert not Person.objects.linked_to(account.pk).exists()
    with in_circle(calderdale):
        assert Person.objects.linked_to(account.pk).exists()


def test_june_and_the_desk_are_told_once_that_her_account_could_not_be_closed(closing, calderdale, settings):
    with in_federation():
        Account.objects.filter(email=JUNE).update(language="cy")
    has_stopped(
        closing, "You are the last steward of Calderdale Care Circle who can sign in. Find another steward there first."
    )
    mail.outbox.clear()
    assert [stopped.tell_of_stopped(), stopped.tell_of_stopped()] == [1, 0]
    desk, hers = mail.outbox
    assert (desk.to, hers.to) == ([OFFICE], [JUNE])
    assert "last steward of Calderdale" in desk.body
    assert f"/runs/{closing.pk}/" in desk.body
    assert JUNE not in desk.body, "the desk reads nothing personal"
    assert "Calderdale Care Circle" in hers.body
    assert "You are the last steward" not in hers.body, "it is in June's own language"
    assert OFFICE in hers.body


def test_the_group_is_told_that_the_making_of_its_circle_has_stopped_and_where_it_goes_on(settings):
    with in_federation():
        applications.begin("pat@garden.example")
        facts = {"application_id": str(Application.objects.get().pk)}
        run = runs.ask("open", by=SYSTEM, key="open:pat", subject="todmorden", facts=facts)
    has_stopped(run, "This web address was taken a moment ago. Choose another.")
    mail.outbox.clear()
    stopped.tell_of_stopped()
    desk, theirs = mail.outbox
    assert (desk.to, theirs.to) == ([OFFICE], ["pat@garden.example"])
    assert "todmorden" in desk.body
    assert "Choose another" in theirs.body
    assert "/resume/" in theirs.body


def test_while_mail_is_stuck_it_is_told_later_and_what_was_tried_again_is_not_told(closing, monkeypatch):
    has_stopped(closing, "Because.")
    mail.outbox.clear()

    def away(self, messages):
        raise SMTPServerDisconnected

    with monkeypatch.context() as outage:
        outage.setattr(EmailBackend, "send_messages", away)
        assert stopped.tell_of_stopped() == 0
    assert stopped.tell_of_stopped() == 1
    with in_federation():
        other = runs.ask("close_account", by=SYSTEM, key="other", facts=dict(closing.facts))
    has_stopped(other, "Because.")
    with in_federation():
        runs.retry(other, by=SYSTEM)
    assert stopped.tell_of_stopped() == 0


def test_a_command_that_is_refused_at_once_is_answered_where_it_was_given(calderdale):
    with in_federation():
        run = runs.ask("stage", by=SYSTEM, key="command:1", circle_id=calderdale.id, facts={"stage": "closed"})
        run.did_nothing = True
    has_stopped(run, "The checklist is not met.")
    assert stopped.tell_of_stopped() == 0


def test_with_no_address_for_the_desk_the_log_says_so_and_the_person_is_told(closing, settings, caplog):
    settings.FEDERATION_EMAIL = ""
    has_stopped(closing, "Because.")
    mail.outbox.clear()
    stopped.tell_of_stopped()
    assert [sent.to for sent in mail.outbox] == [[JUNE]]
    assert "FEDERATION_EMAIL says nowhere" in caplog.text
