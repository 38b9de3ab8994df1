"""Who may have a whole team looked for, and read what was found."""

from typing import Final

from kernel.actors import Actor, OnBehalf, hand_of
from kernel.sections import Scope
from tenant_apps.helping.acting import acting_under
from tenant_apps.matching.models import Ask
from tenant_apps.people.models import Hat, Person

HOSTS: Final = (Hat.Kind.STEWARD, Hat.Kind.COORDINATOR)


def can_plan_team(by: Actor, ask: Ask) -> bool:
    """Whoever asks, whoever acts for them as far as care, and whoever brings people together in this circle."""
    hand = hand_of(by)
    if not isinstance(hand, Person) or not hand.may_come_in:
        return False
    if isinstance(by, OnBehalf):
        acting = acting_under(hand, by.authority)
        return by.on_behalf_of == ask.person_id and acting is not None and Scope.CARE in acting.scopes
    return hand.pk == ask.person_id or hand.wears(*HOSTS)
