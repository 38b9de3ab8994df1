"""A hat is offered, and the person says yes or no."""

from datetime import date, timedelta

import pytest

from kernel.errors import Conflict, NotAllowed, RuleBroken
from tenant_apps.journal.models import Entry
from tenant_apps.people.models import HatOffer, today
from tenant_apps.people.services import (
    add_person,
    answer_offer,
    end_hat,
    give_hat,
    leave_circle,
    offer_hat,
    take_back_offer,
)
from tenants.context import in_circle


@pytest.fixture(autouse=True)
def _in_calderdale(cast, calderdale):
    with in_circle(calderdale):
        yield


def test_otto_is_asked_and_wears_the_hat_only_after_his_yes(cast):
    offer = offer_hat(cast.otto, "finance", by=cast.cora, until_on=today() + timedelta(365))
    assert not cast.otto.wears("finance")
    answered = answer_offer(offer, yes=True, by=cast.otto)
    assert cast.otto.wears("finance")
    assert answered.hat.given_by == cast.cora
    assert answered.hat.until_on == today() + timedelta(365)
    closed = Entry.objects.filter(event="people.HatOfferClosed").last()
    assert (closed.actor_id, closed.payload["answered"]) == (cast.otto.pk, "yes")


def test_otto_says_no_and_no_reason_is_asked(cast):
    answer_offer(offer_hat(cast.otto, "finance", by=cast.cora), yes=False, by=cast.otto)
    assert not cast.otto.wears("finance")
    assert offer_hat(cast.otto, "finance", by=cast.cora).is_waiting, "and may be asked again another day"


@pytest.mark.parametrize("who", ["cora", "sol", "fin"])
def test_nobody_says_yes_for_otto(cast, who: str):
    offer = offer_hat(cast.otto, "supporter", by=cast.cora)
    with pytest.raises(NotAllowed):
        answer_offer(offer, yes=True, by=getattr(cast, who))


def test_cora_writes_down_the_yes_of_somebody_without_an_account_but_never_for_an_office(cast):
    edna = add_person("Edna", by=cast.cora, how_joined="met")
    heard = answer_offer(offer_hat(edna, "supported", by=cast.cora), yes=True, by=cast.cora)
    assert heard.answered_by == cast.cora
    assert edna.wears("supported")
    with pytest.raises(NotAllowed):
        answer_offer(offer_hat(edna, "steward", by=cast.cora), yes=True, by=cast.cora)


def test_an_answer_is_given_once(cast):
    offer = offer_hat(cast.otto, "finance", by=cast.cora)
    answer_offer(offer, yes=True, by=cast.otto)
    for again in (lambda: answer_offer(offer, yes=False, by=cast.otto), lambda: take_back_offer(offer, by=cast.cora)):
        with pytest.raises(Conflict) as refused:
            again()
        assert refused.value.code == "already_answered"


def test_nobody_is_asked_twice_at_once_or_for_what_they_wear(cast):
    offer_hat(cast.otto, "finance", by=cast.cora)
    with pytest.raises(Conflict) as asked:
        offer_hat(cast.otto, "finance", by=cast.cora)
    assert asked.value.code == "already_asked"
    with pytest.raises(Conflict) as worn:
        offer_hat(cast.sol, "supporter", by=cast.cora)
    assert worn.value.code == "already_worn"


def test_an_offer_lapses_when_whoever_made_it_lost_the_right(cast):
    give_hat(cast.sol, "steward", by=cast.cora)
    offer = offer_hat(cast.otto, "steward", by=cast.sol)
    end_hat(cast.sol.hats.get(kind="steward"), by=cast.sol)
    with pytest.raises(Conflict) as refused:
        answer_offer(offer, yes=True, by=cast.otto)
    assert refused.value.code == "offer_lapsed"


def test_a_co_ordinator_asks_nobody_into_an_office(cast):
    give_hat(cast.sol, "coordinator", by=cast.cora)
    with pytest.raises(NotAllowed):
        offer_hat(cast.otto, "steward", by=cast.sol)
    assert offer_hat(cast.otto, "supporter", by=cast.sol).is_waiting


def test_a_term_that_ends_before_it_begins_is_refused(cast):
    with pytest.raises(RuleBroken):
        offer_hat(cast.otto, "finance", by=cast.cora, from_on=date(2099, 1, 2), until_on=date(2099, 1, 1))


def test_leaving_takes_back_what_was_asked(cast):
    offer = offer_hat(cast.otto, "finance", by=cast.cora)
    leave_circle(cast.otto, by=cast.otto)
    assert HatOffer.objects.get(pk=offer.pk).answer == "taken_back"
