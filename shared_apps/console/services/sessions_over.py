"""An officer who may no longer look looks no longer: asked on each of their requests."""

from kernel.actors import SYSTEM
from shared_apps.console.models import Officer
from shared_apps.federation import policies
from shared_apps.federation.models import SupportSession
from shared_apps.federation.services import support


def end_what_may_not_go_on(officer: Officer, powers: frozenset[str]) -> int:
    """End the support sessions of an officer whose hats do not let them give support any more. Returns how many."""
    if policies.SUPPORT in powers:
        return 0
    if not SupportSession.objects.filter(officer_id=officer.pk, ended_at=None).exists():
        return 0
    return support.end_all_of(officer.pk, by=SYSTEM)
