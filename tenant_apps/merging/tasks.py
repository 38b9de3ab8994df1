"""What is done by the clock: what could be undone for seven days is settled after them."""

from celery import shared_task

from tenant_apps.merging.services import settle_what_is_due


@shared_task(name="merging.settle", ignore_result=True)
def settle() -> None:
    """Safe to run any number of times."""
    settle_what_is_due()
