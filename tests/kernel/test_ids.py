"""Ids sort by age, have one spelling, and name schemas without saying whose they are."""

import re
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.ids import circle_id_of, id_of_form, parse_uuid, schema_name, uuid7


def test_later_ids_sort_after_earlier_ones():
    made = [uuid7() for _ in range(2000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert all(type(each) is UUID and each.version == 7 for each in made)


@given(st.uuids())
def test_a_schema_name_is_opaque_short_and_leads_back(circle_id: UUID):
    name = schema_name(circle_id)
    assert re.fullmatch(r"c_[a-z2-7]+", name)
    assert len(name) <= 40
    assert circle_id_of(name) == circle_id


@pytest.mark.parametrize(
    "name", ["public", "pg_catalog", "c_", "c_" + "a" * 25, "c_" + "A" * 26, "c_" + "b" * 26, 'c_";drop', "_template"]
)
def test_other_schemas_belong_to_no_circle(name: str):
    assert circle_id_of(name) is None


@given(st.uuids())
def test_an_id_has_one_spelling(some: UUID):
    assert parse_uuid(str(some)) == parse_uuid(str(some).upper()) == parse_uuid(some) == some
    assert parse_uuid(some.hex) is None
    assert parse_uuid(f"{{{some}}}") is None
    assert parse_uuid(some.urn) is None


@given(st.one_of(st.text(), st.none(), st.integers(), st.binary()))
def test_what_is_no_id_is_none(text: object):
    assert parse_uuid(text) is None


def test_odd_placed_hyphens_are_no_id():
    text = str(uuid4()).replace("-", "")
    assert parse_uuid(f"{text[:1]}-{text[1:2]}-{text[2:3]}-{text[3:4]}-{text[4:]}") is None


def test_the_same_form_with_the_same_answers_has_one_id_that_sorts_among_the_others():
    before, once, after = UUID(int=uuid7().int - (1 << 90)), uuid7(), UUID(int=uuid7().int + (1 << 90))
    made = id_of_form(once, "note", "Two wheelchairs")
    assert made == id_of_form(once, "note", "Two wheelchairs")
    assert (made.version, made.variant) == (once.version, once.variant)
    assert before < made < after
    assert made not in {id_of_form(once, "note", "One wheelchair"), id_of_form(uuid7(), "note", "Two wheelchairs")}
