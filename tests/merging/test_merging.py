"""Two entries become one person: with everything, by two stewards, with their word; and two again, exactly."""

from datetime import timedelta

import pytest
from django.db import models, transaction

from kernel.actors import SYSTEM
from kernel.errors import Conflict, NotAllowed
from kernel.ids import uuid7
from kernel.sections import Audience, Purpose, section_called, sections
from kernel.time import now
from tenant_apps.helping import services as helping
from tenant_apps.journal.models import Entry
from tenant_apps.merging import services
from tenant_apps.merging.joining import columns_to_people
from tenant_apps.merging.models import UNDO_WITHIN, Merge, Step
from tenant_apps.people.models import Hat, Person
from tenant_apps.people.services import (
    add_person,
    correct_person,
    give_hat,
    leave_circle,
    link_account,
    suspend_person,
    welcome_back,
)
from tenant_apps.privacy.decide import decide
from tenant_apps.privacy.doors import masked, visible
from tenant_apps.privacy.facts import own_facts
from tenant_apps.privacy.models import AccessEvent, Choice, NamedReader, Stance
from tenant_apps.privacy.services import choose_audience, take_stance
from tenant_apps.privacy.words import Preset
from tenant_apps.profiles.models import Answer, Version
from tenant_apps.profiles.questions import ABOUT_GETTING, HEALTH
from tenant_apps.profiles.services import keep_answer, show_answers
from tenant_apps.rights.answering import all_known
from tenant_apps.rights.services import erasing, requests
from tenants.checks import circle_models
from tests.stone.models import Kernel

pytestmark = pytest.mark.django_db


def merged(kept, gone, cast, takes=()) -> Merge:
    asked = services.ask(kept, gone, takes=takes, by=cast.cora)
    if gone.account_id is not None:
        services.give_word(asked, by=gone)
        services.give_word(asked, by=kept)
    return services.agree(asked, by=cast.fin)


def answer(person, question, words) -> Answer:
    kept = keep_answer(person, question, {"words": {"words": words}}, seen=0, by=person)
    show_answers(person, {question: kept.number}, by=person)
    return kept


def world_as_it_is() -> dict[str, dict]:
    """Every row of the circle that points to people, read with its keys; but for what is only ever added to."""
    apart = {"merging.Merge", "merging.Step", "vault.PersonKey", "entry.CircleSession"}
    found = {}
    for model in circle_models():
        is_theirs = model is Person or columns_to_people(model)
        if not is_theirs or model._meta.label in apart:
            continue
        for row in models.QuerySet(model):
            columns = {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}
            found[f"{model._meta.label} {row.pk}"] = columns
    return found


def test_everything_that_points_to_the_one_moves_to_the_other(twin, cast):
    give_hat(twin, "supported", by=SYSTEM)
    Hat.objects.filter(person=twin).update(from_on=now() - timedelta(days=90))
    helping.record_authority(twin, cast.adah, "lpa_property", ["money"], reference="LPA 1", by=cast.cora)
    Answer.objects.filter(person=cast.iris, question=HEALTH.code).delete()
    answer(twin, HEALTH, "Asthma since 1950.")
    masked(cast.cora, twin, Purpose.ADMIN)
    merge = merged(cast.iris, twin, cast)
    assert merge.state == Merge.State.DONE
    kept = Answer.objects.get(person=cast.iris, question=HEALTH.code)
    assert kept.shown == {"words": "Asthma since 1950."} or "Asthma" in str(kept.shown)
    assert Version.objects.filter(answer=kept).exclude(person=cast.iris).count() == 0
    assert cast.iris.authorities.filter(helper=cast.adah, basis="lpa_property").exists()
    assert AccessEvent.objects.about(cast.iris).filter(subject_id=twin.pk).exists()
    left = {
        model._meta.label
        for model in circle_models()
        for column in columns_to_people(model)
        if models.QuerySet(model).filter(**{column.attname: twin.pk}).exists()
    }
    # she wears that hat already: the second one stays with the entry that went
    assert left == {"merging.Merge", "vault.PersonKey", "people.Hat"}
    assert merge.stayed == 1


