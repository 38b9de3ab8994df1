"""The three doors: what one may see, who is in a list, and that a look is written down before anything is shown."""

import pytest
from django.db import transaction
from django.db.models import Count
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.actors import SYSTEM
from kernel.errors import NotFound
from kernel.sections import Audience, Purpose, sections
from kernel.time import now
from tenant_apps.people.models import Person
from tenant_apps.people.services import leave_circle, suspend_person
from tenant_apps.privacy.decide import decide
from tenant_apps.privacy.doors import masked, masked_many, require, shown, visible
from tenant_apps.privacy.models import AccessEvent, Choice, Stance
from tenant_apps.privacy.services import break_glass, choose_audience
from tenant_apps.privacy.words import Preset
from tenant_apps.teams.services.places import leave

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_calderdale", "sols_place")]


def looks(subject):
    return AccessEvent.objects.about(subject)


def ids(people):
    return set(people.values_list("pk", flat=True))


def test_sol_sees_how_to_reach_iris_while_iris_shares_it_with_her_team(cast):
    choose_audience(cast.iris, "people.contact", Audience.TEAM, by=cast.iris)
    assert masked(cast.sol, cast.iris).email == cast.iris.email
    choose_audience(cast.iris, "people.contact", Audience.ONLY_ME, by=cast.iris)
    seen = masked(cast.sol, cast.iris)
    assert (seen.email, seen.called) == (None, "Iris")
    assert not seen.may("people.contact")


def test_a_stranger_to_iris_finds_nobody(cast):
    for door in (lambda: masked(cast.otto, cast.iris), lambda: require(cast.otto, cast.iris, "people.contact")):
        with pytest.raises(NotFound):
            door()
    with pytest.raises(NotFound):
        masked(None, cast.iris)


def test_whoever_holds_an_office_is_known_by_name_in_the_circle(cast):
    seen = masked(cast.otto, cast.cora)
    assert (seen.called, seen.name) == ("Cora", cast.cora.name)
    assert seen.phone is None


def test_what_is_not_declared_is_never_shown_to_others(cast):
    assert not decide(SYSTEM, cast.iris, "people.nothing").log
    assert decide(cast.iris, cast.iris, "people.nothing").allow
    for reader in (cast.sol, cast.cora):
        with pytest.raises(NotFound):
            require(reader, cast.iris, "people.nothing", Purpose.ADMIN)


def test_a_masked_person_cannot_be_changed_or_asked_for_more(cast):
    seen = masked(cast.sol, cast.iris)
    with pytest.raises(AttributeError):
        seen.email = "x@y.example"
    with pytest.raises(TypeError):
        seen.values["email"] = "x@y.example"
    with pytest.raises(AttributeError):
        _ = seen.hats
    assert cast.iris.email not in repr(seen)


def test_whoever_left_shares_nothing_and_sees_nothing(cast):
    choose_audience(cast.iris, "people.contact", Audience.CIRCLE, by=cast.iris)
    assert masked(cast.otto, cast.iris).phone is not None
    leave_circle(cast.iris, by=cast.iris)
    cast.iris.refresh_from_db()
    with pytest.raises(NotFound):
        masked(cast.otto, cast.iris)
    assert masked(cast.cora, cast.iris, Purpose.ADMIN).called
    leave_circle(cast.sol, by=cast.sol)
    cast.sol.refresh_from_db()
    with pytest.raises(NotFound):
        masked(cast.sol, cast.cora)


def test_whoever_is_suspended_sees_nothing_on_their_next_request(cast):
    choose_audience(cast.iris, "people.contact", Audience.TEAM, by=cast.iris)
    suspend_person(cast.sol, reason="Pause", talk_to=cast.cora, by=cast.cora)
    with pytest.raises(NotFound):
        masked(Person.objects.get(pk=cast.sol.pk), cast.iris)


def test_leaving_the_team_ends_it_with_the_next_question(cast, sols_place):
    assert masked(cast.sol, cast.iris).called
    leave(sols_place, by=cast.sol)
    with pytest.raises(NotFound):
        masked(cast.sol, cast.iris)


def test_named_people_see_what_they_were_named_for_and_nothing_else(cast):
    choose_audience(cast.iris, "people.contact", Audience.NAMED, named=[cast.cora], by=cast.iris)
    assert masked(cast.cora, cast.iris).email == cast.iris.email
    assert not masked(cast.sol, cast.iris).may("people.contact")
    assert masked(cast.cora, cast.iris).joined_on is None
    choose_audience(cast.iris, "people.contact", Audience.TEAM, named=[cast.cora], by=cast.iris)
    assert masked(cast.cora, cast.iris).email
    assert masked(cast.sol, cast.iris).email


