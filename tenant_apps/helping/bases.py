"""On what ground somebody may act for another, and what the law says of each.

Product guidance for England and Wales (Mental Capacity Act 2005, and the DWP's rules for appointees), to be confirmed
by the circle's data-protection lead. Other nations have other names for much the same.
"""

from dataclasses import dataclass
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.errors import Sentence
from kernel.sections import Scope

CARE, HEALTH, CONTACT, SCHEDULE = Scope.CARE, Scope.HEALTH, Scope.CONTACT, Scope.SCHEDULE
MONEY, ACCESS_LOG, DATA_REQUEST = Scope.MONEY, Scope.ACCESS_LOG, Scope.DATA_REQUEST


class Basis(models.TextChoices):
    CONSENT = "consent", _("They asked for it themselves")
    LPA_HEALTH = "lpa_health", _("Lasting power of attorney, health and welfare")
    LPA_PROPERTY = "lpa_property", _("Lasting power of attorney, property and money")
    DEPUTY = "deputy", _("Deputy, appointed by the Court of Protection")
    APPOINTEE = "appointee", _("Appointee for benefits")
    BEST_INTERESTS = "best_interests", _("Best interests, decided together")


@dataclass(frozen=True)
class Ground:
    """What holds for a basis. `most_months` None: it lasts until it is ended."""

    scopes: frozenset[Scope]
    with_capacity: bool
    without_capacity: bool
    needs_check: bool = True
    needs_evidence: bool = True
    most_months: int | None = None
    review_months: int = 12
    explained: Sentence = ""


GROUNDS: Final[dict[str, Ground]] = {
    Basis.CONSENT: Ground(
        frozenset(Scope),
        with_capacity=True,
        without_capacity=False,
        needs_check=False,
        needs_evidence=False,
        most_months=24,
        explained=_("It rests while they cannot decide for themselves: nobody can go on agreeing for them."),
    ),
    Basis.LPA_HEALTH: Ground(
        frozenset({CARE, HEALTH, CONTACT, SCHEDULE, ACCESS_LOG, DATA_REQUEST}),
        with_capacity=False,
        without_capacity=True,
        explained=_("It may be used only when they cannot decide for themselves. It must be registered."),
    ),
    Basis.LPA_PROPERTY: Ground(
        frozenset({MONEY, DATA_REQUEST}),
        with_capacity=True,
        without_capacity=True,
        explained=_("It must be registered. While they can decide, it is used with their permission."),
    ),
    Basis.DEPUTY: Ground(
        frozenset({CARE, HEALTH, CONTACT, SCHEDULE, MONEY, ACCESS_LOG, DATA_REQUEST}),
        with_capacity=False,
        without_capacity=True,
        explained=_("The court's order says how far it reaches, and until when."),
    ),
    Basis.APPOINTEE: Ground(
        frozenset({MONEY}),
        with_capacity=True,
        without_capacity=True,
        explained=_("For benefits only, and never for other money."),
    ),
    Basis.BEST_INTERESTS: Ground(
        frozenset({CARE, HEALTH, CONTACT, SCHEDULE}),
        with_capacity=False,
        without_capacity=True,
        most_months=6,
        review_months=3,
        explained=_("Only while they cannot decide, and where no attorney or deputy covers it. Never for money."),
    ),
}
LEGAL: Final = (Basis.LPA_HEALTH, Basis.DEPUTY)
"""Where one of these reaches to something, nobody decides about it in best interests beside them."""
