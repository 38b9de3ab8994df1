"""What the federation does by the clock."""

from shared_apps.federation.services import support
from tenants.tasks import federation_task


@federation_task(name="federation.sweep", ignore_result=True)
def sweep() -> None:
    """Write down which support sessions have run out of time. Safe to run any number of times."""
    support.sweep()
