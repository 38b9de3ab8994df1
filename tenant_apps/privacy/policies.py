"""Who may choose, break the glass, keep something back and answer doubts."""

from kernel.actors import SYSTEM, Actor, hand_of
from kernel.sections import Purpose, Section
from tenant_apps.people.models import Hat, Person
from tenant_apps.people.models.person import PersonQuerySet
from tenant_apps.privacy.decide import Basis, decide
from tenant_apps.privacy.models import AccessEvent

LEAD = Hat.Kind.SAFEGUARDING_LEAD
MAY_BREAK = (Hat.Kind.STEWARD, Hat.Kind.COORDINATOR, LEAD)
MAY_ANSWER = (Hat.Kind.STEWARD, Hat.Kind.DATA_PROTECTION_LEAD)


def _wears(by: Actor, *kinds: str) -> bool:
    hand = hand_of(by)
    return isinstance(hand, Person) and hand.wears(*kinds)


def can_choose(by: Actor, person: Person, section: Section) -> bool:
    """Oneself, or whoever acts for one where this is concerned. Nobody chooses for others because of a hat."""
    return decide(by, person, section).basis in (Basis.SELF, Basis.DELEGATE) and hand_of(by) is not SYSTEM


def can_break_glass(by: Actor, person: Person) -> bool:
    """Those who look after people in the circle, and never to see what is their own."""
    return _wears(by, *MAY_BREAK) and by.id != person.pk


def can_withhold(by: Actor) -> bool:
    """Only a safeguarding lead decides that somebody is not told yet."""
    return _wears(by, LEAD)


def can_answer_doubts(by: Actor) -> bool:
    return _wears(by, *MAY_ANSWER)


def who_may_answer(event: AccessEvent) -> PersonQuerySet:
    """Stewards and the data-protection lead, but for whoever looked and whom they looked at. Where that leaves nobody,
    whoever else holds an office: a circle may have one steward, and nobody answers about their own look."""
    neither = [each for each in (event.actor_id, event.on_behalf_of, event.subject_id) if each is not None]
    others = Person.objects.able().exclude(pk__in=neither)
    answering = others.wearing(*MAY_ANSWER)
    return answering if answering.exists() else others.wearing(*Hat.OFFICES)


def can_answer_doubt(by: Actor, event: AccessEvent) -> bool:
    """One of those who may, for themselves."""
    hand = hand_of(by)
    return isinstance(hand, Person) and who_may_answer(event).filter(pk=hand.pk).exists()


def can_read_looks(by: Actor, person: Person) -> bool:
    """Oneself, whoever acts for one and may see this, and those who check."""
    return decide(by, person, "privacy.looks", Purpose.AUDIT).allow
