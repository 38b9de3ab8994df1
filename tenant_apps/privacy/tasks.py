"""What privacy does by the clock: looks that waited go into the chain, and what is withheld is looked at again."""

from celery import shared_task

from kernel.actors import SYSTEM
from tenant_apps.privacy.chain import sweep
from tenant_apps.privacy.services.glass import remind as remind_of_what_is_withheld


@shared_task(name="privacy.link", ignore_result=True)
def link_looks() -> None:
    """Link what waits. Safe to run any number of times, also at once."""
    sweep()


@shared_task(name="privacy.remind", ignore_result=True)
def remind() -> None:
    """Tell the safeguarding leads what they have to look at again. Safe to run any number of times."""
    remind_of_what_is_withheld(by=SYSTEM)
