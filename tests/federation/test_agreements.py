"""The federation agreement: three wordings of each clause, numbered versions, signatures."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from kernel.actors import SYSTEM
from kernel.errors import Conflict, NotAllowed, RuleBroken
from shared_apps.federation.agreement import Wording, clauses_from_json, shipped
from shared_apps.federation.models import AgreementVersion, Signature
from shared_apps.federation.services import agreements, facts

TOLD = "It says what a circle pays."


def publish(by, number=2, **more):
    wording = shipped()
    return agreements.publish(wording, by=by, from_on=date(2026, number, 1), what_changed=TOLD, **more)


def test_the_wording_that_comes_with_coopbox_says_each_clause_in_three_ways():
    wording = shipped()
    keys = [clause.key for clause in wording.clauses]
    assert {"gives", "costs", "information", "leaving", "disputes"} <= set(keys)
    assert len(keys) == len(set(keys))
    for clause in wording.clauses:
        assert clause.full, clause.key
        assert clause.plain, clause.key
        assert clause.easy, clause.key
        assert all(len(line.line.split()) <= 15 for line in clause.easy), clause.key


def test_a_deployment_begins_with_an_agreement_to_read_and_sign(federation):
    assert agreements.current().number == 1
    assert agreements.current().title == shipped().title


def test_what_ships_becomes_version_one_and_only_once(federation):
    first = agreements.publish_shipped(by=SYSTEM)
    assert agreements.publish_shipped(by=SYSTEM).pk == first.pk
    assert first.number == 1
    assert clauses_from_json(first.clauses) == shipped().clauses


def test_a_signature_keeps_which_words_were_signed_by_whom_and_when(forming, cora_there):
    version = agreements.current()
    signed = agreements.sign(version, forming, name="  Cora  Whitworth ", by=cora_there, person_id=cora_there.id)
    again = agreements.sign(version, forming, name="Cora W", by=cora_there, person_id=cora_there.id)
    assert again.pk == signed.pk
    assert (signed.name, signed.digest, signed.version.number) == ("Cora Whitworth", version.digest, 1)
    assert agreements.has_signed_what_holds(forming)


def test_a_founder_signs_before_their_circle_knows_anybody(forming):
    for _ in range(2):
        agreements.sign(agreements.current(), forming, name="Cora Whitworth", by=SYSTEM)
    assert Signature.objects.count() == 1


@pytest.mark.parametrize("name", ["", "   ", "Cora\u202eW", "x" * 121])
def test_a_signature_needs_a_name_that_can_be_read(forming, cora_there, name):
    with pytest.raises(ValidationError):
        agreements.sign(agreements.current(), forming, name=name, by=cora_there, person_id=cora_there.id)


def test_a_material_change_is_signed_again_and_a_small_one_is_not(forming, nadia, cora_there):
    agreements.sign(agreements.current(), forming, name="Cora", by=cora_there, person_id=cora_there.id)
    publish(nadia, 2, is_material=False)
    assert agreements.current().number == 2
    assert agreements.has_signed_what_holds(forming)
    third = publish(nadia, 3)
    assert not agreements.has_signed_what_holds(forming)
    agreements.sign(third, forming, name="Cora", by=cora_there, person_id=cora_there.id)
    assert agreements.has_signed_what_holds(forming)


def test_only_the_national_co_op_publishes_and_says_what_has_changed(forming, nadia, noah, cora_there):
    for who in (noah, cora_there):
        with pytest.raises(NotAllowed):
            publish(who)
    with pytest.raises(RuleBroken):
        agreements.publish(shipped(), by=nadia, from_on=date(2026, 2, 1))
    publish(nadia, 3)
    with pytest.raises(Conflict):
        publish(nadia, 2)
    assert AgreementVersion.objects.count() == 2


def test_a_version_is_in_force_from_its_day(forming, nadia):
    day = facts.today() + timedelta(days=200)
    agreements.publish(shipped(), by=nadia, from_on=day, what_changed=TOLD)
    assert agreements.current(on=day - timedelta(days=1)).number == 1
    assert agreements.current(on=day).number == 2


def test_a_slip_of_the_day_blocks_no_later_version(forming, nadia):
    for slip in (date(9999, 12, 31), date(206, 1, 1)):
        with pytest.raises(RuleBroken) as no:
            agreements.publish(shipped(), by=nadia, from_on=slip, what_changed=TOLD)
        assert no.value.errors["from_on"] == ["Look at the year again."]
    next_year = facts.today() + timedelta(days=365)
    agreements.publish(shipped(), by=nadia, from_on=next_year, what_changed=TOLD)
    meant = agreements.publish(shipped(), by=nadia, from_on=facts.today(), what_changed="It says what a circle owes.")
    assert agreements.current() == meant
    assert agreements.current(on=next_year) == meant, "the newest number counts"


def test_an_agreement_without_words_cannot_be_published(forming, nadia):
    with pytest.raises(ValidationError):
        agreements.publish(
            Wording("Nothing", date(2026, 2, 1), ()), by=nadia, from_on=date(2026, 2, 1), what_changed="x"
        )


def test_pressed_twice_an_agreement_is_published_once(federation, nadia):
    first = publish(nadia)
    assert publish(nadia).pk == first.pk
    assert AgreementVersion.objects.count() == 2
    assert publish(nadia, number=3).number == 3, "the same words from another day on are a version of their own"
