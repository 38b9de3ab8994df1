"""Money adds up, is shared without losing a penny, and never meets a float."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kernel.money import Money, OtherCurrency, round_half_up

pence = st.integers(-(10**12), 10**12)
weights = st.lists(
    st.one_of(st.integers(0, 10**6), st.fractions(0, 1000), st.decimals(0, 1000, places=3)), min_size=1, max_size=12
).filter(any)


def pounds(minor: int) -> Money:
    return Money(minor, "GBP")


@given(pence, pence)
def test_what_is_added_can_be_taken_away_again(a: int, b: int):
    assert pounds(a) + pounds(b) - pounds(b) == pounds(a)
    assert pounds(a) + pounds(b) == pounds(a + b)
    assert -pounds(a) == Money.zero("GBP") - pounds(a)


@given(pence, st.integers(1, 40))
def test_shares_add_up_to_the_whole_and_differ_by_a_penny_at_most(amount: int, parts: int):
    shares = pounds(amount).split(parts)
    assert Money.total(shares, "GBP") == pounds(amount)
    assert max(shares) - min(shares) <= pounds(1)


@given(pence, weights)
def test_shares_by_weight_add_up_and_stay_within_a_penny_of_the_exact_share(amount: int, by: list):
    shares = pounds(amount).split_by(by)
    everything = sum(Fraction(weight) for weight in by)
    assert Money.total(shares, "GBP") == pounds(amount)
    for share, weight in zip(shares, by, strict=True):
        assert abs(share.amount_minor - amount * Fraction(weight) / everything) < 1
        assert weight or not share


@given(pence, weights)
def test_a_credit_is_shared_exactly_like_the_charge_it_undoes(amount: int, by: list):
    assert [-share for share in pounds(amount).split_by(by)] == pounds(-amount).split_by(by)


@given(pence, st.fractions(-1000, 1000, max_denominator=10**6))
def test_a_multiple_is_rounded_once_to_the_nearest_penny(amount: int, ratio: Fraction):
    exact = amount * ratio
    got = (pounds(amount) * ratio).amount_minor
    assert abs(got - exact) <= Fraction(1, 2)
    if abs(got - exact) == Fraction(1, 2):
        assert abs(got) > abs(exact), "exactly half goes away from zero"
    assert pounds(-amount) * ratio == -(pounds(amount) * ratio)


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [("0.5", 1), ("-0.5", -1), ("1.5", 2), ("2.5", 3), ("2.4999", 2), ("-2.5", -3), ("0", 0), ("-0.49", 0)],
)
def test_half_a_penny_rounds_up(exact: str, rounded: int):
    assert round_half_up(Fraction(exact)) == rounded


def test_forty_five_minutes_at_twelve_pounds_fifteen():
    assert Money.of("12.15", "GBP") * Fraction(45, 60) == pounds(911)
    assert Decimal("0.75") * Money.of("12.15", "GBP") == pounds(911)


def test_pounds_and_euros_do_not_go_together():
    with pytest.raises(OtherCurrency):
        pounds(1) + Money(1, "EUR")
    with pytest.raises(OtherCurrency):
        pounds(1) < Money(1, "EUR")  # noqa: B015
    with pytest.raises(OtherCurrency):
        Money.total([Money(1, "EUR")], "GBP")
    assert pounds(1) != Money(1, "EUR")


@pytest.mark.parametrize("wrong", [1.0, True, "1", Decimal(1), None])
def test_only_whole_pence_are_money(wrong: object):
    with pytest.raises(TypeError):
        Money(wrong, "GBP")  # type: ignore[arg-type]


@pytest.mark.parametrize("wrong", [0.1, True, "2", None, Money(2, "GBP")])
def test_money_is_not_multiplied_by_floats_or_by_money(wrong: object):
    with pytest.raises(TypeError):
        pounds(100) * wrong  # type: ignore[operator]
    with pytest.raises(TypeError):
        pounds(100).split_by([wrong])  # type: ignore[list-item]


@pytest.mark.parametrize("wrong", [1, 1.0, "1", None])
def test_money_is_not_added_to_bare_numbers(wrong: object):
    with pytest.raises(TypeError):
        pounds(100) + wrong  # type: ignore[operator]
    with pytest.raises(TypeError):
        pounds(100) < wrong  # type: ignore[operator]  # noqa: B015


@pytest.mark.parametrize("code", ["gbp", "GB", "POUND", "", "G1P", None, "GBP\n"])
def test_a_currency_is_three_capital_letters(code: object):
    with pytest.raises(ValueError, match="three capital letters"):
        Money(1, code)  # type: ignore[arg-type]


def test_amounts_as_people_write_them():
    assert Money.of("12.5", "GBP") == pounds(1250)
    assert Money.of(12, "GBP") == pounds(1200)
    assert Money.of("1000", "JPY") == Money(1000, "JPY")
    assert Money.of("1.234", "KWD") == Money(1234, "KWD")
    for wrong in ("12.505", "twelve", "NaN", "Infinity", ""):
        with pytest.raises(ValueError):
            Money.of(wrong, "GBP")
    with pytest.raises(TypeError):
        Money.of(12.5, "GBP")  # type: ignore[arg-type]
    with pytest.raises(OverflowError):
        Money.of("1e999999", "GBP")


def test_more_than_a_column_holds_is_refused():
    with pytest.raises(OverflowError):
        pounds(2**63 - 1) + pounds(1)


@pytest.mark.parametrize("parts", [0, -1, True, 1.5])
def test_money_is_shared_between_one_or_more(parts: object):
    with pytest.raises(ValueError):
        pounds(10).split(parts)  # type: ignore[arg-type]
    for none in ([], [0, 0], [-1, 2]):
        with pytest.raises(ValueError):
            pounds(10).split_by(none)


def test_the_first_get_the_odd_pennies():
    assert pounds(100).split(3) == [pounds(34), pounds(33), pounds(33)]


def test_money_reads_well():
    assert str(pounds(1250)) == "£12.50"
    assert str(pounds(-123456789)) == "-£1,234,567.89"
    assert str(Money(1000, "JPY")) == "¥1,000"
    assert str(Money(1234, "KWD")) == "1.234\N{NO-BREAK SPACE}KWD"
    with translation.override("en-gb"):
        assert pounds(1234500).for_people() == "£12,345.00"
    with translation.override("pl"):
        assert pounds(1234500).for_people() == "£12\N{NO-BREAK SPACE}345,00"


@given(pence)
def test_money_survives_being_written_down(amount: int):
    assert Money.from_json(pounds(amount).as_json()) == pounds(amount)
    assert hash(pounds(amount)) == hash(Money(amount, "GBP"))
    assert bool(pounds(amount)) is (amount != 0)
