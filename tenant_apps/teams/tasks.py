"""What this room does by the clock."""

from celery import shared_task

from kernel.actors import SYSTEM
from tenant_apps.teams.services.minding import mind_hats


@shared_task(name="teams.mind_hats", ignore_result=True)
def mind_the_hats() -> None:
    """Terms that end soon or are over, and questions nobody answered."""
    mind_hats(by=SYSTEM)
