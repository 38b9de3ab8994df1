"""What is done to homes in the background: spares made ready, closed circles cleared away."""

from uuid import UUID

from django.conf import settings

from provisioning import circles, homes, running, stopped
from shared_apps.runs import sealed
from tenants import exports
from tenants.tasks import federation_task


@federation_task(name="provisioning.tend", ignore_result=True)
def tend() -> None:
    """Refill the spares, and drop what has lain in the trash, or waited to be taken along, long enough.

    Only where the owner's login is known: workers that serve people need not have it.
    """
    if settings.HAS_OWNER_LOGIN:
        sealed.forget_old()  # first, so that no trouble with the rest keeps a key longer than it was promised
        homes.refill_spares()
        circles.empty_trash()
        exports.forget_old()


@federation_task(name="provisioning.run", ignore_result=True, time_limit=None, soft_time_limit=None)
def run(run_id: str) -> None:
    """Carry out one run that somebody asked for. Safe to repeat; a run that is over is left alone."""
    if settings.HAS_OWNER_LOGIN:
        running.carry_out(UUID(run_id))
        stopped.tell_of_stopped()


@federation_task(name="provisioning.sweep", ignore_result=True, time_limit=None, soft_time_limit=None)
def sweep() -> None:
    """Take up runs that are due or that a dead worker left in the middle, and tell of those that stopped."""
    if settings.HAS_OWNER_LOGIN:
        running.carry_out_what_is_due()
        stopped.tell_of_stopped()
