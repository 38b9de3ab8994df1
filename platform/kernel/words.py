"""What people type: in one spelling, and without signs that nobody can see."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_TURNS_THE_PAGE = re.compile("[\u202a-\u202e\u2066-\u2069]")


def tidy(text: str) -> str:
    """One line in one spelling (Unicode NFC), with single spaces and none around it."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def refuse_control_signs(text: str) -> None:
    """Names come from all over the world, but none holds a line feed or turns the rest of the page around.

    A validator for model and form fields; migrations name it, so it must stay importable from here.
    """
    if _TURNS_THE_PAGE.search(text) or any(unicodedata.category(sign) == "Cc" for sign in text):
        raise ValidationError(_("This holds signs that cannot be shown. Type it again."), code="control_signs")
