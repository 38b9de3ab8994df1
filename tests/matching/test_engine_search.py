"""The index finds whom the plain loop finds, always, and both keep to what each side must have."""

from dataclasses import replace
from random import Random
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenant_apps.matching.engine.index import Index
from tenant_apps.matching.engine.loop import band, contradictions, hindrances, score, shortlist, would_admit
from tenant_apps.matching.engine.shape import (
    BIT,
    MAN,
    PAID,
    VOLUNTARY,
    WEEK,
    WOMAN,
    Giver,
    Need,
    Terms,
    reach_of,
    span,
    together,
)
from tests.bench.people import giver as invented
from tests.bench.people import givers, needs

FREE = Terms()
TERMS = st.builds(Terms, no_paid_work=st.booleans(), no_personal_care=st.booleans())
SEEDS = st.integers(0, 10**6)
WASHING = 1 << 9


@settings(max_examples=60, deadline=None)
@given(SEEDS, st.integers(0, 60), TERMS)
def test_the_index_finds_the_same_people_in_the_same_order_as_the_loop(seed, count, terms):
    there = givers(seed, count, town=60)
    index = Index(there)
    for plain in needs(seed, 3, town=60):
        need = replace(plain, apart=frozenset({1, 5}), known=frozenset({2, 3, 10**9}))
        assert index.shortlist(need, terms, 7) == shortlist(need, there, terms, 7)


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_after_any_changes_the_index_is_as_one_made_afresh_and_survives_the_way_to_another_process(seed):
    draw, index, there = Random(seed), Index(), {}
    for _step in range(90):
        key = draw.randrange(1, 40)
        if draw.random() < 0.3:
            index.remove(key)
            there.pop(key, None)
        else:
            there[key] = invented(draw, key, 60)
            index.put(there[key])
    carried = Index.loaded(index.dumped())
    assert len(index) == len(carried) == len(there)
    assert carried.version == index.version
    for need in needs(seed, 3, town=60):
        right = shortlist(need, there.values(), FREE)
        assert index.shortlist(need, FREE) == carried.shortlist(need, FREE) == right


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_one_more_must_never_brings_anybody_in(seed):
    there = givers(seed, 60, town=60)
    need = replace(needs(seed, 1, town=60)[0], is_flexible=True)
    before = {each.key for each in shortlist(need, there, FREE, 99)}
    stricter = (
        replace(need, tasks=need.tasks | 1 << seed % 18),
        replace(need, training=need.training | 1 << seed % 20),
        replace(need, checks=3),
        replace(need, languages=need.languages | 1 << seed % 16),
        replace(need, home=need.home | 1 << seed % 16),
        replace(need, allergies=15),
        replace(need, least_quarters=need.least_quarters + 8),
        replace(need, most_pence=0),
        replace(need, apart=frozenset(range(30))),
    )
    for harder in stricter:
        assert {each.key for each in shortlist(harder, there, FREE, 99)} <= before


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_being_good_for_both_does_not_depend_on_who_is_named_first(one, other):
    assert together(one, other) == together(other, one) <= max(one, other)
    assert together(one, 0) == 0


def test_equals_come_by_how_long_they_wait_and_then_by_lot_whatever_the_order_they_were_put_in():
    alike = [Giver(key, 1, waiting_since=30) for key in range(1, 40)] + [Giver(99, 1, waiting_since=2)]
    need = Need(-1, -1, 1)
    first = [each.key for each in Index(alike).shortlist(need, FREE, 10)]
    assert first[0] == 99
    assert first == [each.key for each in Index(reversed(alike)).shortlist(need, FREE, 10)]
    assert first == [each.key for each in shortlist(need, reversed(alike), FREE, 10)]


def test_a_night_goes_on_past_midnight_and_past_the_end_of_the_week():
    sunday_night = span(6 * 96 + 88, 32)
    assert sunday_night.bit_count() == 32
    assert sunday_night & 1  # Monday at midnight
    need = Need(-1, -1, 1, week=span(8, 4))
    assert shortlist(need, [Giver(1, 1, week=sunday_night)], FREE)
    assert Index([Giver(1, 1, week=sunday_night)]).shortlist(need, FREE)
    assert not shortlist(need, [Giver(1, 1, week=span(5 * 96 + 88, 32))], FREE)
    assert span(0, 5 * WEEK) == (1 << WEEK) - 1


def test_nobody_there_and_nobody_who_can_are_both_an_empty_list():
    need = Need(-1, -1, 1, training=1)
    assert Index().shortlist(need, FREE) == shortlist(need, [], FREE) == []
    assert Index([Giver(1, 1)]).shortlist(need, FREE) == []
    assert Index([Giver(1, 1, training=1)]).shortlist(need, FREE, 0) == []


