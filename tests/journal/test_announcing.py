"""What happened is written down in the same breath as the change itself, by somebody, and never edited."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from kernel.actors import SYSTEM, OnBehalf
from kernel.errors import NoActor
from kernel.ids import uuid7
from kernel.requestid import request_id
from tenant_apps.journal.models import Delivery, Entry, NeverEdited
from tenant_apps.journal.services import NoTransaction, announce
from tenants.context import NoCircle, circle_context, in_circle
from tests.journal import listening
from tests.journal.listening import Knocked, Opened, Rang


@pytest.fixture
def iris() -> SimpleNamespace:
    return SimpleNamespace(id=uuid7(), kind="person")


def test_an_entry_says_what_when_by_whom_and_in_which_request(db, calderdale, iris):
    door = uuid7()
    with in_circle(calderdale), request_id("page-0001"):
        entry = announce(Knocked(door_id=door), by=iris)
        entry.refresh_from_db()
    assert (entry.event, entry.payload) == ("listening.Knocked", {"door_id": str(door)})
    assert (entry.actor_kind, entry.actor_id, entry.request_id) == ("person", iris.id, "page-0001")
    assert entry.at.utcoffset() is not None


def test_everybody_who_listens_gets_one_delivery(db, calderdale):
    with in_circle(calderdale):
        entry = announce(Rang(bell_id=uuid7()), by=SYSTEM)
        assert [(d.listener, d.state) for d in entry.deliveries.all()] == [("listening.ring_outside", "waiting")]
        silent = announce(Opened(door_id=uuid7(), circle_id=calderdale.id), by=SYSTEM)
        assert not silent.deliveries.exists()


def test_nobody_is_told_the_same_thing_twice_by_the_database_itself(db, calderdale):
    with in_circle(calderdale):
        entry = announce(Knocked(door_id=uuid7()), by=SYSTEM)
        with pytest.raises(IntegrityError), transaction.atomic():
            Delivery.objects.create(entry=entry, listener="listening.open_the_door", next_try_at=entry.at)


def test_what_is_undone_never_happened(hebden):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        announce(Knocked(door_id=uuid7()), by=SYSTEM)
        assert Entry.objects.count() == 1
        raise ZeroDivisionError
    assert Entry.objects.count() == 0
    assert Delivery.objects.count() == 0


def test_outside_a_transaction_nothing_is_announced(hebden):
    with pytest.raises(NoTransaction):
        announce(Knocked(door_id=uuid7()), by=SYSTEM)
    assert Entry.objects.count() == 0


def test_outside_every_circle_nothing_is_announced(committed):
    with pytest.raises(NoCircle), transaction.atomic():
        announce(Knocked(door_id=uuid7()), by=SYSTEM)


@pytest.mark.parametrize("nobody", [None, AnonymousUser(), SimpleNamespace(id=None, kind="person")])
def test_nobody_announces_nothing(db, calderdale, nobody):
    with in_circle(calderdale):
        before = Entry.objects.count()
        with pytest.raises(NoActor):
            announce(Knocked(door_id=uuid7()), by=nobody)
        assert Entry.objects.count() == before


def test_the_system_acts_without_an_id_and_nobody_else_does(db, calderdale):
    with in_circle(calderdale):
        assert announce(Knocked(door_id=uuid7()), by=SYSTEM).actor_id is None
        with pytest.raises(IntegrityError), transaction.atomic():
            Entry.objects.create(at="2026-01-01T00:00Z", event="x.Y", actor_kind="person")


def test_acting_for_somebody_records_both_people_and_the_authority(db, calderdale, iris):
    adah, authority = SimpleNamespace(id=uuid7(), kind="person"), uuid7()
    with in_circle(calderdale):
        one = announce(Knocked(door_id=uuid7()), by=OnBehalf(adah, iris.id, authority))
        other = announce(Knocked(door_id=uuid7()), by=adah, on_behalf_of=iris.id, authority=authority)
    for entry in (one, other):
        assert (entry.actor_id, entry.on_behalf_of, entry.authority) == (adah.id, iris.id, authority)


def test_for_somebody_without_an_authority_is_refused_by_the_database(db, calderdale, iris):
    with in_circle(calderdale), pytest.raises(IntegrityError), transaction.atomic():
        announce(Knocked(door_id=uuid7()), by=iris, on_behalf_of=uuid7())


def test_what_happened_is_never_edited_or_removed(db, calderdale):
    with in_circle(calderdale):
        entry = announce(Knocked(door_id=uuid7()), by=SYSTEM)
        for attempt in (
            entry.save,
            entry.delete,
            lambda: Entry.objects.filter(pk=entry.pk).update(event="x.Y"),
            lambda: Entry.objects.all().delete(),
            lambda: Entry.objects.bulk_update([entry], ["event"]),
        ):
            with pytest.raises(NeverEdited):
                attempt()


@pytest.fixture
def alarm(settings) -> None:
    settings.JOURNAL_WAKER = "tests.journal.listening.wake"
    listening.woken.clear()


def test_the_deliverer_is_woken_once_for_a_transaction_and_only_when_it_is_committed(hebden, alarm):
    with transaction.atomic():
        for _ in range(3):
            announce(Knocked(door_id=uuid7()), by=SYSTEM)
        assert listening.woken == []
    assert listening.woken == [hebden]
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        announce(Knocked(door_id=uuid7()), by=SYSTEM)
        raise ZeroDivisionError
    with transaction.atomic():
        announce(Opened(door_id=uuid7(), circle_id=hebden.id), by=SYSTEM)
    assert listening.woken == [hebden], "nobody listens for that"


def test_an_announcement_undone_in_a_savepoint_does_not_swallow_the_next_one(hebden, alarm):
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            announce(Knocked(door_id=uuid7()), by=SYSTEM)
            raise ZeroDivisionError
        announce(Knocked(door_id=uuid7()), by=SYSTEM)
    assert listening.woken == [hebden]
    assert Entry.objects.count() == 1


def test_when_nobody_can_be_woken_what_was_done_is_still_done(hebden, alarm):
    listening.moods["wake"] = lambda told: None
    with transaction.atomic():
        announce(Knocked(door_id=uuid7()), by=SYSTEM)
    assert Delivery.objects.filter(state="waiting").count() == 1


def test_each_circle_has_its_own_journal(db, calderdale, clapton):
    door = uuid7()
    with in_circle(calderdale):
        announce(Knocked(door_id=door), by=SYSTEM)
    with in_circle(clapton):
        assert not Entry.objects.filter(payload__door_id=str(door)).exists()


def test_the_circle_of_the_context_is_the_one_that_is_written_to(hebden, elland):
    with circle_context(elland), transaction.atomic():
        announce(Knocked(door_id=uuid7()), by=SYSTEM)
    assert Entry.objects.count() == 0
    with circle_context(elland):
        assert Entry.objects.count() == 1
