"""Who may write in a profile. The person holds the pen: others write with them, for them, or from their paper."""

from kernel.actors import Actor, OnBehalf, hand_of
from kernel.sections import Purpose
from tenant_apps.people.models import Hat, Person
from tenant_apps.privacy.decide import Basis, decide
from tenant_apps.profiles.shape import Question

HOSTS = (Hat.Kind.STEWARD, Hat.Kind.COORDINATOR)


def is_own(by: Actor, person: Person) -> bool:
    """Whether somebody writes in their own profile, by themselves or with somebody beside them."""
    hand = hand_of(by)
    return not isinstance(by, OnBehalf) and isinstance(hand, Person) and hand.pk == person.pk and hand.may_come_in


def acts_for(by: Actor, person: Person, question: Question) -> bool:
    """Whether somebody acts for them under an authority that reaches to this question."""
    if not isinstance(by, OnBehalf) or by.on_behalf_of != person.pk:
        return False
    return decide(by, person, question.section).basis is Basis.DELEGATE


def can_take_down(by: Actor, person: Person) -> bool:
    """Whether somebody may write down what a person says to them, or wrote on paper: stewards and co-ordinators."""
    hand = hand_of(by)
    return isinstance(hand, Person) and not isinstance(by, OnBehalf) and person.is_present and hand.wears(*HOSTS)


def can_write(by: Actor, person: Person, question: Question) -> bool:
    return is_own(by, person) or acts_for(by, person, question) or can_take_down(by, person)


def can_read_it(by: Actor, person: Person, question: Question) -> bool:
    """Whether somebody who writes may also see what stands there: taking something down is no right to read it."""
    if is_own(by, person) or acts_for(by, person, question):
        return True
    return decide(by, person, question.section, Purpose.ADMIN).allow


def may_see_drafts(by: Actor, person: Person, question: Question) -> bool:
    """Whether somebody may see what is being written and nobody reads yet. Whoever has an account writes alone:
    that others may read an answer once it is shown is no right to read it before, nor after it was taken back."""
    return is_own(by, person) or acts_for(by, person, question) or person.account_id is None


def can_choose_between(by: Actor, person: Person, question: Question) -> bool:
    """Of two versions beside one another, the person chooses, or whoever acts for them: they can read both."""
    return is_own(by, person) or acts_for(by, person, question)


def can_show(by: Actor, person: Person, question: Question) -> bool:
    """Who may let others read it: the person, whoever acts for them; for somebody without an account, their hosts."""
    if is_own(by, person) or acts_for(by, person, question):
        return True
    return person.account_id is None and can_take_down(by, person)


def can_note_checks(by: Actor) -> bool:
    """Checks are noted by whoever has seen the paper, never by the person themselves: see `services.checks`."""
    hand = hand_of(by)
    return isinstance(hand, Person) and not isinstance(by, OnBehalf) and hand.wears(*HOSTS)


def can_set_terms(by: Actor) -> bool:
    """The circle's own words are the stewards'."""
    hand = hand_of(by)
    return isinstance(hand, Person) and not isinstance(by, OnBehalf) and hand.wears(Hat.Kind.STEWARD)
