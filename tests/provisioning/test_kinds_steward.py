"""A circle whose only steward has vanished gets one again: with a reason, told to everybody, and nobody's name kept."""

import pytest
from django.core import mail

from kernel.actors import SYSTEM
from provisioning import running
from shared_apps.identity.services import account_of
from shared_apps.runs import services as runs
from shared_apps.runs.models import Run
from tenant_apps.people.models import Hat, Person, today
from tenants.context import CircleRef, in_circle, in_federation
from tests.provisioning.living import todmorden

__all__ = ["todmorden"]
IDA = {"name": "Ida Thwaite", "email": "ida@tod.example"}
WHY = "Its only steward has moved away."


@pytest.fixture
def forsaken(todmorden):
    """Cora and Fin can sign in, and look after it no more."""
    with in_circle(todmorden):
        Hat.objects.filter(kind=Hat.Kind.STEWARD).update(from_on=today().replace(year=2020), until_on=today())
    return todmorden


def carried_out(circle: CircleRef) -> Run:
    with in_federation():
        facts = {"stewards": [IDA], "reason": WHY}
        run = runs.ask("steward", by=SYSTEM, key="steward:1", circle_id=circle.id, subject=circle.slug, facts=facts)
    mail.outbox.clear()
    return running.carry_out(run.pk)


def kept_of(run: Run) -> str:
    with in_federation():
        return str(Run.objects.values("facts", "found", "subject").get(pk=run.pk))


def test_a_forsaken_circle_has_a_steward_again_and_everybody_in_it_is_told_why(forsaken):
    run = carried_out(forsaken)
    assert run.state == Run.State.DONE
    with in_circle(forsaken):
        assert Person.objects.get(email=IDA["email"]).wears(Hat.Kind.STEWARD)
    told = {address for each in mail.outbox for address in each.to}
    assert told == {"cora@tod.example", "fin@tod.example", "ida@tod.example"}
    assert all(WHY in each.body and "Ida" not in each.body for each in mail.outbox)
    assert "ida@" not in kept_of(run)
    assert "Thwaite" not in kept_of(run)


def test_a_circle_that_has_a_steward_keeps_choosing_by_itself_and_no_name_stays_behind(todmorden):
    run = carried_out(todmorden)
    assert run.was_refused
    with in_federation():
        assert "ask another one themselves" in run.steps.get(name="look").said
        assert account_of(IDA["email"]) is None
    assert "ida@" not in kept_of(run)
    assert not mail.outbox
    with in_circle(todmorden):
        assert not Person.objects.filter(email=IDA["email"]).exists()
