"""What the federation does by the clock."""

from shared_apps.federation.services import domains, support
from tenants.tasks import federation_task


@federation_task(name="federation.sweep", ignore_result=True)
def sweep() -> None:
    """Write down which support sessions have run out of time. Safe to run any number of times."""
    support.sweep()


@federation_task(name="federation.domains", ignore_result=True, one_transaction=False)
def look_at_domains() -> None:
    """Look at circles' own domains in the DNS. Safe to run any number of times."""
    domains.look_at_what_is_due()
