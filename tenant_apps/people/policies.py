"""Who may do what to people and hats. Stewards care for the list of people; co-ordinators keep it day by day."""

from collections.abc import Collection
from datetime import timedelta
from typing import Final

from kernel.actors import SYSTEM, Actor, OnBehalf, hand_of
from kernel.time import Span
from tenant_apps.people.models import Hat, HatOffer, HatRemoval, Parting, Person, today
from tenant_apps.people.reaching import acts_in_reaching

STEWARD, COORDINATOR = Hat.Kind.STEWARD, Hat.Kind.COORDINATOR
# How long an office is still worn after a steward asked for it to be taken off.
NOTICE: Final = timedelta(days=7)


def _wears(by: Actor, *kinds: str) -> bool:
    """Whether the one who acts wears such a hat; Coopbox itself counts as wearing all."""
    hand = hand_of(by)
    return hand is SYSTEM or (isinstance(hand, Person) and hand.wears(*kinds))


def _is(by: Actor, person: Person) -> bool:
    hand = hand_of(by)
    return isinstance(hand, Person) and hand.pk == person.pk and hand.may_come_in


def can_see_people(by: Actor) -> bool:
    """The list of everybody is for whoever looks after it."""
    return _wears(by, STEWARD, COORDINATOR)


def can_see_person(by: Actor, person: Person) -> bool:
    return _is(by, person) or can_see_people(by)


def can_add_person(by: Actor) -> bool:
    return _wears(by, STEWARD, COORDINATOR)


# What whoever acts for somebody may put right: how to reach them, and neither their name nor where they sign in.
REACH_COLUMNS: Final = frozenset({"phone", "reach_by", "contact_note"})


def can_correct_for(by: Actor, person: Person, columns: Collection[str]) -> bool:
    """Whether somebody who acts for this person may put these columns right."""
    if not isinstance(by, OnBehalf) or by.on_behalf_of != person.pk or not REACH_COLUMNS.issuperset(columns):
        return False
    return acts_in_reaching(by, person)


def can_correct_person(by: Actor, person: Person) -> bool:
    """Oneself, or a steward; a co-ordinator too, but not for somebody in office.

    Whoever writes the e-mail address of a person without an account decides who may sign in as them. A co-ordinator
    must not become steward that way.
    """
    return _is(by, person) or can_let_in_as(by, person)


def can_correct_address(by: Actor, person: Person) -> bool:
    """The address of somebody with an account: only Coopbox itself, which knows what was proved. Else as above."""
    return hand_of(by) is SYSTEM or person.account_id is None


def can_let_in_as(by: Actor, person: Person) -> bool:
    """Who may open a way in for somebody the circle knows. Into an office, or what was one, only a steward."""
    return _wears(by, STEWARD) or (_wears(by, COORDINATOR) and not is_of_consequence(person))


def is_of_consequence(person: Person) -> bool:
    """Whether they hold an office, are going to, or are asked to; or held one, while they cannot sign in.

    Someone else who signed in as them could get at what offices can do, or say yes in their name.
    """
    if person.hat_offers.waiting().filter(kind__in=Hat.OFFICES).exists():
        return True
    offices = person.hats.filter(kind__in=Hat.OFFICES)
    return (offices if person.account_id is None else offices.overlapping(Span(today()))).exists()


def can_give_hat(by: Actor, kind: str) -> bool:
    """Offices are given by stewards; the others by co-ordinators too."""
    return _wears(by, STEWARD) or (kind not in Hat.OFFICES and _wears(by, COORDINATOR))


def can_end_hat(by: Actor, hat: Hat) -> bool:
    """Anybody may take off their own hat; else whoever could have given it."""
    return _is(by, hat.person) or can_give_hat(by, hat.kind)


def needs_notice(by: Actor, hat: Hat) -> bool:
    """Nobody takes an office off somebody else from one moment to the next: see `HatRemoval`."""
    return hat.is_office and hand_of(by) is not SYSTEM and not _is(by, hat.person)


