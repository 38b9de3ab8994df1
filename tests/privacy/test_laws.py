"""The laws of who may see what, over every cell: class, audience, relation and purpose."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.sections import SCOPES, Audience, Class, Purpose, Relation, Section, SectionWrong, section, section_of
from tenant_apps.privacy.decide import Basis, judge
from tenant_apps.privacy.relations import Standing
from tests.privacy.cells import chosen, purposes, sections, standings

BY_NEED = {Basis.DELEGATE, Basis.DUTY, Basis.BREAK_GLASS}
RANK = {
    Relation.NAMED: Audience.NAMED,
    Relation.TEAMMATE: Audience.TEAM,
    Relation.MATCHED: Audience.MATCHED,
    Relation.CIRCLE: Audience.CIRCLE,
    Relation.FEDERATION: Audience.FEDERATION,
    Relation.ANYONE: Audience.PUBLIC,
}


@given(sections(), chosen, standings(), purposes, st.booleans())
def test_everybody_sees_what_is_their_own(any_section, wish, standing, purpose, in_office):
    me = replace(standing, relations=standing.relations | {Relation.SELF})
    decision = judge(any_section, wish, me, purpose, subject_in_office=in_office)
    assert decision.allow
    assert decision.basis is Basis.SELF
    assert not decision.log


@given(sections(), chosen, purposes, st.booleans())
def test_a_stranger_sees_only_what_is_public(any_section, wish, purpose, in_office):
    stranger = Standing(relations=frozenset({Relation.ANYONE}))
    audience = any_section.clamp(any_section.default if wish is None else wish, holds_office=in_office)
    decision = judge(any_section, wish, stranger, purpose, subject_in_office=in_office)
    assert not decision.allow or audience is Audience.PUBLIC
    if purpose is Purpose.VIEW:
        assert decision.allow is (audience is Audience.PUBLIC)


@given(sections(), st.sampled_from(Audience), st.sampled_from(Audience), standings(), purposes, st.booleans())
def test_sharing_more_takes_nothing_from_anybody(any_section, one, other, standing, purpose, in_office):
    narrow, wide = sorted([one, other])
    if judge(any_section, narrow, standing, purpose, subject_in_office=in_office).allow:
        assert judge(any_section, wide, standing, purpose, subject_in_office=in_office).allow


@given(sections(), chosen, standings(), st.sampled_from(Relation), purposes, st.booleans())
def test_standing_closer_takes_nothing_from_anybody(any_section, wish, standing, more, purpose, in_office):
    closer = replace(standing, relations=standing.relations | {more})
    if judge(any_section, wish, standing, purpose, subject_in_office=in_office).allow:
        assert judge(any_section, wish, closer, purpose, subject_in_office=in_office).allow


@given(sections(), chosen, standings(), purposes, st.booleans())
def test_nobody_is_let_in_by_choice_beyond_the_ceiling(any_section, wish, standing, purpose, in_office):
    decision = judge(any_section, wish, standing, purpose, subject_in_office=in_office)
    if decision.allow and decision.basis not in BY_NEED:
        assert RANK[decision.relation] <= any_section.ceiling <= any_section.klass.ceiling


@given(sections(), chosen, standings(), st.sampled_from([Purpose.VIEW, Purpose.CARE]))
def test_whoever_stands_within_the_floor_is_always_let_in(any_section, wish, standing, purpose):
    if any(RANK[each] <= any_section.floor for each in standing.relations if each in RANK):
        assert judge(any_section, wish, standing, purpose).allow


@given(sections(), chosen, standings(), purposes)
def test_what_is_sensitive_is_never_read_by_another_without_being_written_down(any_section, wish, standing, purpose):
    decision = judge(any_section, wish, standing, purpose)
    if decision.allow and any_section.klass.is_sensitive:
        assert decision.log


@given(sections(), chosen, standings(), purposes)
def test_every_answer_has_a_reason_in_words(any_section, wish, standing, purpose):
    decision = judge(any_section, wish, standing, purpose)
    assert str(decision.why)
    assert (decision.basis is Basis.NOTHING) is (not decision.allow)


@given(sections(), chosen, standings())
def test_a_broken_glass_shows_nothing_outside_its_purpose_and_never_money(any_section, wish, standing):
    for purpose in Purpose:
        decision = judge(any_section, wish, replace(standing, broke_glass=True), purpose)
        if decision.basis is Basis.BREAK_GLASS:
            assert purpose is Purpose.SAFEGUARDING
            assert any_section.klass is not Class.FINANCE
            assert any_section.ceiling > Audience.ONLY_ME


@pytest.mark.parametrize(("klass", "audience", "relation"), list(product(Class, Audience, RANK)))
def test_each_cell_for_somebody_who_just_looks(klass, audience, relation):
    """The table itself: an audience takes in everybody who stands at least as close, held within the class."""
    cell = Section("test.cell", "Cell", klass, klass.floor, klass.floor, klass.ceiling, scope=SCOPES[klass])
    held = min(max(audience, klass.floor), klass.ceiling)
    standing = Standing(relations=frozenset({relation, Relation.ANYONE}))
    assert judge(cell, audience, standing, Purpose.VIEW).allow is (RANK[relation] <= held or held is Audience.PUBLIC)


def test_what_is_not_declared_is_for_the_person_alone():
    unknown = section_of("people.Person.shoe_size")
    everything = Standing(relations=frozenset(set(Relation) - {Relation.SELF}), offices=frozenset({"steward"}))
    for purpose in Purpose:
        assert not judge(unknown, Audience.PUBLIC, everything, purpose).allow


@pytest.mark.parametrize(
    ("klass", "default", "more"),
    [
        (Class.SPECIAL, Audience.CIRCLE, {}),
        (Class.SAFETY, Audience.ONLY_ME, {}),
        (Class.CONTACT, Audience.TEAM, {"ceiling": Audience.PUBLIC}),
        (Class.PERSONAL, Audience.ONLY_ME, {"floor": Audience.TEAM}),
        (Class.OPEN, Audience.TEAM, {"fields": ("people.Person.email",)}),
        (Class.OPEN, Audience.TEAM, {"fields": ("Person.email",)}),
    ],
)
def test_a_section_that_breaks_the_law_cannot_be_declared(klass, default, more):
    with pytest.raises(SectionWrong):
        section("test.wrong", "Wrong", klass, default, **more)
