"""Lists are spread among people, and whoever is brought together would not rather be with somebody else."""

from dataclasses import replace
from itertools import permutations
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tenant_apps.matching.engine.checker import blocking, faults
from tenant_apps.matching.engine.fairness import gini, never_seen, spread
from tenant_apps.matching.engine.shape import Scored
from tenant_apps.matching.engine.stable import match

ALIKE = [Scored(key, 800, 800, 800) for key in range(40)]


def wishes(seed, asks=12, givers=9):
    draw = Random(seed)
    asked = {-n: draw.sample(range(1, givers + 1), draw.randrange(givers + 1)) for n in range(1, asks + 1)}
    offered = {n: draw.sample(sorted(asked), draw.randrange(asks + 1)) for n in range(1, givers + 1)}
    return asked, offered, {n: draw.randrange(1, 4) for n in asked}, {n: draw.randrange(4) for n in offered}


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**6))
def test_nobody_is_brought_together_who_would_both_rather_have_each_other(seed):
    given_ = wishes(seed)
    made = match(*given_)
    assert not faults(made, *given_)
    assert not blocking(made, *given_)


def test_the_checker_finds_what_is_wrong():
    asked, offered = {-1: [1, 2], -2: [1, 2]}, {1: [-1, -2], 2: [-1, -2]}
    assert blocking({-1: [2], -2: [1]}, asked, offered, {}, {}) == [(-1, 1)]
    assert blocking({}, asked, offered, {}, {}) != []
    assert faults({-1: [1], -2: [1]}, asked, offered, {}, {})
    assert faults({-1: [3]}, asked, offered, {}, {})
    assert faults({-1: [1, 2]}, asked, offered, {}, {})
    stable = [
        pair for pair in permutations((1, 2)) if not blocking({-1: [pair[0]], -2: [pair[1]]}, asked, offered, {}, {})
    ]
    assert stable == [(1, 2)]
    assert match(asked, offered, {}, {}) == {-1: [1], -2: [2]}


def test_among_near_equals_whoever_was_shown_least_comes_first_and_the_day_turns_the_rest():
    shown = dict.fromkeys(range(20), 3)
    monday = spread(ALIKE, shown, salt="ask 1 monday")
    assert {each.key for each in monday} == set(range(20, 40))
    assert monday == spread(list(reversed(ALIKE)), shown, salt="ask 1 monday")
    assert monday != spread(ALIKE, shown, salt="ask 1 tuesday")


def test_who_suits_far_better_still_comes_first_and_who_is_on_too_many_lists_comes_last():
    found = [*ALIKE[:3], Scored(77, 990, 990, 990)]
    assert spread(found, {77: 2}, salt="")[0].key == 77
    assert spread(found, {77: 9}, salt="", cap=9)[-1].key == 77
    assert len(spread(found, {77: 9}, salt="", cap=9)) == 4


def test_who_waited_longest_comes_first_among_those_shown_as_often():
    waits = [replace(each, waiting_since=-3) if each.key == 5 else each for each in ALIKE]
    assert spread(waits, {}, salt="", most=1)[0].key == 5


def test_how_unevenly_people_are_shown_is_counted():
    assert gini([4, 4, 4, 4]) == gini([]) == gini([0, 0]) == 0
    assert gini([0] * 99 + [5]) == 990
    assert never_seen([0, 1, 2, 0]) == 500
    assert never_seen([]) == 0
