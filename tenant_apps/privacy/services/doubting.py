"""“I don't recognise this”: somebody asks what a look was, and gets an answer from a person."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, hand_of, require
from kernel.errors import Conflict, NotAllowed, NotFound, RuleBroken
from kernel.time import now
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Person
from tenant_apps.people.services.people import locked
from tenant_apps.privacy import policies
from tenant_apps.privacy.events import DoubtAnswered, LookDoubted
from tenant_apps.privacy.models import AccessEvent, Doubt


@transaction.atomic
def doubt_look(event: AccessEvent, *, words: str = "", by: Actor) -> Doubt:
    """Say that one does not recognise a look. Stewards are told and answer."""
    person = Person.objects.filter(pk=event.subject_id).first()
    if person is None or not policies.can_read_looks(require(by), person):
        raise NotFound
    person = locked(person)
    if not AccessEvent.objects.told(person).filter(pk=event.pk).exists():
        raise NotFound
    if Doubt.objects.filter(event=event).exists():
        raise Conflict(_("You have asked about this already."), code="already_asked")
    doubt = Doubt(event=event, person=person, words=words.strip())
    doubt.full_clean()
    doubt.save(force_insert=True)
    announce(LookDoubted(doubt_id=doubt.pk, person_id=person.pk), by=by)
    return doubt


@transaction.atomic
def answer_doubt(doubt: Doubt, *, answer: str, by: Actor) -> Doubt:
    """Tell somebody what a look was that they did not recognise."""
    doubt = Doubt.objects.select_for_update(of=["self"]).select_related("event").get(pk=doubt.pk)
    if not policies.can_answer_doubt(require(by), doubt.event):
        raise NotAllowed(_("A steward or the data-protection lead answers this, and nobody about their own look."))
    if doubt.answered_at is not None:
        raise Conflict(_("This has been answered already."), code="already_answered")
    if not answer.strip():
        raise RuleBroken(code="no_answer", errors={"answer": [_("Say what it was.")]})
    hand = hand_of(by)
    assert isinstance(hand, Person)
    doubt.answer, doubt.answered_at, doubt.answered_by = answer.strip(), now(), hand
    doubt.full_clean()
    doubt.save(update_fields=["answer", "answered_at", "answered_by"])
    announce(DoubtAnswered(doubt_id=doubt.pk, person_id=doubt.person_id), by=by)
    return doubt