def holds_office_for(by: Actor, person: Person) -> bool:
    """Whether somebody wears an office, now or from a later day, that this one cannot take off them at once."""
    hats = person.hats.overlapping(Span(today())).select_related("person")
    return any(needs_notice(by, hat) for hat in hats)


def can_ask_removal(by: Actor, hat: Hat) -> bool:
    """A steward, and nobody of themselves: that is taking it off."""
    return isinstance(hand_of(by), Person) and _wears(by, STEWARD) and not _is(by, hat.person)


def can_object(by: Actor, removal: HatRemoval) -> bool:
    """The wearer, or any steward but the one who asked."""
    hand = hand_of(by)
    return _is(by, removal.hat.person) or (
        isinstance(hand, Person) and hand.pk != removal.asked_by_id and _wears(by, STEWARD)
    )


def can_agree(by: Actor, removal: HatRemoval) -> bool:
    """A second steward, neither who asked nor who wears it, and none who was made steward a moment ago for this."""
    hand = hand_of(by)
    if not isinstance(hand, Person) or hand.pk in (removal.asked_by_id, removal.hat.person_id):
        return False
    return hand.wears(STEWARD) and hand.wears(STEWARD, on=today() - NOTICE)


def can_take_back_removal(by: Actor, removal: HatRemoval) -> bool:
    hand = hand_of(by)
    return isinstance(hand, Person) and hand.pk == removal.asked_by_id and hand.may_come_in


def can_see_removal(by: Actor, removal: HatRemoval) -> bool:
    """Whose hat it is, and stewards."""
    return _is(by, removal.hat.person) or _wears(by, STEWARD)


def can_see_end_reason(by: Actor, hat: Hat) -> bool:
    """Why a hat was taken off is for the wearer, whoever took it off, and stewards."""
    hand = hand_of(by)
    took_it_off = isinstance(hand, Person) and hand.pk == hat.ended_by_id and hand.may_come_in
    return took_it_off or _is(by, hat.person) or can_see_reasons(by)


def can_offer_hat(by: Actor, kind: str) -> bool:
    """Whoever may give a hat may ask somebody to wear it."""
    return can_give_hat(by, kind)


def can_answer_offer(by: Actor, offer: HatOffer) -> bool:
    """Yes or no is for the wearer to say.

    For somebody who cannot sign in, whoever may give the hat writes down what they heard. An office is answered by its
    wearer only: whoever holds power over others must be able to sign in.
    """
    if _is(by, offer.person):
        return True
    return offer.person.account_id is None and not offer.is_office and can_give_hat(by, offer.kind)


def can_take_back_offer(by: Actor, offer: HatOffer) -> bool:
    return can_give_hat(by, offer.kind)


def can_leave_circle(by: Actor, person: Person) -> bool:
    """Everybody may leave; stewards may say that somebody has left."""
    return _is(by, person) or _wears(by, STEWARD)


def can_end_membership(by: Actor, person: Person) -> bool:
    """Stewards may end a membership, for a reason that they write down; never their own, which is leaving."""
    return _wears(by, STEWARD) and not _is(by, person)


def can_suspend(by: Actor, person: Person) -> bool:
    """Stewards, and nobody themselves."""
    return _wears(by, STEWARD) and not _is(by, person)


def can_see_reasons(by: Actor) -> bool:
    """Why somebody was suspended, or why their membership ended, is for stewards."""
    return _wears(by, STEWARD)


def can_welcome_back(by: Actor, parting: Parting) -> bool:
    """Stewards; co-ordinators too, unless a steward had ended it."""
    return _wears(by, STEWARD) or (parting.ended_by_id is None and _wears(by, COORDINATOR))


def can_undo_leaving(by: Actor) -> bool:
    """Only Coopbox itself, which knows whose account it was."""
    return hand_of(by) is SYSTEM


def can_link_account(by: Actor) -> bool:
    """Only Coopbox itself, which knows whose address an account has."""
    return hand_of(by) is SYSTEM


def can_unlink_account(by: Actor) -> bool:
    return _wears(by, STEWARD)
