"""The circle knows people, whether or not they have an account, and says no more about them than it must."""

import datetime
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from kernel.actors import SYSTEM, Actor
from kernel.errors import Conflict, NoActor, NotAllowed
from kernel.ids import uuid7
from tenant_apps.journal.models import Delivery, Entry
from tenant_apps.people.models import Person
from tenant_apps.people.services import (
    add_person,
    correct_person,
    leave_circle,
    link_account,
    unlink_account,
)
from tenants.context import in_circle


@pytest.fixture(autouse=True)
def _in_calderdale(cast, calderdale):
    with in_circle(calderdale):
        yield


def entries(name: str):
    return Entry.objects.filter(event=f"people.{name}").order_by("id")


def test_cora_adds_a_person_who_has_no_account(cast):
    zofia = add_person("  Zofia   Nowak ", by=cast.cora, phone="01422 555 0199", how_joined="paper")
    assert (zofia.name, zofia.called, zofia.account_id) == ("Zofia Nowak", "Zofia Nowak", None)
    assert zofia.is_present
    entry = entries("PersonAdded").get(payload__person_id=str(zofia.pk))
    assert (entry.actor_kind, entry.actor_id) == ("person", cast.cora.pk)


@pytest.mark.parametrize("who", ["iris", "sol", "adah", "otto", "fin"])
def test_nobody_else_adds_people(cast, who: str):
    with pytest.raises(NotAllowed):
        add_person("Zofia", by=getattr(cast, who))
    assert not Person.objects.filter(name="Zofia").exists()


def test_nobody_adds_people_by_saying_nothing(cast):
    with pytest.raises(NoActor):
        add_person("Zofia", by=None)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["", "   ", "\t", "Iris\x00", "Iris\u202egnal", "x" * 201])
def test_a_name_is_a_name(cast, name: str):
    with pytest.raises(ValidationError):
        add_person(name, by=cast.cora)


@pytest.mark.parametrize("name", ["Ọlá", "李雪", "نور", "O\u2019Brien-Şahin", "می\u200cنا"])
def test_names_come_from_all_over_the_world(cast, name: str):
    assert add_person(name, by=cast.cora).name == name


def test_an_address_is_kept_in_one_spelling_and_refused_when_it_is_none(cast):
    assert add_person("Zofia", by=cast.cora, email=" Zofia@Example.ORG ").email == "zofia@example.org"
    with pytest.raises(ValidationError):
        add_person("Zofia", by=cast.cora, email="zofia at example")


def test_the_database_itself_refuses_a_person_without_a_name(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=cast.iris.pk).update(name="")


def test_a_person_printed_by_accident_says_only_an_id(cast):
    for printed in (str(cast.iris), repr(cast.iris), f"{cast.iris}", repr(Person.objects.filter(pk=cast.iris.pk))):
        assert "Iris" not in printed
        assert str(cast.iris.pk) in printed


def test_a_person_is_what_the_api_and_services_take_for_a_signed_in_actor(cast):
    assert isinstance(cast.iris, Actor)
    assert cast.iris.kind == "person"
    assert cast.iris.is_authenticated
    assert not cast.iris.is_anonymous
    assert cast.iris.is_active


def test_iris_corrects_what_the_circle_wrote_down_about_her(cast):
    correct_person(cast.iris, by=cast.iris, known_as="Bell", phone="01422 555 0101")
    assert Person.objects.get(pk=cast.iris.pk).called == "Bell"
    entry = entries("PersonCorrected").last()
    assert entry.payload["columns"] == ["known_as", "phone"]
    assert "Bell" not in str(entry.payload)


def test_correcting_nothing_is_not_written_down(cast):
    before = entries("PersonCorrected").count()
    correct_person(cast.iris, by=cast.iris, name=cast.iris.name)
    assert entries("PersonCorrected").count() == before


def test_others_do_not_correct_iris_and_nobody_corrects_her_account(cast):
    with pytest.raises(NotAllowed):
        correct_person(cast.iris, by=cast.otto, name="Otto was here")
    with pytest.raises(TypeError):
        correct_person(cast.iris, by=cast.cora, account_id=uuid7())


