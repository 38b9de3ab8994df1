"""What is done with enquiries by the clock."""

from celery import shared_task

from tenant_apps.enquiries.mailing_list import forget_the_unconfirmed
from tenant_apps.enquiries.services import forget_what_is_over


@shared_task(name="enquiries.forget", ignore_result=True)
def forget() -> None:
    """Remove what was kept long enough. Safe to run any number of times."""
    forget_what_is_over()
    forget_the_unconfirmed()
