"""What is done by the clock: copies that ran out are removed, and what was kept for a duty that ended."""

from celery import shared_task

from tenant_apps.rights.services.clearing import clear_what_ran_out
from tenant_apps.rights.services.erasing import remove_what_is_due


@shared_task(name="rights.tend", ignore_result=True)
def tend() -> None:
    """Safe to run any number of times."""
    clear_what_ran_out()
    remove_what_is_due()
