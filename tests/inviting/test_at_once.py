"""What happens at the same moment, and what the journal carries across. Two schemas, so real commits."""

import pytest
from django.core import mail
from django.db import transaction

from kernel.actors import SYSTEM
from kernel.errors import Conflict
from kernel.ids import uuid7
from shared_apps.identity.models import Account, CircleLink
from shared_apps.identity.services import account_for
from tenant_apps.inviting.models import Invitation
from tenant_apps.inviting.services import accept, invite, take_up
from tenant_apps.journal.models import Delivery
from tenant_apps.journal.services import deliver_due
from tenant_apps.people.models import Person
from tenant_apps.people.services import add_person, give_hat, leave_circle
from tenants.context import circle_context, in_federation
from tests.journal.test_delivering import at_once

ZOFIA = "zofia.nowak@hebden.example"


@pytest.fixture(autouse=True)
def _no_accounts_left(hebden):
    yield
    with in_federation():
        Account.objects.filter(email__endswith="@hebden.example").delete()


@pytest.fixture
def cora(hebden) -> Person:
    account_id = account_for("cora@hebden.example").pk
    with transaction.atomic():
        cora = add_person("Cora", account_id=account_id, by=SYSTEM)
        give_hat(cora, "steward", by=SYSTEM)
    return cora


def everything_is_delivered() -> None:
    deliver_due()
    assert not Delivery.objects.exclude(state="done").exists()


def test_two_who_hold_one_card_do_not_both_come_in(hebden, cora):
    card = invite("Jan", how="card", by=cora)
    refused: list[str] = []

    def accepting():
        with circle_context(hebden):
            try:
                accept(card, uuid7(), knows_number=True, name="Jan")
            except Conflict as conflict:
                refused.append(conflict.code)

    at_once(accepting, accepting)
    assert refused == ["accepted"]
    assert Person.objects.filter(name="Jan").count() == 1


def test_the_letter_goes_out_and_the_account_is_made_only_when_it_is_taken_up(hebden, cora):
    letter = invite("Zofia", how="email", email=ZOFIA, by=cora)
    everything_is_delivered()
    assert [sent.to for sent in mail.outbox] == [[ZOFIA]]
    with in_federation():
        assert not Account.objects.filter(email=ZOFIA).exists()
    take_up(letter)
    take_up(letter)
    everything_is_delivered()
    letter.refresh_from_db()
    assert letter.account_id == account_for(ZOFIA).pk
    zofia = accept(letter, letter.account_id, knows_number=False, name="Zofia")
    everything_is_delivered()
    with in_federation():
        assert CircleLink.objects.filter(account_id=zofia.account_id, circle_id=hebden.id).exists()


def test_what_somebody_sent_who_left_opens_nothing(hebden, cora):
    other = add_person("Vale", by=SYSTEM)
    give_hat(other, "steward", by=SYSTEM)
    card = invite("Jan", how="card", by=other)
    leave_circle(other, by=other)
    everything_is_delivered()
    assert Invitation.objects.get(pk=card.pk).state == "withdrawn"


def test_two_stewards_who_invite_one_person_at_once_make_one_invitation(hebden, cora):
    refused: list[str] = []

    def inviting():
        with circle_context(hebden):
            try:
                invite("Zofia", how="email", email=ZOFIA, by=Person.objects.get(pk=cora.pk))
            except Conflict as conflict:
                refused.append(conflict.code)

    at_once(inviting, inviting)
    assert refused == ["invited"]
    assert Invitation.objects.count() == 1
