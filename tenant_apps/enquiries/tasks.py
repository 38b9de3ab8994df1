"""What is done with enquiries by the clock."""

from celery import shared_task

from tenant_apps.enquiries.mailing_list import forget_the_unconfirmed
from tenant_apps.enquiries.services import forget_what_is_over, say_what_is_held


@shared_task(name="enquiries.forget", ignore_result=True)
def forget() -> None:
    """Remove what was kept long enough. Safe to run any number of times."""
    forget_what_is_over()
    forget_the_unconfirmed()


@shared_task(name="enquiries.say_what_is_held", ignore_result=True)
def tell_of_held() -> None:
    """Tell those who answer that something was held back. Safe to run any number of times."""
    say_what_is_held()
