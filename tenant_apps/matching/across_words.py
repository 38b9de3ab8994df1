"""A summary from another circle, or of ours as it is read there, in plain words."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenant_apps.matching.models import Pay, What
from tenant_apps.profiles.facets.support import TASKS

_TASKS: Final = dict(TASKS)
_GROUPS: Final = MappingProxyType(
    {
        "company": gettext_lazy("company, and getting out"),
        "home": gettext_lazy("a hand in house and garden"),
        "personal": gettext_lazy("a hand with personal care"),
    }
)
_DAYS: Final = MappingProxyType({"weekday": gettext_lazy("on weekdays"), "weekend": gettext_lazy("at weekends")})
_TIMES: Final = MappingProxyType(
    {
        "weekday-morning": gettext_lazy("weekday mornings"),
        "weekday-afternoon": gettext_lazy("weekday afternoons"),
        "weekday-evening": gettext_lazy("weekday evenings"),
        "weekday-night": gettext_lazy("weekday nights"),
        "weekend-morning": gettext_lazy("weekend mornings"),
        "weekend-afternoon": gettext_lazy("weekend afternoons"),
        "weekend-evening": gettext_lazy("weekend evenings"),
        "weekend-night": gettext_lazy("weekend nights"),
    }
)
_PAY: Final = MappingProxyType(
    {
        Pay.PAID.value: gettext_lazy("Paid"),
        Pay.VOLUNTARY.value: gettext_lazy("Unpaid"),
        Pay.EITHER.value: gettext_lazy("Paid or unpaid"),
    }
)


def heading(what: str, circle: str) -> str:
    """Who it is, in so far as anybody is told."""
    if what == What.ASK:
        return _("Somebody in %(circle)s would like support") % {"circle": circle}
    return _("Somebody in %(circle)s would like to give support") % {"circle": circle}


def lines(summary: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a summary says, as pairs of a label and words. Nothing to say is an empty list."""
    found = [
        (_("What"), _joined(summary.get("tasks"), _TASKS) or _joined(summary.get("groups"), _GROUPS)),
        (_("When"), _joined(summary.get("times"), _TIMES) or _joined(summary.get("days"), _DAYS)),
        (_("Paid or not"), _joined(summary.get("pay"), _PAY)),
    ]
    return [(label, words) for label, words in found if words]


def _joined(codes: Any, words: Mapping[str, Any]) -> str:
    return ", ".join(str(words[code]) for code in codes or [] if code in words)


def times_in_words(code: str) -> str:
    """A part of the week: weekday mornings."""
    return str(_TIMES.get(code, code))
