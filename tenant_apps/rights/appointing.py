"""What whoever was chosen to answer a complaint, or stands in for those it concerns, reads of the person for it."""

from collections.abc import Collection
from typing import Final

from tenant_apps.people.models import Person
from tenant_apps.privacy.relations import task_source
from tenant_apps.rights import policies
from tenant_apps.rights.models import Complaint

COMPLAINTS: Final = "rights.complaints"


@task_source
def what_is_to_be_answered(reader: Person, subject: Person) -> Collection[str]:
    """Until it is answered."""
    said = Complaint.objects.open().filter(person=subject)
    return (COMPLAINTS,) if any(policies.can_answer_complaint(reader, each) for each in said) else ()


def waiting_for(person: Person) -> list[Complaint]:
    """The complaints somebody answers without its being their office."""
    if policies.can_answer(person):
        return []
    said = Complaint.objects.open()
    mine = said if person.wears(policies.STAND_IN) else said.filter(appointed=person)
    return [each for each in mine.order_by("received_on", "id") if policies.can_answer_complaint(person, each)]
