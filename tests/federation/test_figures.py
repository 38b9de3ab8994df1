"""Figures: no number under five is shown, and none can be worked out from those that are."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shared_apps.federation.figures import first_of_month, month_before
from shared_apps.federation.models import FigureReport
from shared_apps.federation.services import figures
from shared_apps.federation.suppression import changed_by_few, protected

JUNE, JULY, AUGUST = date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1)
LIMIT = 5


def circle(number: int) -> UUID:
    return UUID(int=number)


def told(month: date, **members: int) -> None:
    for name, count in members.items():
        figures.report(circle(ord(name)), month, {"members": count}, key=f"{name}{month}")


@given(some.dictionaries(some.integers(0, 30), some.integers(0, 40), max_size=12))
def test_no_small_number_is_shown_and_none_can_be_taken_from_the_total(cells):
    shown, total = protected(cells, LIMIT)
    hidden = [cells[row] for row, number in shown.items() if number is None]
    assert all(number is None or number >= LIMIT for number in shown.values())
    assert all(number is None or number == cells[row] for row, number in shown.items())
    if hidden and total is not None:
        rest = total - sum(number for number in shown.values() if number is not None)
        assert len(hidden) > 1
        assert rest >= LIMIT
    assert total is None or total >= LIMIT


def test_one_small_number_takes_the_next_smallest_with_it():
    shown, total = protected({"a": 3, "b": 12, "c": 40}, LIMIT)
    assert shown == {"a": None, "b": None, "c": 40}
    assert total == 55


def test_when_nothing_else_can_hide_it_the_total_is_not_shown():
    assert protected({"a": 3}, LIMIT) == ({"a": None}, None)
    assert protected({"a": 1, "b": 2}, LIMIT) == ({"a": None, "b": None}, None)
    assert protected({}, LIMIT) == ({}, None)


def test_a_circle_that_joins_with_few_people_cannot_be_seen_in_the_difference_of_two_months(federation):
    told(JUNE, a=20, b=30, c=40)
    told(JULY, a=20, b=30, c=40, d=2)
    told(AUGUST, a=20, b=30, c=40, d=2)
    august, july, june = figures.months()
    assert june.totals["members"] == 90
    assert july.totals["members"] is None
    # held against June, the last month that was shown: the difference would still tell of d
    assert august.totals["members"] is None
    assert changed_by_few({1: 20, 2: 3}, {1: 20}, LIMIT)
    assert not changed_by_few({1: 20}, {1: 25}, LIMIT)


def test_a_part_that_is_nearly_the_whole_is_not_shown(federation):
    for name in "abc":
        figures.report(circle(ord(name)), JUNE, {"members": 10, "supported": 9}, key=name)
    [june] = figures.months()
    assert june.totals["members"] == 30
    assert june.totals["supported"] is None
    assert all(cells["supported"] is None for cells in june.by_circle.values())


def test_the_first_report_of_a_month_counts_however_often_it_is_told(federation):
    told(JUNE, a=20)
    figures.report(circle(ord("a")), JUNE, {"members": 99}, key="another")
    assert FigureReport.objects.get().counts == {"members": 20}
    for wrong in ({"secrets": 7}, {"members": -1}):
        with pytest.raises(ValueError, match="no figures"):
            figures.report(circle(2), JUNE, wrong, key="x")


def test_two_circles_are_too_few_to_be_public_for_each_knows_its_own(federation):
    told(JUNE, a=20, b=30)
    told(JULY, a=20, b=30, c=10)
    july, june = figures.months()
    assert not june.may_be_public
    assert july.may_be_public


def test_months_are_named_by_their_first_day():
    assert month_before(date(2026, 1, 31)) == date(2025, 12, 1)
    assert month_before(date(2026, 3, 1)) == date(2026, 2, 1)
    assert first_of_month(date(2026, 3, 31)) == date(2026, 3, 1)
