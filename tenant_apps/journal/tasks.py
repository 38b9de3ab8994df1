"""The journal's one task: go round one circle and tell whoever waits."""

from celery import shared_task

from tenant_apps.journal.services import deliver_due


@shared_task(name="journal.deliver", one_transaction=False, ignore_result=True)
def deliver_journal() -> None:
    """Deliver what is due in this circle. Safe to run any number of times, also at once."""
    deliver_due()
