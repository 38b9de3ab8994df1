"""People pause, go and come back; what they did stays, and the circle is never left without a steward."""

from datetime import timedelta

import pytest

from kernel.actors import SYSTEM
from kernel.errors import Conflict, NotAllowed, RuleBroken
from kernel.ids import uuid7
from kernel.time import now
from tenant_apps.journal.models import Entry
from tenant_apps.people.models import Parting, Person
from tenant_apps.people.services import (
    add_person,
    end_membership,
    give_hat,
    leave_circle,
    lift_suspension,
    suspend_person,
    undo_leaving,
    welcome_back,
)
from tenants.context import in_circle


@pytest.fixture(autouse=True)
def _in_calderdale(cast, calderdale):
    with in_circle(calderdale):
        yield


def fresh(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def on_hold(person: Person, by: Person) -> Person:
    suspend_person(person, reason="Shouted at the lunch club.", talk_to=by, by=by)
    return fresh(person)


def test_sol_is_suspended_and_her_hats_rest_meanwhile(cast):
    sol = on_hold(cast.sol, cast.cora)
    assert sol.is_present
    assert not sol.may_come_in
    assert not sol.wears("supporter")
    assert sol not in Person.objects.able()
    assert sol not in Person.objects.present().wearing("supporter")
    assert fresh(lift_suspension(sol, by=cast.cora)).wears("supporter")
    assert sol.suspensions.filter(ended_at__isnull=False, lifted_by=cast.cora).count() == 1


def test_the_journal_tells_that_somebody_was_suspended_and_never_why(cast):
    on_hold(cast.sol, cast.cora)
    payload = Entry.objects.filter(event="people.PersonSuspended").last().payload
    assert payload["person_id"] == str(cast.sol.pk)
    assert "lunch" not in str(payload)


@pytest.mark.parametrize("who", ["iris", "sol", "adah", "otto", "fin", "june"])
def test_nobody_but_a_steward_suspends_or_ends(cast, who: str):
    by = getattr(cast, who)
    with pytest.raises(NotAllowed):
        suspend_person(cast.iris, reason="Because.", talk_to=cast.cora, by=by)
    with pytest.raises(NotAllowed):
        end_membership(cast.iris, reason="Because.", by=by)


def test_nobody_suspends_themselves_and_the_last_steward_is_not_suspended(cast):
    with pytest.raises(NotAllowed):
        suspend_person(cast.cora, reason="Tired.", talk_to=cast.fin, by=cast.cora)
    with pytest.raises(Conflict) as refused:
        suspend_person(cast.cora, reason="Away.", talk_to=cast.fin, by=SYSTEM)
    assert refused.value.code == "last_steward"


def test_a_suspended_steward_is_no_successor(cast):
    give_hat(cast.sol, "steward", by=cast.cora)
    on_hold(cast.sol, cast.cora)
    with pytest.raises(Conflict) as refused:
        leave_circle(cast.cora, by=cast.cora)
    assert refused.value.code == "last_steward"


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_reason_is_written_down(cast, reason: str):
    with pytest.raises(RuleBroken):
        suspend_person(cast.sol, reason=reason, talk_to=cast.cora, by=cast.cora)
    with pytest.raises(RuleBroken):
        end_membership(cast.sol, reason=reason, by=cast.cora)


def test_cora_ends_a_membership_and_the_reason_is_kept(cast):
    end_membership(cast.sol, reason="Took money from a purse.", by=cast.cora)
    parting = cast.sol.partings.get()
    assert (parting.ended_by, parting.reason, parting.account_id) == (cast.cora, "Took money from a purse.", None)
    assert not fresh(cast.sol).is_present
    assert Entry.objects.filter(event="people.PersonLeft").last().payload["how"] == "ended"


def test_only_a_steward_takes_back_whom_a_steward_sent_away(cast):
    give_hat(cast.otto, "coordinator", by=cast.cora)
    end_membership(cast.sol, reason="Took money.", by=cast.cora)
    with pytest.raises(NotAllowed):
        welcome_back(cast.sol, by=cast.otto)
    leave_circle(cast.june, by=cast.june)
    assert welcome_back(cast.june, by=cast.otto).is_present
    assert welcome_back(cast.sol, by=cast.cora).is_present


def test_june_comes_back_with_her_history_and_without_her_hats(cast):
    leave_circle(cast.june, by=cast.june)
    june = welcome_back(cast.june, by=cast.cora)
    assert june.joined_on == cast.june.joined_on
    assert june.hats.filter(kind="supporter").exists()
    assert not june.wears("supporter")
    assert june.partings.get().returned_at is not None
    with pytest.raises(Conflict):
        welcome_back(june, by=cast.cora)


def test_leaving_is_undone_with_the_same_account_within_two_weeks(cast, monkeypatch):
    account = cast.june.account_id
    leave_circle(cast.june, by=cast.june)
    with pytest.raises(NotAllowed):
        undo_leaving(cast.june, account, by=cast.june)
    with pytest.raises(Conflict):
        undo_leaving(cast.june, uuid7(), by=SYSTEM)
    june = undo_leaving(cast.june, account, by=SYSTEM)
    assert (june.is_present, june.account_id) == (True, account)
    assert june.partings.get().account_id is None, "not kept for longer than it takes"


def test_after_two_weeks_it_takes_an_invitation(cast):
    leave_circle(cast.june, by=cast.june)
    Parting.objects.filter(person=cast.june, returned_at=None).update(undo_until=now() - timedelta(minutes=1))
    with pytest.raises(Conflict) as refused:
        undo_leaving(cast.june, cast.june.account_id, by=SYSTEM)
    assert refused.value.code == "too_late"


def test_whoever_was_sent_away_undoes_nothing(cast):
    end_membership(cast.june, reason="Took money.", by=cast.cora)
    with pytest.raises(Conflict):
        undo_leaving(cast.june, cast.june.account_id, by=SYSTEM)


def test_leaving_while_suspended_ends_the_suspension(cast):
    on_hold(cast.sol, cast.cora)
    leave_circle(fresh(cast.sol), by=cast.cora)
    assert not fresh(cast.sol).is_suspended
    assert not cast.sol.suspensions.filter(ended_at=None).exists()


def test_somebody_without_an_account_is_as_much_a_member_as_anybody(cast):
    edna = add_person("Edna", by=cast.cora, how_joined="met", reach_by="visit", contact_note="Knock loudly.\nTwice.")
    give_hat(edna, "supported", by=cast.cora)
    assert edna in Person.objects.able().wearing("supported")
    assert not end_membership(edna, reason="Died in her sleep.", by=cast.cora).is_present
