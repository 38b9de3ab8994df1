"""Spans touch without overlapping, and the two odd nights of the year have been thought of."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.time import Gap, NoSuchTime, Overlap, Span, TwiceThatDay, instant_at, now, today_in, zone

LONDON = "Europe/London"
SPRING = date(2026, 3, 29)  # 01:00 becomes 02:00
AUTUMN = date(2026, 10, 25)  # 02:00 becomes 01:00
days = st.dates(date(2000, 1, 1), date(2060, 1, 1))
instants = st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))


def span_of(moments):
    return st.tuples(moments, st.one_of(st.none(), moments)).filter(lambda ends: ends[1] is None or ends[0] < ends[1])


spans = span_of(days).map(lambda ends: Span(*ends))


def test_now_says_its_zone():
    assert now().utcoffset() == timedelta(0)


def test_today_depends_on_where_you_are():
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert today_in(LONDON, late) == date(2026, 7, 1)
    assert today_in(ZoneInfo("America/New_York"), late) == date(2026, 6, 30)
    with pytest.raises(ValueError):
        today_in(LONDON, datetime(2026, 6, 30))


@pytest.mark.parametrize("name", ["Europe/Calderdale", "", "../../etc/passwd", "/etc/localtime"])
def test_unknown_zones_are_refused(name: str):
    with pytest.raises(ValueError):
        zone(name)


def test_an_ordinary_day_needs_no_policy_but_must_name_one():
    at = instant_at(date(2026, 7, 1), time(9), LONDON, gap=Gap.REFUSE, overlap=Overlap.REFUSE)
    assert at == datetime(2026, 7, 1, 8, tzinfo=UTC)
    with pytest.raises(TypeError):
        instant_at(date(2026, 7, 1), time(9), LONDON)  # type: ignore[call-arg]


def test_half_past_one_on_the_spring_night():
    def at(gap: Gap, clock: time = time(1, 30)) -> datetime:
        return instant_at(SPRING, clock, LONDON, gap=gap, overlap=Overlap.FIRST)

    assert at(Gap.SHIFT) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC), "02:30 by the new clock"
    assert at(Gap.END) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "02:00, the first moment there is"
    with pytest.raises(NoSuchTime):
        at(Gap.REFUSE)
    assert at(Gap.REFUSE, time(0, 59)) == datetime(2026, 3, 29, 0, 59, tzinfo=UTC)
    assert at(Gap.REFUSE, time(2, 0)) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_half_past_one_on_the_autumn_night():
    def at(overlap: Overlap) -> datetime:
        return instant_at(AUTUMN, time(1, 30), LONDON, gap=Gap.SHIFT, overlap=overlap)

    assert at(Overlap.FIRST) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert at(Overlap.SECOND) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    with pytest.raises(TwiceThatDay):
        at(Overlap.REFUSE)


def test_half_an_hour_is_skipped_on_lord_howe_island():
    at = instant_at(date(2026, 10, 4), time(2, 10), "Australia/Lord_Howe", gap=Gap.END, overlap=Overlap.FIRST)
    assert at.astimezone(ZoneInfo("Australia/Lord_Howe")).time() == time(2, 30)


@given(days, st.times(), st.sampled_from([LONDON, "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"]))
def test_the_clock_shows_what_was_asked_unless_it_never_does(on: date, at: time, name: str):
    try:
        instant = instant_at(on, at, name, gap=Gap.REFUSE, overlap=Overlap.SECOND)
    except NoSuchTime:
        end = instant_at(on, at, name, gap=Gap.END, overlap=Overlap.SECOND)
        shifted = instant_at(on, at, name, gap=Gap.SHIFT, overlap=Overlap.SECOND)
        assert end <= shifted < end + timedelta(hours=1, seconds=1)
    else:
        there = instant.astimezone(ZoneInfo(name))
        assert (there.date(), there.time()) == (on, at)


def test_a_wall_clock_time_is_a_plain_day_and_a_plain_time():
    with pytest.raises(TypeError):
        instant_at(datetime(2026, 1, 1), time(1), LONDON, gap=Gap.SHIFT, overlap=Overlap.FIRST)
    with pytest.raises(ValueError):
        instant_at(SPRING, time(1, tzinfo=UTC), LONDON, gap=Gap.SHIFT, overlap=Overlap.FIRST)


@given(spans, spans)
def test_two_spans_overlap_exactly_when_some_day_lies_in_both(a: Span, b: Span):
    common = a.meet(b)
    assert a.overlaps(b) == b.overlaps(a) == (common is not None)
    if common is not None:
        assert common.start in a
        assert common.start in b
    else:
        assert a.start not in b
        assert b.start not in a


@given(st.lists(days, min_size=3, max_size=3, unique=True).map(sorted))
def test_spans_that_touch_do_not_overlap(three: list[date]):
    a, b, c = three
    assert not Span(a, b).overlaps(Span(b, c))
    assert not Span(a, b).overlaps(Span(b))
    assert a in Span(a, b)
    assert b not in Span(a, b)


@given(instants, st.timedeltas(timedelta(seconds=1), timedelta(days=400)))
def test_a_span_of_instants_is_as_long_as_it_really_lasts(start: datetime, length: timedelta):
    assert Span(start, start + length).length == length
    assert Span(start).length is None


def test_a_night_with_an_extra_hour_lasts_nine_hours():
    london = ZoneInfo(LONDON)
    night = Span(datetime(2026, 10, 24, 23, tzinfo=london), datetime(2026, 10, 25, 7, tzinfo=london))
    assert night.length == timedelta(hours=9)


@pytest.mark.parametrize(
    ("start", "end", "error"),
    [
        (date(2026, 1, 2), date(2026, 1, 2), ValueError),
        (date(2026, 1, 2), date(2026, 1, 1), ValueError),
        (datetime(2026, 1, 1), None, ValueError),
        (date(2026, 1, 1), datetime(2026, 1, 2, tzinfo=UTC), TypeError),
        (time(1), None, TypeError),
    ],
)
def test_senseless_spans_are_refused(start: object, end: object, error: type[Exception]):
    with pytest.raises(error):
        Span(start, end)  # type: ignore[type-var]


def test_instants_of_several_zones_compare_as_instants():
    east = datetime(2026, 1, 1, 2, tzinfo=timezone(timedelta(hours=2)))
    assert datetime(2026, 1, 1, tzinfo=UTC) in Span(east, east + timedelta(minutes=1))
