"""The sign-in host learns who holds an office in a circle, and never which. Two schemas, so real commits."""

from datetime import timedelta

import pytest

from kernel.actors import SYSTEM
from shared_apps.identity.models import Account, Office
from shared_apps.identity.offices import second_step_by
from tenant_apps.people.models import Hat, Person, today
from tenant_apps.people.services import add_person, end_hat, give_hat, leave_circle
from tenants.context import in_federation
from tests.people.test_accounts import everything_is_delivered

OLEK = "olek@hebden.example"


@pytest.fixture
def olek(hebden):
    person = add_person("Olek", email=OLEK, by=SYSTEM)
    everything_is_delivered()
    yield Person.objects.get(pk=person.pk)
    with in_federation():
        Account.objects.filter(email=OLEK).delete()


def office() -> Office | None:
    everything_is_delivered()
    with in_federation():
        return Office.objects.filter(account__email=OLEK).select_related("account").first()


def test_an_office_begins_the_days_of_grace_and_ends_them(hebden, olek):
    give_hat(olek, Hat.Kind.SUPPORTER, by=SYSTEM)
    assert office() is None
    hat = give_hat(olek, Hat.Kind.FINANCE, by=SYSTEM, until_on=today() + timedelta(days=90))
    held = office()
    assert held is not None
    assert (held.circle_id, held.since_on, held.until_on) == (hebden.id, today(), hat.until_on)
    assert "finance" not in str(vars(held))
    day = today()
    with in_federation():
        assert second_step_by(held.account) == day + timedelta(days=7)
    end_hat(hat, by=SYSTEM)
    assert office() is None


def test_two_offices_count_from_the_first_to_the_last(hebden, olek):
    give_hat(
        olek, Hat.Kind.FINANCE, by=SYSTEM, from_on=today() - timedelta(days=5), until_on=today() + timedelta(days=5)
    )
    give_hat(olek, Hat.Kind.COORDINATOR, by=SYSTEM)
    held = office()
    assert held is not None
    assert (held.since_on, held.until_on) == (today() - timedelta(days=5), None)


def test_whoever_leaves_holds_no_office_any_more(hebden, olek):
    give_hat(olek, Hat.Kind.FINANCE, by=SYSTEM)
    assert office() is not None
    leave_circle(olek, by=SYSTEM)
    assert office() is None
