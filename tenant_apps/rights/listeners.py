"""What follows when somebody asks: the copy is put together, and they are told that it lies ready."""

from typing import Any, Final
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from kernel.actors import SYSTEM, SYSTEM_KIND
from tenant_apps.journal.reading import keeps_back
from tenant_apps.journal.registry import Told, listens_to, sends_for
from tenant_apps.people.models import Person
from tenant_apps.privacy.events import DoubtAnswered, LookDoubted
from tenant_apps.privacy.models import Doubt
from tenant_apps.rights.events import (
    AnswerExtended,
    ClockStopped,
    ComplaintAcknowledged,
    ComplaintAnswered,
    ComplaintAppointed,
    CopyReady,
    CopyWanted,
    DataRequestSettled,
    HoldBegan,
)
from tenant_apps.rights.mail import say_something_waits
from tenant_apps.rights.models import Complaint, DataRequest, LegalHold
from tenant_apps.rights.services import complaints, erasing
from tenant_apps.rights.services.copies import build
from tenant_apps.vault.events import PersonShredded
from tenants.context import current_circle, in_circle

REFUSED: Final = DataRequest.State.REFUSED.value


@keeps_back
def what_is_held(person_id: UUID) -> Q:
    """Nobody is told that nothing about them may go just now: it may be about what they did."""
    holds = [str(each) for each in LegalHold.objects.in_force().filter(person=person_id).values_list("pk", flat=True)]
    return Q(event=HoldBegan.event_name, payload__hold_id__in=holds)


@sends_for(CopyWanted)
def make_the_copy(event: CopyWanted, told: Told) -> None:
    """Everything the circle knows of somebody is put together and locked away for them."""
    with in_circle(current_circle()):
        build(event.request_id)


@sends_for(CopyReady, ClockStopped, AnswerExtended, DataRequestSettled, ComplaintAcknowledged, ComplaintAnswered)
def say_that_it_waits(event: Any, told: Told) -> None:
    """Whoever signs in here is told by e-mail that something waits, and not what."""
    if event.person_id is None or getattr(event, "state", REFUSED) != REFUSED:
        return
    circle = current_circle()
    with in_circle(circle):
        person = Person.objects.filter(pk=event.person_id, account_id__isnull=False).exclude(email="").first()
    if person is not None:
        say_something_waits(person, circle, key=str(told.key), is_question=isinstance(event, ClockStopped))


@sends_for(ComplaintAppointed)
def ask_them_to_answer(event: ComplaintAppointed, told: Told) -> None:
    """Whoever was chosen to answer a complaint is told that something waits, and not what; so is whoever complained."""
    circle = current_circle()
    with in_circle(circle):
        people = Person.objects.signing_in().filter(pk__in=[event.person_id, event.chosen_for]).exclude(email="")
        concerned = list(people.order_by("id"))
    for person in concerned:
        say_something_waits(person, circle, key=f"{told.key}.{person.pk}")


@listens_to(LookDoubted)
def take_up_the_doubt(event: LookDoubted, told: Told) -> None:
    """Somebody does not recognise a look: that is a complaint, with the thirty days that go with it."""
    doubt = Doubt.objects.select_related("person").get(pk=event.doubt_id)
    words = doubt.words or _("I do not recognise this look at my information.")
    complaints.complain(Complaint.About.LOOKED, words, person=doubt.person, looked=doubt.event_id, by=SYSTEM)


@listens_to(DoubtAnswered)
def note_the_answer(event: DoubtAnswered, told: Told) -> None:
    """What they were told stands with the complaint, which whoever answers brings to its end."""
    doubt = Doubt.objects.get(pk=event.doubt_id)
    found = Complaint.objects.open().filter(looked=doubt.event_id, person=doubt.person_id).first()
    if found is not None and doubt.answer:
        complaints.note_step(found, doubt.answer, by=SYSTEM)


@listens_to(PersonShredded)
def forget_once_more(event: PersonShredded, told: Told) -> None:
    """A key was destroyed again after a backup had been put back: the rest of that person is forgotten again, too."""
    if told.actor_kind == SYSTEM_KIND:
        erasing.forget_again(Person.objects.get(pk=event.person_id))
