"""Who may do what to people and hats. Stewards care for the list of people; co-ordinators keep it day by day."""

from kernel.actors import SYSTEM, Actor, hand_of
from tenant_apps.people.models import Hat, Person

STEWARD, COORDINATOR = Hat.Kind.STEWARD, Hat.Kind.COORDINATOR


def _wears(by: Actor, *kinds: str) -> bool:
    """Whether the one who acts wears such a hat; Coopbox itself counts as wearing all."""
    hand = hand_of(by)
    return hand is SYSTEM or (isinstance(hand, Person) and hand.wears(*kinds))


def _is(by: Actor, person: Person) -> bool:
    hand = hand_of(by)
    return isinstance(hand, Person) and hand.pk == person.pk and hand.is_present


def can_see_people(by: Actor) -> bool:
    """The list of everybody is for whoever looks after it."""
    return _wears(by, STEWARD, COORDINATOR)


def can_see_person(by: Actor, person: Person) -> bool:
    return _is(by, person) or can_see_people(by)


def can_add_person(by: Actor) -> bool:
    return _wears(by, STEWARD, COORDINATOR)


def can_correct_person(by: Actor, person: Person) -> bool:
    """Oneself, or a steward; a co-ordinator too, but not for somebody in office.

    Whoever writes the e-mail address of a person without an account decides who may sign in as them. A co-ordinator
    must not become steward that way.
    """
    if _is(by, person) or _wears(by, STEWARD):
        return True
    return _wears(by, COORDINATOR) and not person.wears(*Hat.OFFICES)


def can_give_hat(by: Actor, kind: str) -> bool:
    """Offices are given by stewards; the others by co-ordinators too."""
    return _wears(by, STEWARD) or (kind not in Hat.OFFICES and _wears(by, COORDINATOR))


def can_end_hat(by: Actor, hat: Hat) -> bool:
    """Anybody may take off their own hat; else whoever could have given it."""
    return _is(by, hat.person) or can_give_hat(by, hat.kind)


def can_leave_circle(by: Actor, person: Person) -> bool:
    """Everybody may leave; stewards may say that somebody has left."""
    return _is(by, person) or _wears(by, STEWARD)


def can_link_account(by: Actor) -> bool:
    """Only Coopbox itself, which knows whose address an account has."""
    return hand_of(by) is SYSTEM


def can_unlink_account(by: Actor) -> bool:
    return _wears(by, STEWARD)
