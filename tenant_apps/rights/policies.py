"""Who may ask, and who answers. The data-protection lead answers; where a circle has none, its stewards do."""

from django.utils.translation import gettext_lazy as _

from kernel.actors import SYSTEM, Actor, OnBehalf, hand_of
from kernel.sections import Scope
from tenant_apps.helping.bases import LEGAL
from tenant_apps.helping.models import Authority
from tenant_apps.people.models import Hat, Person
from tenant_apps.privacy.models import AccessEvent
from tenant_apps.rights.models import Complaint, DataRequest

ONLY_WHO_DECIDES = _(
    "Only they themselves decide this, or an attorney for health or a deputy. Help them to do it on their own pages."
)
LEAD = "data_protection_lead"
ANSWERERS = (LEAD, Hat.Kind.STEWARD.value)


def can_answer(by: Actor) -> bool:
    """Whoever answers for how the circle handles information."""
    hand = hand_of(by)
    return hand is SYSTEM or (isinstance(hand, Person) and hand.wears(*ANSWERERS))


def can_answer_for(by: Actor, person_id: object) -> bool:
    """The same, and nobody decides about themselves: what is held back from a copy is not for its reader to say."""
    return can_answer(by) and hand_of(by).id != person_id


def can_answer_complaint(by: Actor, complaint: Complaint) -> bool:
    """And nobody who looked answers whether they should have."""
    if complaint.looked is None:
        return can_answer_for(by, complaint.person_id)
    looked = AccessEvent.objects.filter(pk=complaint.looked, actor_id=hand_of(by).id)
    return can_answer_for(by, complaint.person_id) and (hand_of(by) is SYSTEM or not looked.exists())


def can_ask(by: Actor, person: Person) -> bool:
    """Everybody for themselves; whoever acts for them; and whoever answers, when somebody rang or wrote."""
    return is_theirs(by, person) or can_answer(by)


def is_theirs(by: Actor, person: Person) -> bool:
    """Whether it is they themselves, or somebody acting for them under an authority that reaches so far."""
    hand = hand_of(by)
    if not isinstance(hand, Person) or not hand.may_come_in:
        return False
    return acts_for(by, person) if isinstance(by, OnBehalf) else hand.pk == person.pk


def acts_for(by: OnBehalf, person: Person) -> bool:
    """Whether they may ask for all that is known of this person, now and under this authority."""
    found = Authority.objects.in_force().filter(pk=by.authority, helper=by.helper.id, person=person.pk)
    return by.on_behalf_of == person.pk and found.reaching(Scope.DATA_REQUEST).exists()


def can_decide(by: Actor, person: Person) -> bool:
    """Being forgotten, and saying yes: themselves; an attorney for health or a deputy, who stand in their place; and
    whoever answers, when somebody rang or wrote. Nobody else who acts for them: to ask is not to decide."""
    if isinstance(by, OnBehalf):
        return acts_for(by, person) and Authority.objects.filter(pk=by.authority, basis__in=LEGAL).exists()
    return can_ask(by, person)


def can_fetch(by: Actor, request: DataRequest) -> bool:
    """The copy is for whom it is about. For somebody with no account, whoever answers prints it for them."""
    return is_theirs(by, request.person) or (request.person.account_id is None and can_answer(by))
