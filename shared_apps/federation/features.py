"""What can be switched on for a circle when both sides are ready for it: each with a word and what it means."""

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
    Feature("letters", _("Letters to other circles"), _("Stewards can write to other circles they have agreed with.")),
    Feature("own_domain", _("An address of your own"), _("Your site can be reached by a web address that you own.")),
    Feature("tools", _("Your own tools"), _("Members can use one sign-in for your circle's chat and other tools.")),
    Feature("mailing_list", _("Mailing list"), _("People can ask on your site to be sent your news.")),
    Feature(
        "may-be-copied",
        _("Others may copy your set-up"),
        _("New circles can start with your colours, your words and the texts of your public pages."),
    ),
    Feature("figures", _("Figures"), _("Stewards can choose to report numbers to the federation each month.")),
)


def feature_called(code: str) -> Feature | None:
    return next((each for each in FEATURES if each.code == code), None)


def is_on(circle: CircleRef, code: str) -> bool:
    """Whether this is switched on for the circle."""
    return code in circle.features
