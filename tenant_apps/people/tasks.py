"""A door for the clock."""

from celery import shared_task

from tenant_apps.people.services import mind_the_terms, remove_what_is_due


@shared_task(name="people.take_off_what_is_due", ignore_result=True)
def take_off_what_is_due() -> int:
    """Asked of each open circle every few minutes (`CIRCLE_JOBS`)."""
    return remove_what_is_due()


@shared_task(name="people.mind_the_terms", ignore_result=True)
def mind_terms() -> int:
    """Asked of each open circle every hour (`CIRCLE_JOBS`)."""
    return mind_the_terms()
