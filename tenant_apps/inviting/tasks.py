"""A door for the clock."""

from celery import shared_task

from tenant_apps.inviting.naming import forget_what_lapsed


@shared_task(name="inviting.forget", ignore_result=True)
def forget() -> int:
    """Asked of each open circle every hour (`CIRCLE_JOBS`)."""
    return forget_what_lapsed()
