"""What this room does by the clock."""

from celery import shared_task

from tenant_apps.chat import services


@shared_task(name="chat.work", one_transaction=False, ignore_result=True)
def work() -> None:
    """Go on with what waits for the circle's chat server."""
    services.work()


@shared_task(name="chat.look", ignore_result=True)
def look() -> None:
    """Begin the nightly look at every room."""
    services.begin_to_look()
