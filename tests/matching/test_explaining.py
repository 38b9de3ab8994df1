"""Why two people might suit one another: in words both may know, in three forms, without a number or an order."""

import re
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.sections import sections
from tenant_apps.matching import explaining
from tenant_apps.matching.explaining import A_WEEK, MOST, Known, Side, Way, quarters, reasons
from tenant_apps.profiles.shape import DAYS
from tenant_apps.profiles.vocabulary import Vocabulary

ASKER, GIVER = UUID(int=1), UUID(int=2)
LANGUAGES, INTERESTS, OFFERS = "profiles.me.languages", "profiles.me.interests", "matching.offers"


@pytest.fixture
def said():
    return Vocabulary([], "en-gb", "en-gb")


def asker(**more) -> Side:
    facets = {
        "tasks": Known(("company", "shopping")),
        "wanted_languages": Known(("pl",)),
        "interests": Known(("games",), INTERESTS),
    }
    return Side(ASKER, facets, {"tue": [["09:00", "12:00"]], "fri": [["09:30", "11:00"]]}, **more)


def giver(**more) -> Side:
    facets = {
        "tasks": Known(("company", "shopping"), OFFERS),
        "gladly": Known(("company",), OFFERS),
        "languages": Known(("en", "pl"), LANGUAGES),
        "interests": Known(("games", "music"), INTERESTS),
    }
    week = {"tue": [["08:00", "11:00"]], "fri": [["10:00", "18:00"]]}
    return Side(GIVER, facets, week, OFFERS, **more)


def everything(_code: str) -> bool:
    return True


def test_the_example_of_the_issue_is_said(said):
    found = reasons(asker(), giver(), asker_sees=everything, giver_sees=everything, way=Way(12, "bus"))
    assert [explaining.written(each, said) for each in found] == [
        "Speaks Polish",
        "Lives about 15 minutes away by bus",
        "Free in the morning on Tuesday and Friday",
        "Very glad to do: Company and a chat",
    ]
    assert explaining.spoken(found[2], said) == "They are free in the morning on Tuesday and Friday."
    assert explaining.easy(found, said)[0] == "This person speaks Polish."


@pytest.mark.parametrize("hidden", [LANGUAGES, INTERESTS, OFFERS])
def test_what_the_asker_may_not_see_of_the_giver_is_no_reason(hidden):
    found = explaining._all(asker(), giver(), Way(10))
    seen = [each for each in found if explaining._both_know(each, lambda code: code != hidden, everything)]
    assert all(hidden not in each.of_giver for each in seen)
    assert any(hidden in each.of_giver for each in explaining._all(asker(), giver(), None))


def test_what_the_giver_may_not_see_of_the_asker_is_no_reason(said):
    plain = Side(ASKER, {"interests": Known(("games",), INTERESTS)})
    assert reasons(plain, giver(), asker_sees=everything, giver_sees=everything)
    assert not reasons(plain, giver(), asker_sees=everything, giver_sees=lambda code: code != INTERESTS)


def test_nothing_of_the_week_is_said_for_a_quarter_of_an_hour():
    little = Side(GIVER, {}, {"tue": [["11:45", "14:00"]]}, OFFERS)
    assert not reasons(asker(), little, asker_sees=everything, giver_sees=everything)


def test_a_night_goes_on_past_midnight_and_past_sunday(said):
    one = Side(ASKER, {}, {"sun": [["22:00", "07:00"]]})
    other = Side(GIVER, {}, {"sun": [["21:00", "06:00"]]}, OFFERS)
    found = reasons(one, other, asker_sees=everything, giver_sees=everything)
    assert explaining.written(found[0], said) == "Free at night on Sunday"
    assert quarters({"sun": [["22:00", "07:00"]]}) & 0b1111
    assert quarters({"mon": [["00:00", "00:00"]]}).bit_count() == 96


def test_a_way_is_never_said_more_closely_than_a_quarter_of_an_hour(said):
    ways = {explaining.written(explaining.Reason("way", way=Way(explaining._rounded(n))), said) for n in range(1, 200)}
    assert len(ways) == 5
    near = explaining.Reason("way", way=Way(0))
    assert explaining.written(near, said) == "Lives near you"


codes = st.lists(st.sampled_from(["en", "pl", "games", "music", "company", "first-aid", "dementia"]), max_size=4)
facets = st.dictionaries(
    st.sampled_from(["languages", "interests", "tasks", "gladly", "skills", "courses", "wanted_languages"]),
    st.builds(Known, codes.map(tuple), st.sampled_from(["", LANGUAGES, INTERESTS, OFFERS])),
)
spans = st.lists(st.tuples(st.integers(0, 95), st.integers(0, 95)).filter(lambda s: s[0] != s[1]), max_size=2)
weeks = st.dictionaries(st.sampled_from(DAYS), spans.map(lambda found: [[_at(a), _at(b)] for a, b in found]))
sides = st.builds(Side, st.just(GIVER), facets, weeks, st.sampled_from(["", OFFERS]), st.booleans())
some = st.sets(st.sampled_from([LANGUAGES, INTERESTS, OFFERS]))


def _at(quarter: int) -> str:
    return f"{quarter // 4:02d}:{quarter % 4 * 15:02d}"


@given(sides, sides, some, some)
def test_every_reason_rests_on_what_both_may_know_and_says_no_number(one, other, asker_sees, giver_sees):
    found = reasons(one, other, asker_sees=asker_sees.__contains__, giver_sees=giver_sees.__contains__)
    assert len(found) <= MOST
    words = Vocabulary([], "en-gb", "en-gb")
    for each in found:
        assert each.of_giver <= asker_sees
        assert each.of_asker <= giver_sees
        assert not re.search(r"\d", explaining.written(each, words))
        assert explaining.spoken(each, words).endswith(".")
    assert quarters(one.week) < 1 << A_WEEK


@given(sides, sides, some)
def test_seeing_less_never_adds_a_reason_that_was_not_there(one, other, seen):
    everything_ = list(explaining._all(one, other, None))
    less = reasons(one, other, asker_sees=seen.__contains__, giver_sees=everything)
    assert all(each in everything_ for each in less)


def test_the_sections_that_reasons_are_read_from_are_declared():
    known = {each.code for each in sections()}
    assert {LANGUAGES, INTERESTS, OFFERS} <= known
