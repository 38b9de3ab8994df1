"""Carries to the federation what it is to know: the numbers that stewards chose to report, and nothing else."""

from shared_apps.federation.figures import CODES
from shared_apps.federation.services import figures
from tenant_apps.journal.registry import Told, sends_for
from tenant_apps.site.federation.events import FiguresCounted
from tenants.context import current_circle


@sends_for(FiguresCounted)
def report_figures(event: FiguresCounted, told: Told) -> None:
    """The federation gets the totals of the month; saying it again changes nothing."""
    counts = {code: getattr(event, code) for code in CODES if getattr(event, code) is not None}
    figures.report(current_circle().id, event.month, counts, key=str(told.key))