@pytest.mark.parametrize(
    ("code", "need", "giver", "terms"),
    [
        ("apart", {"apart": frozenset({1})}, {}, FREE),
        ("apart", {"person": 1}, {}, FREE),
        ("mode", {"tasks": WASHING}, {"tasks": WASHING}, Terms(no_personal_care=True)),
        ("tasks", {}, {"refuses": 1}, FREE),
        ("checks", {"checks": 1}, {}, FREE),
        ("languages", {"languages": 2}, {"languages": 1}, FREE),
        ("gender", {"tasks": WASHING, "gender": WOMAN}, {"tasks": WASHING, "gender": MAN}, FREE),
        ("gender", {"tasks": WASHING, "gender": WOMAN}, {"tasks": WASHING}, FREE),
        ("home", {"home": 2}, {"bears": 1}, FREE),
        ("allergies", {"allergies": 3}, {"brings": 2}, FREE),
        ("times", {"week": span(10, 4)}, {"week": span(11, 4)}, FREE),
        ("place", {"place": (0, 0)}, {"place": (0, 51)}, FREE),
        ("place", {"area": 1}, {"area": 2}, FREE),
        ("pay", {"pay": PAID}, {"pay": VOLUNTARY}, FREE),
        ("pay", {"pay": PAID, "most_pence": 1200}, {"pay": PAID, "least_pence": 1201}, FREE),
        ("pay", {"pay": PAID}, {"pay": PAID}, Terms(no_paid_work=True)),
        ("room", {}, {"room": 0}, FREE),
    ],
)
def test_each_thing_that_must_be_keeps_two_apart_alone(code, need, giver, terms):
    asked = Need(**{"key": -1, "person": -1, "tasks": 1, **need})
    offered = Giver(**{"key": 1, "tasks": 1, **giver})
    assert hindrances(asked, offered, terms) == BIT[code]
    assert Index([offered]).shortlist(asked, terms) == []


def test_gender_counts_for_personal_care_alone():
    assert not hindrances(Need(-1, -1, 1, gender=WOMAN), Giver(1, 1, gender=MAN), FREE)


def test_who_has_said_no_place_or_no_times_is_not_left_out_and_it_is_known_to_be_unknown():
    found = shortlist(Need(-1, -1, 1, place=(3, 3), week=1), [Giver(1, 1)], FREE)
    assert not found[0].is_far_known
    assert score(Need(-1, -1, 1, area=4), Giver(1, 1, area=4)).is_far_known


def test_an_ask_nobody_can_meet_says_which_one_thing_let_go_would_bring_how_many():
    there = [Giver(key, 1, training=0, languages=2) for key in range(7)] + [Giver(9, 1, training=1, languages=1)]
    need = Need(-1, -1, 1, training=1, languages=2)
    assert shortlist(need, there, FREE) == []
    assert would_admit(need, there, FREE) == {"training": 7, "languages": 1}
    assert [band(count) for count in (0, 4, 5, 9, 10, 99, 100, 5000)] == [0, 0, 5, 5, 10, 50, 100, 100]


def test_who_is_kept_apart_is_never_counted_among_those_who_could_come():
    need = Need(-1, -1, 1, apart=frozenset({1}))
    assert would_admit(need, [Giver(1, 1)], FREE) == {}


def test_two_musts_that_can_never_both_be_are_named():
    strict = Terms(no_paid_work=True, no_personal_care=True)
    need = Need(-1, -1, WASHING, pay=PAID, most_pence=0, week=1, is_flexible=True, least_quarters=3)
    assert contradictions(need, strict) == [
        ("tasks", "mode"),
        ("pay", "mode"),
        ("pay", "budget"),
        ("times", "least"),
    ]
    assert contradictions(Need(-1, -1, 1), FREE) == []


def test_keys_may_be_uuids_and_come_back_as_they_were():
    key = UUID("01890000-0000-7000-8000-00000000000f")
    index = Index([Giver(key, 1), Giver(-4, 1)])
    assert {each.key for each in Index.loaded(index.dumped()).shortlist(Need(-1, -1, 1), FREE)} == {key, -4}


def test_more_bits_than_there_is_room_for_are_refused():
    for bad in ({"tasks": 1 << 18}, {"tasks": 1, "week": 1 << WEEK}, {"tasks": 1, "gender": WOMAN | MAN}):
        with pytest.raises(ValueError, match=r"bits|wish"):
            Need(-1, -1, **bad)
    with pytest.raises(ValueError, match=r"money"):
        Giver(1, 1, least_pence=-1)


def test_somebody_comes_as_far_as_their_fastest_way_takes_them():
    assert reach_of(("foot", "bus"), 20) == 3600
    assert reach_of((), 20) == 1300
