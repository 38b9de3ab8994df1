"""What is done at the door when nobody is looking."""

from celery import shared_task

from tenant_apps.entry.services import forget_what_is_over


@shared_task(name="entry.forget", ignore_result=True)
def forget() -> None:
    """Remove this circle's sessions that have ended. Safe to run any number of times."""
    forget_what_is_over()
