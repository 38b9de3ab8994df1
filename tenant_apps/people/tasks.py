"""A door for the clock."""

from celery import shared_task

from tenant_apps.people.services import remove_what_is_due


@shared_task(name="people.take_off_what_is_due", ignore_result=True)
def take_off_what_is_due() -> int:
    """Asked of each open circle every few minutes (`CIRCLE_JOBS`)."""
    return remove_what_is_due()