def test_a_table_that_came_later_is_carried_with_what_is_locked_in_it(twin, cast):
    """Nobody told the room of merging about kernels."""
    kernel = Kernel.objects.create(person=twin, secret="Cherry", note="plain")
    merged(cast.iris, twin, cast)
    carried = Kernel.objects.get(pk=kernel.pk)
    assert (carried.person_id, carried.secret) == (cast.iris.pk, "Cherry")


def test_the_whole_of_sol_becomes_iris_and_sol_again_as_it_was_to_the_last_column(here, cast):
    answer(cast.sol, HEALTH, "Sol's back hurts.")
    choose_audience(cast.sol, "people.contact", Audience.NAMED, named=[cast.cora], by=cast.sol)
    choose_audience(cast.iris, "people.name", Audience.CIRCLE, by=cast.iris)
    before = world_as_it_is()
    Person.objects.filter(pk=cast.sol.pk).update(suspended_at=None)
    merge = merged(
        cast.iris, cast.sol, cast, takes=["phone", "email", "known_as", "joined_on", f"answer:{HEALTH.code}"]
    )
    assert world_as_it_is() != before
    assert Step.objects.filter(merge=merge).count() > 10
    assert services.undo(Merge.objects.get(pk=merge.pk), by=cast.fin) == 0
    after = world_as_it_is()
    assert {name for name in before if after.get(name) != before[name]} == set()
    assert set(after) == set(before)


def test_chosen_fields_are_taken_and_the_others_stay(twin, cast):
    email = cast.iris.email
    merged(cast.iris, twin, cast, takes=["phone", "reach_by"])
    iris = Person.objects.get(pk=cast.iris.pk)
    assert (iris.phone, iris.reach_by, iris.email, iris.name) == ("01422 555 123", "phone", email, cast.iris.name)


def test_the_chosen_answer_is_hers_and_the_other_is_kept_with_the_other_entry(twin, cast):
    answer(twin, ABOUT_GETTING, "I was a weaver.")
    before = Answer.objects.get(person=cast.iris, question=ABOUT_GETTING.code)
    merged(cast.iris, twin, cast, takes=[f"answer:{ABOUT_GETTING.code}"])
    assert "weaver" in str(Answer.objects.get(person=cast.iris, question=ABOUT_GETTING.code).shown)
    kept = Answer.objects.get(pk=before.pk)
    assert (kept.person_id, kept.shown) == (twin.pk, before.shown)


@pytest.mark.parametrize("hers", [Audience.ONLY_ME, Audience.TEAM, Audience.CIRCLE])
@pytest.mark.parametrize("twins", [Audience.ONLY_ME, Audience.TEAM, Audience.CIRCLE])
def test_of_two_choices_the_narrower_wins(twin, cast, hers, twins):
    choose_audience(cast.iris, "people.contact", hers, by=cast.iris)
    choose_audience(twin, "people.contact", twins, by=twin)
    merged(cast.iris, twin, cast)
    section = section_called("people.contact")
    assert own_facts(cast.iris).audience(cast.iris.pk, section) == min(hers, twins)


def test_by_name_only_those_remain_whom_both_had_chosen(twin, cast):
    choose_audience(cast.iris, "people.contact", Audience.NAMED, named=[cast.fin], by=cast.iris)
    choose_audience(twin, "people.contact", Audience.NAMED, named=[cast.cora], by=twin)
    merged(cast.iris, twin, cast)
    assert not NamedReader.objects.filter(choice__person=cast.iris, choice__section="people.contact").exists()
    for reader in (cast.cora, cast.fin, cast.adah):
        assert not decide(reader, cast.iris, "people.contact", Purpose.VIEW).allow


def test_nobody_puts_two_entries_together_alone_or_is_one_of_them(twin, cast):
    asked = services.ask(cast.iris, twin, by=cast.cora)
    with pytest.raises(NotAllowed):
        services.agree(asked, by=cast.cora)
    with pytest.raises(NotAllowed):
        services.agree(asked, by=cast.sol)
    services.refuse(asked, by=cast.fin)
    for one, other, by in [(cast.cora, twin, cast.cora), (cast.iris, twin, cast.iris), (cast.iris, twin, cast.otto)]:
        with pytest.raises(NotAllowed):
            services.ask(one, other, by=by)
    asked = services.ask(cast.fin, twin, by=cast.cora)
    with pytest.raises(NotAllowed):
        services.agree(asked, by=cast.fin)


