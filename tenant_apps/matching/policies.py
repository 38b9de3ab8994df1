"""Who may write, open and read an ask or an offer."""

from kernel.actors import Actor
from tenant_apps.matching.models import Ask, Offer, State
from tenant_apps.people.models import Person
from tenant_apps.teams.policies import is_host, is_word_of, may_note_the_word_of


def can_write(by: Actor, person: Person) -> bool:
    """They themselves, whoever acts for them, and a steward or coordinator who has them on the telephone."""
    return is_word_of(by, person) or is_host(by)


def can_read(by: Actor, thing: Ask | Offer) -> bool:
    """Whoever may write it. What is still being written is read by whoever it is for, or acts for them, and by the
    coordinator who writes it down for them."""
    if is_word_of(by, thing.person):
        return True
    return is_host(by) and (thing.state != State.DRAFT or thing.written_by_id == by.id)


def can_change(by: Actor, thing: Ask | Offer) -> bool:
    """What is open stands there with their yes, and is changed with it alone."""
    return can_open(by, thing.person) if thing.state == State.OPEN else can_read(by, thing)


def can_open(by: Actor, person: Person) -> bool:
    """They themselves, or whoever acts for them. Of somebody who does not sign in it may be heard aloud."""
    return is_word_of(by, person) or may_note_the_word_of(by, person)
