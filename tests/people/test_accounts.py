"""Who is added with an address can sign in; who leaves is led here no more. Two schemas, so real commits."""

import pytest
from django.db import transaction

from kernel.actors import SYSTEM
from kernel.errors import Conflict
from shared_apps.identity.models import Account, CircleLink
from shared_apps.identity.services import account_for
from tenant_apps.journal.models import Delivery
from tenant_apps.journal.services import deliver_due
from tenant_apps.people.models import Person
from tenant_apps.people.services import (
    add_person,
    correct_person,
    give_hat,
    leave_circle,
    link_account,
    unlink_account,
)
from tenants.context import circle_context, in_federation
from tests.journal.test_delivering import at_once

ZOFIA = "zofia.nowak@hebden.example"


@pytest.fixture(autouse=True)
def _no_accounts_left(hebden):
    yield
    with in_federation():
        Account.objects.filter(email__endswith="@hebden.example").delete()


def everything_is_delivered() -> None:
    """As the worker does: also what was announced while delivering."""
    deliver_due()
    assert not Delivery.objects.exclude(state="done").exists()


def is_led_here(email: str, circle) -> bool:
    with in_federation():
        return CircleLink.objects.filter(account__email=email, circle_id=circle.id).exists()


def test_zofia_is_added_with_her_address_and_can_sign_in(hebden):
    zofia = add_person("Zofia", email=ZOFIA, by=SYSTEM)
    assert zofia.account_id is None, "not in this transaction: accounts are the federation's"
    everything_is_delivered()
    zofia.refresh_from_db()
    assert zofia.account_id == account_for(ZOFIA).pk
    assert is_led_here(ZOFIA, hebden)


def test_somebody_without_an_address_gets_no_account_until_there_is_one(hebden):
    zofia = add_person("Zofia", by=SYSTEM)
    everything_is_delivered()
    assert Person.objects.get(pk=zofia.pk).account_id is None
    correct_person(zofia, email=ZOFIA, by=SYSTEM)
    everything_is_delivered()
    assert Person.objects.get(pk=zofia.pk).account_id is not None


def test_a_couple_with_one_address_has_one_account_and_nothing_gets_stuck(hebden):
    zofia = add_person("Zofia", email=ZOFIA, by=SYSTEM)
    jan = add_person("Jan", email=ZOFIA, by=SYSTEM)
    everything_is_delivered()
    accounts = [Person.objects.get(pk=person.pk).account_id for person in (zofia, jan)]
    assert accounts == [account_for(ZOFIA).pk, None]


def test_who_leaves_is_led_here_no_more(hebden):
    zofia = add_person("Zofia", email=ZOFIA, by=SYSTEM)
    everything_is_delivered()
    leave_circle(zofia, by=SYSTEM)
    everything_is_delivered()
    assert not is_led_here(ZOFIA, hebden)


def test_a_link_told_late_does_not_bring_back_who_has_left(hebden):
    """The first delivery fails for a while; by the time it succeeds she is gone."""
    zofia = add_person("Zofia", by=SYSTEM)
    link_account(zofia, account_for(ZOFIA).pk, by=SYSTEM)
    late = Delivery.objects.filter(listener="people.show_the_way")
    late.update(next_try_at="2100-01-01T00:00Z")
    unlink_account(zofia, by=SYSTEM)
    deliver_due()
    late.update(next_try_at="2000-01-01T00:00Z")
    everything_is_delivered()
    assert not is_led_here(ZOFIA, hebden)


def test_somebody_who_comes_back_as_a_new_person_signs_in_as_that_one(hebden):
    leave_circle(add_person("Zofia", email=ZOFIA, by=SYSTEM), by=SYSTEM)
    again = add_person("Zofia", email=ZOFIA, by=SYSTEM)
    everything_is_delivered()
    assert Person.objects.get(pk=again.pk).account_id == account_for(ZOFIA).pk
    assert is_led_here(ZOFIA, hebden)


def test_two_stewards_who_leave_at_the_same_moment_are_asked_one_after_the_other(hebden):
    names = [(name, account_for(f"{name}@hebden.example").pk) for name in ("Cora", "Vale")]
    with transaction.atomic():
        stewards = [add_person(name, account_id=account, by=SYSTEM) for name, account in names]
        for steward in stewards:
            give_hat(steward, "steward", by=SYSTEM)
    refused: list[str] = []

    def leaving(person: Person):
        def leave() -> None:
            with circle_context(hebden):
                try:
                    leave_circle(person, by=person)
                except Conflict as conflict:
                    refused.append(conflict.code)

        return leave

    at_once(*[leaving(steward) for steward in stewards])
    assert refused == ["last_steward"]
    assert Person.objects.present().wearing("steward").count() == 1