def test_whoever_can_sign_in_is_not_merged_away_without_their_word(here, cast):
    asked = services.ask(cast.iris, cast.otto, by=cast.cora)
    asked = services.agree(asked, by=cast.fin)
    assert asked.state == Merge.State.WAITING
    for other in (cast.cora, cast.adah):
        with pytest.raises(NotAllowed):
            services.give_word(asked, by=other)
    assert services.give_word(asked, by=cast.otto).state == Merge.State.WAITING
    assert services.give_word(asked, by=cast.iris).state == Merge.State.DONE
    otto = Person.objects.get(pk=cast.otto.pk)
    assert (otto.account_id, otto.may_come_in) == (None, False)


def test_an_account_that_came_after_the_question_asks_for_a_word_too(twin, cast):
    asked = services.ask(cast.iris, twin, by=cast.cora)
    link_account(twin, uuid7(), by=SYSTEM)
    assert services.agree(asked, by=cast.fin).state == Merge.State.WAITING


def test_whoever_signs_in_keeps_their_entry_so_that_nothing_they_write_goes_to_the_other(twin, cast):
    with pytest.raises(Conflict, match="the other way round"):
        services.ask(twin, cast.otto, by=cast.cora)
    asked = services.ask(cast.iris, twin, by=cast.cora)
    Person.objects.filter(pk=cast.iris.pk).update(account_id=None)
    link_account(twin, uuid7(), by=SYSTEM)
    services.give_word(asked, by=Person.objects.get(pk=twin.pk))
    with pytest.raises(Conflict, match="the other way round"):
        services.agree(asked, by=cast.fin)


def test_what_iris_wrote_since_stays_with_her_when_they_are_two_people_after_all(twin, cast):
    """The answer came from the other entry. She put her own words there, and a choice, before the undo."""
    Answer.objects.filter(person=cast.iris, question=HEALTH.code).delete()
    answer(twin, HEALTH, "Asthma since 1950.")
    merge = merged(cast.iris, twin, cast)
    held = Answer.objects.get(person=cast.iris, question=HEALTH.code)
    keep_answer(cast.iris, HEALTH, {"words": {"words": "Only mine to tell."}}, seen=held.number, by=cast.iris)
    choose_audience(cast.iris, HEALTH.section, Audience.ONLY_ME, by=cast.iris)
    services.undo(Merge.objects.get(pk=merge.pk), by=cast.fin)
    theirs = Answer.objects.get(person=twin, question=HEALTH.code)
    assert "Asthma" in str(theirs.shown)
    assert not theirs.has_draft
    assert not any("Only mine" in str(version.held) for version in theirs.versions.all())
    assert "Only mine" not in str(all_known(twin.pk))
    mine = Answer.objects.get(person=cast.iris, question=HEALTH.code)
    assert "Only mine" in str(mine.draft)
    assert "Only mine" in str(all_known(cast.iris.pk))
    section = section_called(HEALTH.section)
    assert own_facts(cast.iris).audience(cast.iris.pk, section) == Audience.ONLY_ME


