"""What is done by the clock: what old lists said is forgotten."""

from celery import shared_task

from tenant_apps.importing.services import forget_what_is_old


@shared_task(name="importing.forget", ignore_result=True)
def forget() -> None:
    """Safe to run any number of times."""
    forget_what_is_old()
