"""The hats of the national co-op's officers, and what each of them may do."""

from typing import Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shared_apps.federation import policies

APPLICATIONS: Final = "applications"
CIRCLES: Final = "circles"
RUNS: Final = "runs"
OFFICERS: Final = "officers"
AUDIT: Final = "audit"
OWN: Final = (APPLICATIONS, CIRCLES, RUNS, OFFICERS, AUDIT)
EVERY_POWER: Final = frozenset({*policies.POWERS, *OWN})


class Hat(models.TextChoices):
    DIRECTOR = "director", _("National director")
    OPERATOR = "operator", _("Operator")
    SUPPORT = "support", _("Support")
    STANDARDS = "standards", _("Standards")


POWERS: Final[dict[str, frozenset[str]]] = {
    Hat.DIRECTOR: EVERY_POWER,
    Hat.OPERATOR: frozenset({CIRCLES, RUNS, policies.FEATURES, policies.INCIDENTS}),
    Hat.SUPPORT: frozenset({policies.SUPPORT, policies.INCIDENTS, policies.ANNOUNCEMENTS}),
    Hat.STANDARDS: frozenset(
        {APPLICATIONS, AUDIT, policies.STAGES, policies.FACTS, policies.AGREEMENTS, policies.ANNOUNCEMENTS}
    ),
}

MEANS: Final[dict[str, str | Promise]] = {
    Hat.DIRECTOR: _("May do everything here, and gives and ends hats."),
    Hat.OPERATOR: _("Opens, pauses and closes circles, looks after runs, and switches features."),
    Hat.SUPPORT: _("Helps stewards: asks for support sessions, tells of incidents, and writes announcements."),
    Hat.STANDARDS: _("Decides on applications, moves life stages, notes facts, and publishes the agreement."),
}


def powers_of(hats: set[str]) -> frozenset[str]:
    """All that somebody may do who wears these hats."""
    return frozenset().union(*(POWERS.get(hat, frozenset()) for hat in hats))
