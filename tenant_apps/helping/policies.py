"""Who may record, check, end and use an authority."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kernel.actors import SYSTEM, Actor, OnBehalf, hand_of
from tenant_apps.helping.bases import Basis
from tenant_apps.helping.models import Authority
from tenant_apps.people.models import Hat, Person
from tenant_apps.people.models.person import PersonQuerySet

WHO_CHECKS = _(
    "Another steward or the safeguarding lead checks this: not the helper, not the person, and nobody who wrote it down"
    " or added its papers."
)
SOMEBODY_CAN = _("Another steward or the safeguarding lead is here and can check this.")
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
    """Stewards and the safeguarding lead, or whoever was named for this one where none of them is free: never the
    helper or the person, and never whoever wrote it down or brought a paper. Nobody alone makes an authority count."""
    hand = _self(by)
    if hand is None or not (can_look_after(by) or is_checker(hand, authority)):
        return False
    return hand.pk not in had_a_hand_in(authority)


def had_a_hand_in(authority: Authority) -> set[UUID]:
    """Whoever an authority concerns, wrote it down, or brought a paper for it."""
    brought = authority.evidence.exclude(kept_by=None).values_list("kept_by", flat=True)
    concerned = {authority.helper_id, authority.person_id, authority.recorded_by_id, *brought}
    return {each for each in concerned if each is not None}


def is_checker(person: Person, authority: Authority) -> bool:
    """Whether somebody was named to check this one, and it still waits for that."""
    return authority.checker_id == person.pk and authority.ended_at is None and authority.waits_for_check


def could_be_named(authority: Authority) -> PersonQuerySet:
    """Whoever a steward may name to check an authority: anybody here who signs in and had no hand in it."""
    return Person.objects.signing_in().exclude(pk__in=had_a_hand_in(authority))


def somebody_can_check(authority: Authority) -> bool:
    """Whether anybody who looks after authorities is free to check this one."""
    return could_be_named(authority).wearing(*WATCHERS).exists()


def can_name_checker(by: Actor, authority: Authority) -> bool:
    """Stewards and the safeguarding lead name somebody, and only where none of them is free to check it."""
    hand = _self(by)
    is_theirs = hand is not None and hand.pk in (authority.helper_id, authority.person_id)
    return hand is not None and can_look_after(by) and not is_theirs


def can_look_again(by: Actor, authority: Authority) -> bool:
    """Whoever agreed to it themselves, of that; and whoever looks after authorities, but for the two it is between."""
    hand = _self(by)
    if hand is None or hand.pk == authority.helper_id:
        return False
    if hand.pk == authority.person_id:
        return authority.basis == Basis.CONSENT
    return can_look_after(by)


def can_end(by: Actor, authority: Authority) -> bool:
    """The person, the helper, and whoever looks after authorities."""
    hand = _self(by)
    return can_look_after(by) or (hand is not None and hand.pk in (authority.helper_id, authority.person_id))


def can_see(by: Actor, authority: Authority) -> bool:
    hand = _self(by)
    return can_end(by, authority) or (hand is not None and is_checker(hand, authority))
