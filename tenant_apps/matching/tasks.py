"""What is done by the clock: teams that were looked for long ago are forgotten."""

from celery import shared_task

from tenant_apps.matching.services.plans import tend_plans


@shared_task(name="matching.tend_plans", ignore_result=True)
def tend() -> None:
    """Safe to run any number of times."""
    tend_plans()