def test_a_look_is_written_down_once_with_what_and_why(cast):
    before = looks(cast.june).count()
    masked(cast.cora, cast.june, Purpose.ADMIN)
    look = looks(cast.june).first()
    assert looks(cast.june).count() == before + 1
    assert (look.actor_id, look.purpose, look.basis) == (cast.cora.pk, "admin", "duty")
    assert "people.contact" in look.sections
    assert "people.name" not in look.sections


def test_looking_at_oneself_or_at_a_name_is_not_written_down(cast):
    before = AccessEvent.objects.count()
    masked(cast.iris, cast.iris)
    masked(cast.otto, cast.cora)
    assert AccessEvent.objects.count() == before


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_list_has_exactly_those_whom_one_may_see(cast, data):
    """Whatever people chose, left or took as their stance, for any reader, sections and purpose."""
    with transaction.atomic():
        people = list(Person.objects.order_by("id"))
        Choice.objects.all().delete()
        chosen = []
        for person in people[:5]:
            if preset := data.draw(st.sampled_from([None, *Preset])):
                Stance.objects.update_or_create(person=person, defaults={"preset": preset.value})
            chosen.append(data.draw(st.sampled_from(sections())))
            audience = data.draw(st.sampled_from(Audience))
            Choice.objects.create(person=person, section=chosen[-1].code, audience=audience)
        if data.draw(st.booleans()):
            Person.objects.filter(pk=people[0].pk).update(left_at=now(), account_id=None, suspended_at=None)
        everybody = list(Person.objects.order_by("id"))
        reader = data.draw(st.sampled_from([None, SYSTEM, *range(len(everybody))]))
        reader = everybody[reader] if isinstance(reader, int) else reader
        purpose = data.draw(st.sampled_from(Purpose))
        others = data.draw(st.lists(st.sampled_from(sections()), min_size=3, max_size=3))
        for section in {section.code: section for section in (*others, *chosen)}.values():
            listed = ids(visible(reader, Person.objects.all(), section.code, purpose))
            one_by_one = {each.pk for each in everybody if decide(reader, each, section.code, purpose).allow}
            assert listed == one_by_one, (section.code, purpose)
        transaction.set_rollback(True)


def test_a_list_asks_the_same_few_questions_however_long_it_is(cast, django_assert_max_num_queries):
    people = list(Person.objects.order_by("id"))
    with django_assert_max_num_queries(12):
        few = masked_many(cast.sol, people[:2])
    with django_assert_max_num_queries(12):
        many = masked_many(cast.sol, people)
    assert (len(few), len(many)) == (2, len(people))


def test_counts_sorting_and_searching_know_no_more_than_the_reader(cast):
    Person.objects.filter(pk=cast.iris.pk).update(phone="000")
    Person.objects.filter(pk=cast.otto.pk).update(phone="111")
    choose_audience(cast.iris, "people.contact", Audience.TEAM, by=cast.iris)
    choose_audience(cast.otto, "people.contact", Audience.ONLY_ME, by=cast.otto)
    rows = Person.objects.annotate(their_phone=shown(cast.sol, "phone"))
    assert ids(rows.filter(their_phone="000")) == {cast.iris.pk}
    assert not rows.filter(their_phone="111").exists()
    counted = dict(rows.values_list("their_phone").annotate(n=Count("pk")).order_by())
    assert "111" not in counted
    by_phone = list(rows.order_by("their_phone", "id").values_list("pk", "their_phone"))
    Person.objects.filter(pk=cast.otto.pk).update(phone="999")
    assert list(rows.order_by("their_phone", "id").values_list("pk", "their_phone")) == by_phone


def test_bringing_people_together_sees_what_is_shared_for_it(cast):
    choose_audience(cast.iris, "people.contact", Audience.MATCHED, by=cast.iris)
    assert decide(cast.cora, cast.iris, "people.contact", Purpose.MATCH).allow
    choose_audience(cast.iris, "people.contact", Audience.TEAM, by=cast.iris)
    assert not decide(cast.cora, cast.iris, "people.contact", Purpose.MATCH).allow


def test_a_broken_glass_shows_for_its_purpose_only(cast):
    choose_audience(cast.otto, "people.membership", Audience.ONLY_ME, by=cast.otto)
    assert not decide(cast.cora, cast.otto, "people.membership", Purpose.SAFEGUARDING).allow
    glass = break_glass(cast.otto, reason="He does not open the door.", by=cast.cora)
    assert require(cast.cora, cast.otto, "people.membership", Purpose.SAFEGUARDING).allow
    assert looks(cast.otto).filter(basis="break_glass").get().glass_id == glass.pk
    assert not decide(cast.cora, cast.otto, "people.membership", Purpose.VIEW).allow
    assert not decide(cast.cora, cast.june, "people.membership", Purpose.SAFEGUARDING).allow