def test_a_co_ordinator_does_not_decide_who_signs_in_as_the_steward(cast):
    from tenant_apps.people.services import give_hat

    give_hat(cast.otto, "coordinator", by=cast.cora)
    with pytest.raises(NotAllowed):
        correct_person(cast.cora, by=cast.otto, email="otto@example.org")
    assert correct_person(cast.iris, by=cast.otto, phone="1").phone == "1"


def test_otto_leaves_and_what_he_did_stays(cast):
    account = cast.otto.account_id
    assert account is not None
    leave_circle(cast.otto, by=cast.otto)
    otto = Person.objects.get(pk=cast.otto.pk)
    assert not otto.is_present
    assert otto.account_id is None
    assert otto not in Person.objects.present()
    assert not otto.wears("supporter")
    assert entries("AccountUnlinked").last().payload == {"person_id": str(otto.pk), "account_id": str(account)}
    told = entries("PersonLeft").last().payload
    assert told == {"person_id": str(otto.pk), "parting_id": str(otto.partings.get(returned_at=None).pk), "how": "left"}
    with pytest.raises(Conflict) as refused:
        leave_circle(otto, by=cast.cora)
    assert refused.value.code == "has_left"


def test_nobody_makes_iris_leave_but_herself_and_a_steward(cast):
    with pytest.raises(NotAllowed):
        leave_circle(cast.iris, by=cast.sol)
    assert not leave_circle(cast.iris, by=cast.cora).is_present


def test_somebody_who_left_acts_no_more(cast):
    leave_circle(cast.otto, by=cast.otto)
    otto = Person.objects.get(pk=cast.otto.pk)
    with pytest.raises(NotAllowed):
        correct_person(otto, by=otto, name="Back")


def test_one_account_is_one_person(cast):
    zofia = add_person("Zofia", by=cast.cora)
    with pytest.raises(ValidationError, match="signs in with that account already"):
        link_account(zofia, cast.iris.account_id, by=SYSTEM)
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=zofia.pk).update(account_id=cast.iris.account_id)


def test_linking_twice_does_nothing_more_and_another_account_is_refused(cast):
    zofia, account = add_person("Zofia", by=cast.cora), uuid7()
    link_account(zofia, account, by=SYSTEM)
    link_account(zofia, account, by=SYSTEM)
    assert entries("AccountLinked").filter(payload__person_id=str(zofia.pk)).count() == 1
    with pytest.raises(Conflict) as refused:
        link_account(zofia, uuid7(), by=SYSTEM)
    assert refused.value.code == "other_account"


def test_no_person_links_accounts_and_only_stewards_unlink_them(cast):
    with pytest.raises(NotAllowed):
        link_account(add_person("Zofia", by=cast.cora), uuid7(), by=cast.cora)
    with pytest.raises(NotAllowed):
        unlink_account(cast.iris, by=cast.sol)
    assert unlink_account(cast.iris, by=cast.cora).account_id is None


def test_adding_tells_whoever_opens_accounts(cast):
    zofia = add_person("Zofia", by=cast.cora, email="zofia@example.org")
    entry = entries("PersonAdded").get(payload__person_id=str(zofia.pk))
    assert list(Delivery.objects.filter(entry=entry).values_list("listener", flat=True)) == ["people.open_account"]


def test_people_of_the_other_circle_are_nobody_here(cast, clapton):
    with in_circle(clapton):
        add_person("Only in Clapton", by=SYSTEM)
    assert not Person.objects.filter(name="Only in Clapton").exists()


def test_the_day_somebody_joined_is_a_day_where_the_circle_lives(cast, monkeypatch):
    late = datetime.datetime(2036, 6, 30, 23, 30, tzinfo=datetime.UTC)
    monkeypatch.setattr("kernel.time.now", lambda: late)
    assert add_person("Zofia", by=SYSTEM).joined_on == datetime.date(2036, 7, 1)


def test_ids_are_version_seven(cast):
    assert isinstance(cast.iris.pk, UUID)
    assert add_person("Zofia", by=cast.cora).pk.version == 7