@pytest.mark.parametrize("shows", [False, True])
def test_where_her_own_answer_comes_back_what_she_wrote_since_waits_beside_it_as_her_draft(twin, cast, shows):
    answer(twin, ABOUT_GETTING, "I was a weaver.")
    before = Answer.objects.get(person=cast.iris, question=ABOUT_GETTING.code).shown
    merge = merged(cast.iris, twin, cast, takes=[f"answer:{ABOUT_GETTING.code}"])
    held = Answer.objects.get(person=cast.iris, question=ABOUT_GETTING.code)
    said = {"words": {"words": "I was never a weaver."}}
    kept = keep_answer(cast.iris, ABOUT_GETTING, said, seen=held.number, by=cast.iris)
    if shows:
        show_answers(cast.iris, {ABOUT_GETTING: kept.number}, by=cast.iris)
    services.undo(Merge.objects.get(pk=merge.pk), by=cast.fin)
    mine = Answer.objects.get(person=cast.iris, question=ABOUT_GETTING.code)
    assert mine.shown == before
    assert "never a weaver" in str(mine.draft)
    assert [version.number for version in mine.versions.all()] == list(range(mine.number, 0, -1))
    theirs = Answer.objects.get(person=twin, question=ABOUT_GETTING.code)
    assert "I was a weaver" in str(theirs.shown)
    assert "never" not in str(all_known(twin.pk))


def test_what_coopbox_set_for_somebody_nobody_asked_closes_nothing_of_a_members_profile(twin, cast):
    """A list brought her in once more. Until somebody asks, only whoever looks after the list knows of such people."""
    Stance.objects.update_or_create(person=twin, defaults={"preset": Preset.VERY_PRIVATE.value, "is_ours": True})
    take_stance(cast.iris, Preset.OPEN, by=cast.iris)
    choose_audience(cast.iris, "people.contact", Audience.NAMED, named=[cast.cora], by=cast.iris)
    before = {section.code: own_facts(cast.iris).audience(cast.iris.pk, section) for section in sections()}
    merge = merged(cast.iris, twin, cast)
    after = {section.code: own_facts(cast.iris).audience(cast.iris.pk, section) for section in sections()}
    assert after == before
    services.undo(Merge.objects.get(pk=merge.pk), by=cast.fin)
    assert Stance.objects.get(person=twin).is_ours


@pytest.mark.parametrize("says", ["a stance", "a choice", "nothing"])
def test_where_the_entry_that_stays_was_never_asked_the_other_one_says_who_sees_what(here, cast, says):
    paper, other = (add_person(f"Pat Paper {number}", by=cast.cora) for number in (1, 2))
    Stance.objects.create(person=paper, preset=Preset.VERY_PRIVATE.value, is_ours=True)
    if says == "a stance":
        take_stance(other, Preset.OPEN, by=other)
    elif says == "a choice":
        choose_audience(other, "people.contact", Audience.CIRCLE, by=other)
    wanted = {section.code: own_facts(other).audience(other.pk, section) for section in sections()}
    before = world_as_it_is()
    merge = merged(paper, other, cast)
    got = {section.code: own_facts(paper).audience(paper.pk, section) for section in sections()}
    assert got == wanted
    assert Choice.objects.filter(person=paper).count() == (says == "a choice")
    services.undo(Merge.objects.get(pk=merge.pk), by=cast.fin)
    assert world_as_it_is() == before


def test_an_office_is_not_handed_on_and_nobody_on_hold_slips_away(twin, cast):
    with pytest.raises(Conflict, match="office"):
        services.ask(twin, cast.fin, by=cast.cora)
    suspend_person(cast.otto, reason="Pause", talk_to=cast.cora, by=cast.cora)
    with pytest.raises(Conflict, match="on hold"):
        services.ask(twin, Person.objects.get(pk=cast.otto.pk), by=cast.cora)


def test_an_office_given_meanwhile_stops_it_when_it_is_done(twin, cast):
    asked = services.ask(cast.iris, twin, by=cast.cora)
    give_hat(twin, "finance", by=SYSTEM)
    with pytest.raises(Conflict, match="office"):
        services.agree(asked, by=cast.fin)


def test_somebody_who_left_and_came_back_as_a_second_entry_has_one_history(twin, cast):
    leave_circle(cast.otto, by=cast.otto)
    otto = Person.objects.get(pk=cast.otto.pk)
    merged(twin, otto, cast)
    assert twin.partings.filter(returned_at=None).count() == 0
    assert twin.partings.exists()
    with pytest.raises(Conflict, match="same person"):
        welcome_back(Person.objects.get(pk=otto.pk), by=cast.cora)


