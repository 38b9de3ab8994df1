"""What leaves the circle's tables when a key is destroyed: a line in the ledger, which no backup of them takes back."""

from tenant_apps.journal.registry import Told, sends_for
from tenant_apps.vault import ledger
from tenant_apps.vault.events import PersonShredded
from tenant_apps.vault.models import CircleKey
from tenants.context import current_circle, in_circle


@sends_for(PersonShredded)
def write_down(event: PersonShredded, told: Told) -> None:
    """Note it where a backup does not bring it back. Said twice it is noted once."""
    with in_circle(current_circle()):
        origin = CircleKey.objects.values_list("origin", flat=True).first()
    assert origin is not None, "the circle had a key when it destroyed one"
    ledger.note(origin, event.person_id, told.at)
