"""A door for the clock."""

from celery import shared_task

from tenant_apps.site.federation.keeping_up import keep_up


@shared_task(name="site.keep_up_with_federation", ignore_result=True)
def keep_up_with_federation() -> int:
    """Asked of each open circle every few minutes (`CIRCLE_JOBS`)."""
    return keep_up()