def test_the_entry_that_went_is_nowhere_to_be_found(twin, cast):
    merged(cast.iris, twin, cast)
    for reader in (cast.cora, cast.fin, cast.iris):
        found = visible(reader, Person.objects.all(), "people.name", Purpose.ADMIN)
        assert not found.filter(pk=twin.pk).exists()


def test_it_can_be_undone_for_seven_days_to_the_second_and_no_longer(twin, cast, monkeypatch):
    merge = merged(cast.iris, twin, cast, takes=["phone"])
    assert merge.merged_at is not None
    assert merge.can_be_undone(merge.merged_at + UNDO_WITHIN - timedelta(microseconds=1))
    assert not merge.can_be_undone(merge.merged_at + UNDO_WITHIN)
    monkeypatch.setattr("tenant_apps.merging.services.doing.now", lambda: merge.merged_at + UNDO_WITHIN)
    with pytest.raises(Conflict, match="no longer"):
        services.undo(merge, by=cast.fin)


def test_after_seven_days_what_undoing_needed_is_gone(twin, cast):
    merge = merged(cast.iris, twin, cast, takes=["phone"])
    assert services.settle_what_is_due() == 0
    Merge.objects.filter(pk=merge.pk).update(merged_at=now() - UNDO_WITHIN)
    assert services.settle_what_is_due() == 1
    assert services.settle_what_is_due() == 0
    settled, gone = Merge.objects.get(pk=merge.pk), Person.objects.get(pk=twin.pk)
    assert (settled.before, settled.steps.count(), settled.state) == ("", 0, Merge.State.SETTLED)
    assert (gone.name, gone.phone, gone.same_as_id) == ("-", "", cast.iris.pk)


def test_what_somebody_put_right_meanwhile_is_not_undone(twin, cast):
    merge = merged(cast.iris, twin, cast, takes=["phone", "reach_by"])
    correct_person(cast.iris, phone="01422 000 000", by=cast.cora)
    assert services.undo(merge, by=cast.fin) == 1
    iris = Person.objects.get(pk=cast.iris.pk)
    assert (iris.phone, iris.reach_by) == ("01422 000 000", cast.iris.reach_by)


def test_iris_herself_can_undo_it_and_sol_cannot(twin, cast):
    merge = merged(cast.iris, twin, cast)
    with pytest.raises(NotAllowed):
        services.undo(merge, by=cast.sol)
    services.undo(merge, by=cast.iris)
    assert Person.objects.get(pk=twin.pk).is_present


def test_one_of_them_is_not_put_together_again_before_the_first_is_settled(twin, cast):
    merged(cast.iris, twin, cast)
    with pytest.raises(Conflict, match="seven days"):
        services.ask(cast.sol, cast.iris, by=cast.cora)


def test_two_who_ask_at_once_ask_once(twin, cast):
    services.ask(cast.iris, twin, by=cast.cora)
    with pytest.raises(Conflict), transaction.atomic():
        services.ask(cast.sol, twin, by=cast.fin)


def test_a_copy_and_a_forgetting_reach_both_entries(twin, cast):
    answer(twin, ABOUT_GETTING, "I was a weaver.")
    merged(cast.iris, twin, cast)  # her own answer counts; the other is kept with the other entry
    told = [str(line.value) for room in all_known(cast.iris.pk) for piece in room.pieces for line in piece.lines]
    assert any("weaver" in each for each in told)
    erasing.forget(requests.ask(cast.iris, "erase", by=cast.iris), by=cast.cora)
    assert not Answer.objects.filter(person=twin).exists()
    assert Person.objects.get(pk=twin.pk).phone == ""


def test_it_is_in_the_journal_who_asked_who_agreed_and_what_was_done(twin, cast):
    merge = merged(cast.iris, twin, cast)
    services.undo(merge, by=cast.fin)
    said = Entry.objects.filter(payload__merge_id=str(merge.pk)).order_by("id").values_list("event", "actor_id")
    assert list(said) == [
        ("merging.MergeAsked", cast.cora.pk),
        ("merging.MergeAgreed", cast.fin.pk),
        ("merging.PeopleMerged", cast.fin.pk),
        ("merging.MergeUndone", cast.fin.pk),
    ]
