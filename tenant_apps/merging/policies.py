"""Who may put two entries together. Nobody alone, and nobody who is one of them."""

from enum import StrEnum

from django.db.models import QuerySet

from kernel.actors import Actor, hand_of
from tenant_apps.helping.services import can_decide
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


def second_stewards(asked_by: Person, *entries: Person) -> "QuerySet[Person]":
    """The stewards who could agree to what somebody asks about these entries."""
    apart = [asked_by.pk, *(each.pk for each in entries)]
    return Person.objects.signing_in().wearing(Hat.Kind.STEWARD).exclude(pk__in=apart)


def stands_in(merge: Merge) -> Person | None:
    """Where there is no second steward, whoever of the two signs in says whether both are them: the entry that stays
    first, for it is they who will read all of it. Nobody for somebody who cannot decide it just now."""
    if second_stewards(merge.asked_by, merge.kept, merge.gone).exists():
        return None
    both = (merge.kept, merge.gone)
    if not all(can_decide(each) for each in both):
        return None
    return next((each for each in both if each.account_id is not None and each.may_come_in), None)


class Second(StrEnum):
    """Who can be the second to say yes."""

    STEWARD = "steward"
    THEMSELVES = "themselves"
    NOBODY = "nobody"


def who_is_second(merge: Merge) -> Second:
    """A second steward; else whoever signs in as one of the two; else nobody yet."""
    if second_stewards(merge.asked_by, merge.kept, merge.gone).exists():
        return Second.STEWARD
    return Second.NOBODY if stands_in(merge) is None else Second.THEMSELVES


def can_give_word(by: Actor, merge: Merge) -> bool:
    """Only who signs in as the entry that goes, or as either where both sign in; or whose word stands in for a second
    steward's. Nobody who acts for them."""
    if not isinstance(by, Person) or not by.may_come_in:
        return False
    is_asked = by.pk == merge.gone_id or (by.pk == merge.kept_id and merge.gone.account_id is not None)
    return is_asked or stands_in(merge) == by


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
