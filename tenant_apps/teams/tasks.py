"""What this room does by the clock."""

from celery import shared_task

from kernel.actors import SYSTEM
from tenant_apps.teams.services.minding import mind_hats
from tenant_apps.teams.services.places import mind_the_time, remind
from tenant_apps.teams.services.resting import look_again_at_all


@shared_task(name="teams.tend", ignore_result=True)
def tend() -> None:
    """Questions nobody answered, standing in that is over, and teams of which it changed who decides."""
    mind_the_time(by=SYSTEM)
    remind(by=SYSTEM)
    look_again_at_all(by=SYSTEM)


@shared_task(name="teams.mind_hats", ignore_result=True)
def mind_the_hats() -> None:
    """Terms that end soon or are over, and questions nobody answered."""
    mind_hats(by=SYSTEM)
