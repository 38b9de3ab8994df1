"""Numbers that circles chose to report: take them in, and show totals that give nobody away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from kernel.time import now
from shared_apps.federation.figures import CODES, FEWEST_CIRCLES, KINDS
from shared_apps.federation.models import FigureReport
from shared_apps.federation.parameters import SMALLEST_FIGURE
from shared_apps.federation.suppression import changed_by_few, leaves_few, protected
from tenants.context import in_federation
from tenants.models import Circle

Numbers = Mapping[UUID, int]


@dataclass(frozen=True)
class MonthOfFigures:
    """The totals of a month over all circles that reported. None: too small to be shown, or would tell of others."""

    month: date
    circles: int
    totals: Mapping[str, int | None]
    by_circle: Mapping[UUID, Mapping[str, int | None]]

    @property
    def may_be_public(self) -> bool:
        """Whether enough circles reported for the totals to be everybody's business."""
        return self.circles >= FEWEST_CIRCLES


def report(circle_id: UUID, month: date, counts: Mapping[str, int], *, key: str) -> FigureReport:
    """A circle reports its numbers of a month. The first report of a month counts, however often it is told."""
    wrong = [kind for kind, number in counts.items() if kind not in CODES or number < 0]
    if wrong:
        raise ValueError(f"These are no figures: {', '.join(sorted(wrong))}.")
    with in_federation(), transaction.atomic():
        found, _is_new = FigureReport.objects.get_or_create(
            circle_id=circle_id,
            month=month,
            defaults={"counts": dict(counts), "key": key, "reported_at": now()},
        )
    return found


def months(*, at_most: int = 24) -> list[MonthOfFigures]:
    """The last months, the newest first, with everything kept back that would give a small number away.

    Sandboxes do not count: their people are invented.
    """
    sandboxes = Circle.objects.filter(is_sandbox=True).values("pk")
    reports: dict[date, list[FigureReport]] = {}
    for each in FigureReport.objects.exclude(circle_id__in=sandboxes).order_by("month", "circle_id"):
        reports.setdefault(each.month, []).append(each)
    last_shown: dict[str, Numbers] = {}
    told = [_month(month, found, last_shown) for month, found in reports.items()]
    return told[::-1][:at_most]


def _month(month: date, reports: list[FigureReport], last_shown: dict[str, Numbers]) -> MonthOfFigures:
    """One month, held against the last one in which each total was shown; notes which totals are shown now."""
    limit = SMALLEST_FIGURE.on(month)
    numbers = {code: {r.circle_id: r.counts[code] for r in reports if code in r.counts} for code in CODES}
    totals: dict[str, int | None] = {}
    by_circle: dict[UUID, dict[str, int | None]] = {r.circle_id: {} for r in reports}
    for kind in KINDS:
        mine, whole = numbers[kind.code], numbers.get(kind.part_of, {})
        telling = [row for row, part in mine.items() if row in whole and leaves_few(whole[row], part, limit)]
        cells, total = protected(mine, limit, hidden=telling)
        for row, number in cells.items():
            by_circle[row][kind.code] = number
        same_rows = whole.keys() == mine.keys()
        if same_rows and whole and leaves_few(sum(whole.values()), sum(mine.values()), limit):
            total = None
        if kind.code in last_shown and changed_by_few(last_shown[kind.code], mine, limit):
            total = None
        totals[kind.code] = total
        if total is not None:
            last_shown[kind.code] = mine
    return MonthOfFigures(month, len(reports), totals, by_circle)
