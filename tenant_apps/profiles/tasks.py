"""What is done by the clock: whoever wrote something long ago is asked whether it is still right."""

from celery import shared_task

from kernel.actors import SYSTEM
from tenant_apps.profiles.services.nudging import nudge


@shared_task(name="profiles.nudge", ignore_result=True)
def ask_whether_it_is_still_right() -> None:
    """Safe to run any number of times: nobody is asked twice within two months."""
    nudge(by=SYSTEM)
