"""Money is whole pence with a currency; pounds and euros do not add up, and no penny is lost in sharing."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Any, Final

from django.utils import formats

Ratio = int | Fraction | Decimal

# ISO 4217 currencies that do not have two decimals.
_NO_DECIMALS: Final = frozenset(
    {
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    }
)
_THREE_DECIMALS: Final = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
_SYMBOLS: Final[dict[str, str]] = {"GBP": "£", "EUR": "€", "USD": "$", "JPY": "¥"}
_CODE = re.compile(r"[A-Z]{3}")
_LARGEST: Final = 2**63 - 1  # what a bigint column holds


class OtherCurrency(TypeError):
    """Two amounts in different currencies were put together."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in the smallest unit of one currency: `Money(1250, "GBP")` is £12.50.

    Never a float, never a bare number: what is multiplied is rounded once, half away from zero, so that a charge and
    its credit are always each other's opposite.
    """

    amount_minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.amount_minor) is not int:
            raise TypeError(f"Money is whole pence, not {type(self.amount_minor).__name__}.")
        if not isinstance(self.currency, str) or not _CODE.fullmatch(self.currency):
            raise ValueError("A currency is three capital letters, such as GBP.")
        if abs(self.amount_minor) > _LARGEST:
            raise OverflowError("More money than can be written down.")

    @classmethod
    def zero(cls, currency: str) -> "Money":
        return cls(0, currency)

    @classmethod
    def of(cls, amount: str | Decimal | int, currency: str) -> "Money":
        """The amount as people write it: `Money.of("12.50", "GBP")`. ValueError when finer than the currency goes."""
        if isinstance(amount, bool) or not isinstance(amount, (str, Decimal, int)):
            raise TypeError(f"Write money as text or Decimal, not as {type(amount).__name__}.")
        try:
            major = Decimal(amount)
        except ArithmeticError as error:
            raise ValueError("That is not an amount of money.") from error
        if not major.is_finite():
            raise ValueError("That is not an amount of money.")
        if major.adjusted() > 20:
            raise OverflowError("More money than can be written down.")
        minor = Fraction(major) * 10 ** decimals(currency)
        if minor.denominator != 1:
            raise ValueError(f"{currency} has no coins as small as that.")
        return cls(int(minor), currency)

    @classmethod
    def total(cls, amounts: Iterable["Money"], currency: str) -> "Money":
        """All of them together; nothing at all is zero of the currency named."""
        result = cls.zero(currency)
        for amount in amounts:
            result = result + amount
        return result

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Money":
        return cls(data["amount_minor"], data["currency"])

    def as_json(self) -> dict[str, Any]:
        return {"amount_minor": self.amount_minor, "currency": self.currency}

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount_minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount_minor - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount_minor, self.currency)

    def __abs__(self) -> "Money":
        return Money(abs(self.amount_minor), self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.amount_minor < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.amount_minor <= self._same(other)

    def __gt__(self, other: "Money") -> bool:
        return self.amount_minor > self._same(other)

    def __ge__(self, other: "Money") -> bool:
        return self.amount_minor >= self._same(other)

    def __bool__(self) -> bool:
        """Whether there is any."""
        return self.amount_minor != 0

    def __mul__(self, ratio: Ratio) -> "Money":
        """So many times as much, rounded once to whole pence, half away from zero."""
        if isinstance(ratio, bool) or not isinstance(ratio, (int, Fraction, Decimal)):
            raise TypeError(f"Money is multiplied by an int, Fraction or Decimal, not by {type(ratio).__name__}.")
        return Money(round_half_up(self.amount_minor * _exact(ratio)), self.currency)

    __rmul__ = __mul__

    def ratio_to(self, other: "Money") -> Fraction:
        """How many times the other goes into this, exactly."""
        return Fraction(self.amount_minor, self._same(other))

    def split(self, parts: int) -> list["Money"]:
        """Shared out fairly: no two shares differ by more than a penny, the first ones get the odd pennies."""
        if isinstance(parts, bool) or not isinstance(parts, int) or parts < 1:
            raise ValueError("Money is shared between one or more.")
        return self.split_by([1] * parts)

    def split_by(self, weights: Sequence[Ratio]) -> list["Money"]:
        """Shared out in proportion; the shares always add up to the whole.

        Each share is its exact one rounded towards zero, and the pennies left go one each to those who lost most by
        that, the earlier first. So the same amount and weights always give the same shares.
        """
        exact = [_exact(weight) for weight in weights]
        if not exact or any(weight < 0 for weight in exact) or sum(exact) == 0:
            raise ValueError("Weights are not negative, and at least one is more than nothing.")
        scale = lcm(*(weight.denominator for weight in exact))
        whole = [int(weight * scale) for weight in exact]
        sign, amount, everything = (-1 if self.amount_minor < 0 else 1), abs(self.amount_minor), sum(whole)
        shares = [amount * weight // everything for weight in whole]
        lost = [amount * weight % everything for weight in whole]
        most_lost = sorted(range(len(whole)), key=lambda place: (-lost[place], place))
        for place in most_lost[: amount - sum(shares)]:
            shares[place] += 1
        return [Money(sign * share, self.currency) for share in shares]

    def __str__(self) -> str:
        """£12.50, the English way, for messages and documents that are not translated."""
        return self._written(f"{abs(self._major()):,.{decimals(self.currency)}f}")

    def for_people(self) -> str:
        """£12.50 with the separators of the reader's language."""
        places = decimals(self.currency)
        number = formats.number_format(abs(self._major()), decimal_pos=places, use_l10n=True, force_grouping=True)
        return self._written(number)

    def _written(self, number: str) -> str:
        sign = "-" if self.amount_minor < 0 else ""
        symbol = _SYMBOLS.get(self.currency)
        return f"{sign}{symbol}{number}" if symbol else f"{sign}{number}\N{NO-BREAK SPACE}{self.currency}"

    def _major(self) -> Decimal:
        return Decimal(self.amount_minor).scaleb(-decimals(self.currency))

    def _same(self, other: "Money") -> int:
        if not isinstance(other, Money):
            raise TypeError(f"Money goes together with money, not with {type(other).__name__}.")
        if other.currency != self.currency:
            raise OtherCurrency(f"{self.currency} and {other.currency} do not go together.")
        return other.amount_minor


def decimals(currency: str) -> int:
    """How many decimals a currency is written with: two for pounds, none for yen."""
    if currency in _NO_DECIMALS:
        return 0
    return 3 if currency in _THREE_DECIMALS else 2


def round_half_up(exact: Fraction) -> int:
    """To the nearest whole; exactly half goes away from zero, as on a bill."""
    away = (2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator)
    return -away if exact < 0 else away


def _exact(ratio: Ratio) -> Fraction:
    if isinstance(ratio, bool) or not isinstance(ratio, (int, Fraction, Decimal)):
        raise TypeError(f"A ratio is an int, Fraction or Decimal, not {type(ratio).__name__}.")
    if isinstance(ratio, Decimal) and not ratio.is_finite():
        raise ValueError("A ratio is a finite number.")
    return Fraction(ratio)
