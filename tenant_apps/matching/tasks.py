"""What this room does by the clock."""

from celery import shared_task

from kernel.actors import SYSTEM
from tenant_apps.matching.services import across, plans


@shared_task(name="matching.keep_neighbours_in_step", ignore_result=True)
def keep_neighbours_in_step() -> None:
    """Other circles read what is still open here, and nothing else."""
    across.bring_into_step(by=SYSTEM)


@shared_task(name="matching.tend_plans", ignore_result=True)
def tend_plans() -> None:
    """Teams that were looked for long ago are forgotten. Safe to run any number of times."""
    plans.tend_plans()
