"""Who may ask, and who answers. The data-protection lead answers; where a circle has none, its stewards do."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kernel.actors import SYSTEM, Actor, OnBehalf, hand_of
from kernel.sections import Scope
from tenant_apps.helping.bases import LEGAL
from tenant_apps.helping.models import Authority
from tenant_apps.people.models import Hat, Person
from tenant_apps.people.models.person import PersonQuerySet
from tenant_apps.privacy.models import AccessEvent
from tenant_apps.rights.models import Complaint, DataRequest

ONLY_WHO_DECIDES = _(
    "Only they themselves decide this, or an attorney for health or a deputy. Help them to do it on their own pages."
)
LEAD = "data_protection_lead"
STAND_IN = Hat.Kind.SAFEGUARDING_LEAD.value
ANSWERERS = (LEAD, Hat.Kind.STEWARD.value)


def can_answer(by: Actor) -> bool:
    """Whoever answers for how the circle handles information."""
    hand = hand_of(by)
    return hand is SYSTEM or (isinstance(hand, Person) and hand.wears(*ANSWERERS))


def can_answer_for(by: Actor, person_id: object) -> bool:
    """The same, and nobody decides about themselves: what is held back from a copy is not for its reader to say."""
    return can_answer(by) and hand_of(by).id != person_id


def concerned_by(complaint: Complaint) -> set[UUID]:
    """Who does not answer a complaint: whoever complains, whoever looked, and whom they named."""
    looked = AccessEvent.objects.exclude(actor_id=None).values_list("actor_id", flat=True)
    found = {complaint.person_id, *(complaint.concerns or ())}
    if complaint.looked is not None:
        found.update(looked.filter(pk=complaint.looked))
    return {each for each in found if each is not None}


def free_to_answer(complaint: Complaint) -> PersonQuerySet:
    """Whose office it is to answer a complaint that does not concern them: the data-protection lead and stewards; where
    there is none of them, the safeguarding lead."""
    others = Person.objects.signing_in().exclude(pk__in=concerned_by(complaint))
    in_office = others.wearing(*ANSWERERS)
    return in_office if in_office.exists() else others.wearing(STAND_IN)


def could_be_appointed(complaint: Complaint) -> PersonQuerySet:
    """Whoever may be chosen to answer a complaint where nobody in office is free to."""
    return Person.objects.signing_in().exclude(pk__in=concerned_by(complaint))


def can_answer_complaint(by: Actor, complaint: Complaint) -> bool:
    """Nobody whom it concerns; whose office it is; and whoever was chosen for it where nobody in office is free."""
    hand = hand_of(by)
    if hand is SYSTEM:
        return True
    if not isinstance(hand, Person) or isinstance(by, OnBehalf) or not hand.may_come_in:
        return False
    if hand.pk in concerned_by(complaint):
        return False
    return complaint.appointed_id == hand.pk or free_to_answer(complaint).filter(pk=hand.pk).exists()


def can_read_complaint(by: Actor, complaint: Complaint) -> bool:
    """Whoever answers, also where it concerns themselves; but nobody whom the person named."""
    hand = hand_of(by)
    if hand.id in (complaint.concerns or ()):
        return False
    return can_answer(by) or can_answer_complaint(by, complaint)


def can_appoint(by: Actor, complaint: Complaint) -> bool:
    """The person themselves; or a steward, as long as the person has chosen nobody."""
    if complaint.person is not None and is_theirs(by, complaint.person):
        return True
    theirs = complaint.appointed_by_id is not None and complaint.appointed_by_id == complaint.person_id
    return can_answer(by) and not theirs


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
