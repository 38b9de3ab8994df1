"""Who may put two entries together. Nobody alone, and nobody who is one of them."""

from kernel.actors import Actor, hand_of
from tenant_apps.merging.models import Merge
from tenant_apps.people.models import Hat, Person

HOSTS = (Hat.Kind.STEWARD, Hat.Kind.COORDINATOR)


def can_look(by: Actor) -> bool:
    """Whoever looks after the list of people."""
    hand = hand_of(by)
    return isinstance(hand, Person) and hand.wears(*HOSTS)


def can_ask(by: Actor, *entries: Person) -> bool:
    """Whoever looks after the list, of others than themselves: whoever is one of the two would read what both wrote."""
    hand = hand_of(by)
    return isinstance(hand, Person) and can_look(by) and hand.pk not in {each.pk for each in entries}


def can_agree(by: Actor, merge: Merge) -> bool:
    """A steward, neither the one who asked nor one of the two."""
    hand = hand_of(by)
    return (
        isinstance(hand, Person)
        and hand.wears(Hat.Kind.STEWARD)
        and hand.pk not in (merge.asked_by_id, merge.kept_id, merge.gone_id)
    )


def can_give_word(by: Actor, merge: Merge) -> bool:
    """Only who signs in as the entry that goes, and nobody who acts for them."""
    return isinstance(by, Person) and by.pk == merge.gone_id and by.may_come_in


def can_refuse(by: Actor, merge: Merge) -> bool:
    """Whoever looks after the list, and the two themselves."""
    hand = hand_of(by)
    is_one = isinstance(by, Person) and by.may_come_in and by.pk in (merge.kept_id, merge.gone_id)
    return is_one or (isinstance(hand, Person) and can_look(by))


def can_undo(by: Actor, merge: Merge) -> bool:
    """A steward, and the person themselves."""
    hand = hand_of(by)
    is_theirs = isinstance(by, Person) and by.pk == merge.kept_id and by.may_come_in
    return is_theirs or (isinstance(hand, Person) and hand.wears(Hat.Kind.STEWARD))
