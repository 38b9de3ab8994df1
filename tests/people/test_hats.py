"""Hats are worn by consent, for a term; and a circle is never left without a steward."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.actors import SYSTEM, OnBehalf
from kernel.errors import Conflict, NotAllowed, RuleBroken
from kernel.ids import uuid7
from kernel.time import Span, now
from tenant_apps.journal.models import Entry
from tenant_apps.people.models import Hat, Person, today
from tenant_apps.people.services import end_hat, give_hat, leave_circle
from tenants.context import in_circle

MAY = date(2027, 5, 1)
JUNE = date(2027, 6, 1)
JULY = date(2027, 7, 1)


@pytest.fixture(autouse=True)
def _in_calderdale(cast, calderdale):
    with in_circle(calderdale):
        yield


def test_otto_becomes_a_supporter_until_further_notice(cast):
    hat = give_hat(cast.otto, "supporter", by=cast.cora)
    assert cast.otto.wears("supporter")
    assert not cast.otto.wears("steward")
    assert (hat.given_by, hat.from_on, hat.until_on) == (cast.cora, today(), None)
    assert hat.consented_at <= now()
    assert Entry.objects.filter(event="people.HatGiven").last().payload["kind"] == "supporter"


def test_a_term_includes_its_first_day_and_not_its_last(cast):
    give_hat(cast.otto, "finance", by=cast.cora, from_on=MAY, until_on=JUNE)
    worn = [cast.otto.wears("finance", on=day) for day in (MAY - timedelta(1), MAY, JUNE - timedelta(1), JUNE)]
    assert worn == [False, True, True, False]
    assert cast.otto in Person.objects.wearing("finance", on=MAY)
    assert cast.otto not in Person.objects.wearing("finance", on=JUNE)


def test_terms_may_touch_but_not_overlap(cast):
    give_hat(cast.otto, "finance", by=cast.cora, from_on=MAY, until_on=JUNE)
    give_hat(cast.otto, "finance", by=cast.cora, from_on=JUNE, until_on=JULY)
    for term in ((MAY, None), (date(2027, 5, 15), JULY), (date(2027, 1, 1), date(2027, 5, 2))):
        with pytest.raises(Conflict) as refused:
            give_hat(cast.otto, "finance", by=cast.cora, from_on=term[0], until_on=term[1])
        assert refused.value.code == "already_worn"
    assert give_hat(cast.otto, "supporter", by=cast.cora, from_on=MAY), "another hat at the same time is fine"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 40), st.one_of(st.none(), st.integers(1, 15))), min_size=1, max_size=6))
def test_nobody_ever_wears_the_same_hat_twice_on_one_day(cast, terms):
    given_terms: list[Span[date]] = []
    with transaction.atomic():
        for start, length in terms:
            term = Span(MAY + timedelta(start), None if length is None else MAY + timedelta(start + length))
            try:
                give_hat(cast.otto, "finance", by=SYSTEM, from_on=term.start, until_on=term.end)
            except Conflict:
                assert any(term.overlaps(other) for other in given_terms)
            else:
                assert not any(term.overlaps(other) for other in given_terms)
                given_terms.append(term)
        transaction.set_rollback(True)


def test_a_term_ends_after_it_begins(cast):
    for until in (MAY, MAY - timedelta(1)):
        with pytest.raises(RuleBroken) as refused:
            give_hat(cast.otto, "finance", by=cast.cora, from_on=MAY, until_on=until)
        assert "until_on" in refused.value.errors


def test_there_are_only_so_many_hats(cast):
    with pytest.raises(ValidationError):
        give_hat(cast.otto, "emperor", by=SYSTEM)


def test_the_database_stands_guard_too(cast):
    hat = give_hat(cast.otto, "finance", by=cast.cora, from_on=MAY)
    for wrong in (
        lambda: Hat.objects.filter(pk=hat.pk).update(until_on=MAY - timedelta(1)),
        lambda: Hat.objects.create(person=cast.otto, kind="finance", from_on=JUNE, consented_at=now()),
        lambda: Hat.objects.create(person=cast.otto, kind="finance", from_on=MAY, until_on=JULY, consented_at=now()),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()


@pytest.mark.parametrize("who", ["iris", "sol", "otto", "fin"])
def test_hats_are_not_given_by_those_without_one_to_give_them(cast, who: str):
    with pytest.raises(NotAllowed):
        give_hat(cast.otto, "supporter", by=getattr(cast, who))


def test_a_co_ordinator_gives_everyday_hats_and_no_office(cast):
    give_hat(cast.sol, "coordinator", by=cast.cora)
    assert give_hat(cast.otto, "supporter", by=cast.sol)
    for office in Hat.OFFICES:
        with pytest.raises(NotAllowed):
            give_hat(cast.sol, office, by=cast.sol)


def test_otto_takes_off_his_own_hat(cast):
    hat = give_hat(cast.otto, "supporter", by=cast.cora, from_on=today() - timedelta(3))
    assert cast.otto.wears("supporter")
    end_hat(hat, by=cast.otto)
    assert not cast.otto.wears("supporter")
    assert cast.otto.wears("supporter", on=today() - timedelta(1))
    with pytest.raises(Conflict):
        end_hat(hat, by=cast.otto)


def test_a_hat_given_by_mistake_and_ended_the_same_day_was_never_worn(cast):
    hat = give_hat(cast.otto, "supporter", by=cast.cora)
    end_hat(hat, by=cast.cora)
    assert not cast.otto.wears("supporter")
    assert give_hat(cast.otto, "supporter", by=cast.cora), "and may be given again at once"


def test_sol_does_not_take_off_ottos_hat(cast):
    hat = give_hat(cast.otto, "supporter", by=cast.cora)
    with pytest.raises(NotAllowed):
        end_hat(hat, by=cast.sol)


def test_the_last_steward_finds_a_successor_first(cast):
    hat = cast.cora.hats.get(kind="steward")
    with pytest.raises(Conflict) as refused:
        end_hat(hat, by=cast.cora)
    assert refused.value.code == "last_steward"
    with pytest.raises(Conflict):
        leave_circle(cast.cora, by=cast.cora)
    assert Person.objects.get(pk=cast.cora.pk).is_present
    give_hat(cast.sol, "steward", by=cast.cora)
    leave_circle(cast.cora, by=cast.cora)
    assert list(Person.objects.present().wearing("steward")) == [cast.sol]


def test_a_steward_who_only_starts_next_year_is_no_successor_today(cast):
    give_hat(cast.sol, "steward", by=cast.cora, from_on=date(today().year + 1, 1, 1))
    with pytest.raises(Conflict):
        leave_circle(cast.cora, by=cast.cora)


def test_leaving_ends_hats_that_lie_ahead_too(cast):
    give_hat(cast.otto, "finance", by=cast.cora, from_on=today() + timedelta(30))
    leave_circle(cast.otto, by=cast.otto)
    assert not Hat.objects.filter(person=cast.otto).overlapping(Span(today())).exists()
    with pytest.raises(Conflict):
        give_hat(cast.otto, "supporter", by=cast.cora)


def test_acting_for_somebody_is_written_down_with_both(cast):
    authority = uuid7()
    hat = give_hat(cast.otto, "supporter", by=OnBehalf(cast.cora, cast.iris.pk, authority))
    entry = Entry.objects.filter(event="people.HatGiven").last()
    assert (entry.actor_id, entry.on_behalf_of, entry.authority) == (cast.cora.pk, cast.iris.pk, authority)
    assert hat.given_by == cast.cora


def test_a_hat_in_clapton_is_no_hat_in_calderdale(cast, clapton, clapton_cast):
    """Vale is steward there; whoever has Vale's id here is not for that reason."""
    with in_circle(clapton):
        assert clapton_cast.vale.wears("steward")
        give_hat(Person.objects.get(pk=clapton_cast.mehmet.pk), "finance", by=SYSTEM)
    assert not cast.otto.wears("finance")
