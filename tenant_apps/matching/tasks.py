"""What this room does by the clock."""

from celery import shared_task

from kernel.actors import SYSTEM
from tenant_apps.matching.services import across, closing, plans, shortlists


@shared_task(name="matching.keep_neighbours_in_step", ignore_result=True)
def keep_neighbours_in_step() -> None:
    """Other circles read what is still open here, and nothing else."""
    across.bring_into_step(by=SYSTEM)


@shared_task(name="matching.forget", ignore_result=True)
def forget() -> None:
    """What was suggested long ago is not kept."""
    shortlists.forget_old(by=SYSTEM)


@shared_task(name="matching.mind_the_time", ignore_result=True)
def mind_the_time() -> None:
    """What two people did not answer in time is over, what may be told is told, and each is reminded once."""
    closing.mind_the_time(by=SYSTEM)
    across.mind_the_time(by=SYSTEM)


@shared_task(name="matching.tend_plans", ignore_result=True)
def tend_plans() -> None:
    """Teams that were looked for long ago are forgotten. Safe to run any number of times."""
    plans.tend_plans()
