"""Who says something for one of two people who may get to know each other."""

from kernel.actors import Actor, OnBehalf, hand_of
from kernel.sections import Scope, section_called
from tenant_apps.helping.acting import acting_under
from tenant_apps.helping.models import Authority
from tenant_apps.matching.models import Introduction
from tenant_apps.people.models import Person
from tenant_apps.teams.policies import is_host, is_word_of, may_note_the_word_of, stands_for

__all__ = ["can_bring_up", "can_come_in", "can_see_board", "can_speak_for", "reaches_to", "sides_of"]


def can_speak_for(by: Actor, person: Person, other: Person) -> bool:
    """They themselves, whoever acts for them, or a coordinator who heard it aloud; never the other of the two."""
    hand = stands_for(by)
    if hand is None or hand.pk == other.pk:
        return False
    return is_word_of(by, person) or may_note_the_word_of(by, person)


def can_come_in(by: Actor, person: Person, other: Person) -> bool:
    """Whether somebody comes into a team is said by nobody acting for them; it may be heard aloud, as with a place."""
    return can_speak_for(by, person, other) and not isinstance(by, OnBehalf)


def can_bring_up(by: Actor, asker: Person, giver: Person) -> str:
    """As whom they bring two people up for each other: "asker", "giver", "circle", or "" when they may not."""
    hand = stands_for(by)
    if hand is None:
        return ""
    if hand.pk != giver.pk and is_word_of(by, asker):
        return Introduction.With.ASKER
    if hand.pk != asker.pk and is_word_of(by, giver):
        return Introduction.With.GIVER
    return Introduction.With.CIRCLE if is_host(by) and hand.pk not in (asker.pk, giver.pk) else ""


def reads_here(person: Person) -> bool:
    """Whether what is written to somebody is read: they sign in, or somebody does who acts for them in care."""
    if person.account_id is not None:
        return True
    return Authority.objects.in_force().reaching(Scope.CARE).filter(person=person).exists()


def can_see_board(by: Actor) -> bool:
    """Stewards and coordinators see how far people have come, and nothing of what they said."""
    return is_host(by)


def sides_of(by: Actor, introduction: Introduction) -> list[Person]:
    """For whom of the two this actor may speak."""
    two = ((introduction.asker, introduction.giver), (introduction.giver, introduction.asker))
    return [one for one, other in two if can_speak_for(by, one, other)]


def reaches_to(by: Actor, scopes: set[Scope]) -> bool:
    """Whether what somebody may do for another reaches to this. One's own word, and what was heard aloud, always do."""
    hand = hand_of(by)
    if not isinstance(by, OnBehalf) or not isinstance(hand, Person):
        return True
    found = acting_under(hand, by.authority)
    return found is not None and scopes <= {Scope(each) for each in found.scopes}


def scopes_for(codes: list[str]) -> set[Scope]:
    """What it takes to hand over these sections."""
    return {section_called(code).scope for code in codes}
