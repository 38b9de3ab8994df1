"""What this room does by the clock."""

from celery import shared_task

from tenant_apps.tools import services


@shared_task(name="tools.forget", ignore_result=True)
def forget() -> None:
    """Clear away codes and tokens that are over."""
    services.forget_what_is_over()
