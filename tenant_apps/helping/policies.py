"""Who may record, check, end and use an authority."""

from django.utils.translation import gettext_lazy as _

from kernel.actors import SYSTEM, Actor, OnBehalf, hand_of
from tenant_apps.helping.models import Authority
from tenant_apps.people.models import Hat, Person

WHO_CHECKS = _(
    "Another steward or the safeguarding lead checks this: not the helper, not the person, and nobody who wrote it down"
    " or added its papers."
)
WATCHERS = (Hat.Kind.STEWARD, Hat.Kind.SAFEGUARDING_LEAD)


def _self(by: Actor) -> Person | None:
    """Whoever acts for themselves just now. Nobody hands on what they hold for somebody else."""
    hand = hand_of(by)
    return hand if isinstance(hand, Person) and not isinstance(by, OnBehalf) and hand.may_come_in else None


def can_look_after(by: Actor) -> bool:
    """Stewards and the safeguarding lead keep the record of authorities."""
    hand = _self(by)
    return hand_of(by) is SYSTEM or (hand is not None and hand.wears(*WATCHERS))


def can_ask_for_help(by: Actor, person: Person) -> bool:
    """Only they themselves agree that somebody acts for them."""
    hand = _self(by)
    return hand is not None and hand.pk == person.pk


def can_accept(by: Actor, authority: Authority) -> bool:
    hand = _self(by)
    return hand is not None and hand.pk == authority.helper_id


def can_check(by: Actor, authority: Authority) -> bool:
    """Stewards and the safeguarding lead: never the helper or the person, and never whoever wrote it down or brought a
    paper for it. Nobody alone makes an authority count."""
    hand = _self(by)
    if hand is None or not can_look_after(by):
        return False
    had_a_hand_in_it = {authority.helper_id, authority.person_id, authority.recorded_by_id}
    return hand.pk not in had_a_hand_in_it and not authority.evidence.filter(kept_by=hand.pk).exists()


def can_end(by: Actor, authority: Authority) -> bool:
    """The person, the helper, and whoever looks after authorities."""
    hand = _self(by)
    return can_look_after(by) or (hand is not None and hand.pk in (authority.helper_id, authority.person_id))


def can_see(by: Actor, authority: Authority) -> bool:
    return can_end(by, authority)
