"""Privacy's one task: put looks that waited into the chain."""

from celery import shared_task

from tenant_apps.privacy.chain import sweep


@shared_task(name="privacy.link", ignore_result=True)
def link_looks() -> None:
    """Link what waits. Safe to run any number of times, also at once."""
    sweep()
