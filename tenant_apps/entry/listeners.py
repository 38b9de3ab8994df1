"""What follows at the door: the sign-in host hears that somebody was vouched for."""

from shared_apps.identity.lost import vouch
from tenant_apps.entry.events import VouchedForSomebody
from tenant_apps.journal.registry import Told, sends_for
from tenants.context import current_circle


@sends_for(VouchedForSomebody)
def pass_on(event: VouchedForSomebody, told: Told) -> None:
    """It counts there only if both belong to this circle, and the one who vouches is in office."""
    vouch(
        reference=event.reference,
        voucher_id=event.voucher_account_id,
        circle_id=current_circle().id,
        key=str(told.key),
    )
