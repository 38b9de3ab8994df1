"""What this room does by the clock."""

from celery import shared_task

from kernel.actors import SYSTEM
from tenant_apps.helping import services


@shared_task(name="helping.remind", ignore_result=True)
def remind() -> None:
    """Authorities that end soon, or have to be looked at again."""
    services.remind(by=SYSTEM)
