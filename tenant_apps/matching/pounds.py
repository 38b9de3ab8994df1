"""An amount of pounds, as people type it: 12, 12.50, 12,50 or £12.50."""

from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

HOW: Final = _("Write pounds and pence, like 12.50.")


class PoundsField(forms.Field):
    """Pounds and pence, from nothing to `most`. A text box: a box for numbers would empty what it cannot read."""

    def __init__(self, *, most: int, **more: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(widget=widget, **more)
        self.most = most

    def to_python(self, value: Any) -> Decimal | None:
        typed = str("" if value is None else value).replace("£", "").replace(" ", "").replace(",", ".")
        if not typed:
            return None
        try:
            amount = Decimal(typed)
        except InvalidOperation:
            raise ValidationError(HOW, code="pounds") from None
        if not amount.is_finite() or amount != round(amount, 2):
            raise ValidationError(HOW, code="pounds")
        if amount < 0:
            raise ValidationError(_("Write an amount that is not below nothing."), code="pounds_below")
        if amount > self.most:
            raise ValidationError(
                _("That is more than we can take. Look whether a point is missing."), code="pounds_more"
            )
        return amount


def pence(amount: Decimal | None) -> int | None:
    return None if amount is None else int(amount * 100)
