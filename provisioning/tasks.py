"""What is done to homes in the background: spares made ready, closed circles cleared away."""

from django.conf import settings

from provisioning import circles, homes
from tenants.tasks import federation_task


@federation_task(name="provisioning.tend", ignore_result=True)
def tend() -> None:
    """Refill the spares and drop what has lain in the trash long enough.

    Only where the owner's login is known: workers that serve people need not have it.
    """
    if settings.HAS_OWNER_LOGIN:
        homes.refill_spares()
        circles.empty_trash()
