"""Whoever is put on hold, or whose membership is ended, learns it from a letter that says nothing in its subject."""

import pytest
from django.core import mail
from django.db import transaction

from kernel.actors import SYSTEM
from shared_apps.identity.models import Account
from tenant_apps.journal.services import deliver_due
from tenant_apps.people.models import Person
from tenant_apps.people.services import (
    add_person,
    end_membership,
    give_hat,
    leave_circle,
    lift_suspension,
    suspend_person,
)
from tenants.context import in_federation

ZOFIA = "zofia@hebden.example"
WHY = "Shouted at the lunch club."


@pytest.fixture
def cora(hebden) -> Person:
    with transaction.atomic():
        cora = add_person("Cora", by=SYSTEM)
        give_hat(cora, "steward", by=SYSTEM)
    return cora


@pytest.fixture
def zofia(hebden):
    """Zofia, who can sign in."""
    zofia = add_person("Zofia", email=ZOFIA, by=SYSTEM)
    deliver_due()
    mail.outbox.clear()
    yield Person.objects.get(pk=zofia.pk)
    with in_federation():
        Account.objects.filter(email__endswith="@hebden.example").delete()


def letters() -> list[mail.EmailMessage]:
    deliver_due()
    return mail.outbox


def test_zofia_whose_place_is_on_hold_is_told_whom_to_talk_to_and_not_why(hebden, cora, zofia):
    suspend_person(zofia, reason=WHY, talk_to=cora, by=cora)
    (letter,) = letters()
    assert letter.to == [ZOFIA]
    assert letter.subject.endswith(": a letter for you")
    assert "Please talk to Cora" in letter.body
    assert hebden.url in letter.body
    assert WHY not in letter.body


def test_nobody_is_told_of_a_hold_that_is_over_by_then(cora, zofia):
    suspend_person(zofia, reason=WHY, talk_to=cora, by=cora)
    lift_suspension(zofia, by=cora)
    assert letters() == []


def test_zofia_whose_membership_is_ended_is_told_that_and_whom_to_ask(hebden, cora, zofia):
    end_membership(zofia, reason=WHY, by=cora)
    (letter,) = letters()
    assert letter.to == [ZOFIA]
    assert "Your membership of" in letter.body
    assert hebden.url in letter.body
    assert WHY not in letter.body


def test_who_leaves_by_themself_gets_no_letter_about_it(zofia):
    leave_circle(zofia, by=zofia)
    assert letters() == []
