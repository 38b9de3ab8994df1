"""What can be switched on for a circle when both sides are ready for it: each with a word and what it means.

Only what really holds something back while it is off stands here. Whether others may copy a circle's set-up is kept in
the same column, and its own stewards say that (`tenant_apps.site.setting_up`).
"""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tenants.context import CircleRef


@dataclass(frozen=True)
class Feature:
    code: str
    name: str | Promise
    means: str | Promise


FEATURES: Final = (
    Feature("figures", _("Figures"), _("Stewards can choose to report numbers to the federation each month.")),
)


# Switched by the circle's own stewards, and by nobody else.
MAY_BE_COPIED: Final = Feature(
    "may-be-copied",
    _("Others may copy your set-up"),
    _("New circles can start with your colours, your words and your public pages."),
)


def feature_called(code: str) -> Feature | None:
    return next((each for each in FEATURES if each.code == code), None)


def name_of(code: str) -> str:
    """What something is called that was switched for a circle; its code, when it cannot be switched any more."""
    return next((str(each.name) for each in (*FEATURES, MAY_BE_COPIED) if each.code == code), code)


def is_on(circle: CircleRef, code: str) -> bool:
    """Whether this is switched on for the circle."""
    return code in circle.features
