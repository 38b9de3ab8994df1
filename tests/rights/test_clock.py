"""The clock of a request: a month, two more, days that do not count, and a month that begins anew."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenant_apps.rights.clock import Stop, due_on, months_later, started_on

DAY = date(2026, 6, 19)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 3, 3), 1, date(2026, 4, 3)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 30), 1, date(2028, 2, 29)),
        (date(2026, 12, 5), 1, date(2027, 1, 5)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 5, 31), -24, date(2024, 5, 31)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_one_there_is(day, months, later):
    assert months_later(day, months) == later


def test_an_answer_is_due_within_a_month_or_three_when_it_is_complex():
    assert due_on(DAY, [], today=DAY) == date(2026, 7, 19)
    assert due_on(DAY, [], today=DAY, is_extended=True) == date(2026, 9, 19)


def test_the_days_between_a_question_and_its_answer_do_not_count():
    asked, answered = DAY + timedelta(days=3), DAY + timedelta(days=10)
    assert due_on(DAY, [Stop(asked, answered)], today=answered) == date(2026, 7, 26)


def test_while_nobody_answers_the_last_day_moves_on_with_every_day():
    stop = Stop(DAY + timedelta(days=3))
    assert due_on(DAY, [stop], today=DAY + timedelta(days=8)) == date(2026, 7, 24)
    assert due_on(DAY, [stop], today=DAY + timedelta(days=9)) == date(2026, 7, 25)


def test_a_proof_of_who_they_are_begins_the_month_anew():
    proved = DAY + timedelta(days=12)
    stops = [Stop(DAY + timedelta(days=2), proved, restarts=True)]
    assert started_on(DAY, stops) == proved
    assert due_on(DAY, stops, today=proved) == months_later(proved, 1)


def test_a_day_in_two_stops_counts_once():
    stops = [Stop(DAY, DAY + timedelta(days=5)), Stop(DAY + timedelta(days=3), DAY + timedelta(days=8))]
    assert due_on(DAY, stops, today=DAY) == date(2026, 7, 27)


days = st.dates(date(2020, 1, 1), date(2040, 1, 1))
stops = st.lists(
    st.builds(
        lambda on, length, restarts: Stop(on, on + timedelta(days=length), restarts),
        days,
        st.integers(0, 60),
        st.booleans(),
    ),
    max_size=4,
)


@given(
    received=days, some=stops, one=st.builds(lambda on, n: Stop(on, on + timedelta(days=n)), days, st.integers(0, 60))
)
def test_a_stop_never_shortens_the_time_and_an_extension_never_either(received, some, one):
    plain = due_on(received, some, today=received)
    assert due_on(received, [*some, one], today=received) >= plain >= months_later(received, 1)
    assert due_on(received, some, today=received, is_extended=True) > plain
