"""Saying yes to one use of what is known about oneself, and taking it back as easily."""

from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, OnBehalf, hand_of, require
from kernel.errors import Conflict, NotAllowed, NotFound
from kernel.time import now
from tenant_apps.journal.events import Code
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Person, today
from tenant_apps.rights.book import PURPOSES
from tenant_apps.rights.events import ConsentGiven, ConsentTakenBack
from tenant_apps.rights.models import Consent
from tenant_apps.rights.models.consents import Channel
from tenant_apps.rights.policies import ONLY_WHO_DECIDES, can_ask, can_decide


@transaction.atomic
def say_yes(
    person: Person, purpose: str, *, by: Actor, channel: str = Channel.SCREEN, easy_read: bool = False, version: int = 0
) -> Consent:
    """Somebody says yes to one use of what is known about them, to the sentence as it stands today.

    `version` is the one they saw, when they saw it on a page: a yes to words that changed meanwhile is not taken.
    """
    hand = _hand(by, person)
    if purpose not in PURPOSES:
        raise NotFound
    wording = PURPOSES[purpose].on(today())
    if version not in (0, wording.version):
        raise Conflict(_("The words have changed meanwhile. Read them again, then decide."), code="wording_changed")
    person = Person.objects.select_for_update(of=["self"]).get(pk=person.pk)
    if Consent.objects.standing().filter(person=person, purpose=purpose).exists():
        raise Conflict(_("You have said yes to this already."), code="said_yes")
    consent = Consent(
        person=person,
        purpose=purpose,
        version=wording.version,
        wording=str(wording.easy if easy_read else wording.words),
        language=translation.get_language() or "en-gb",
        easy_read=easy_read,
        channel=channel,
        given_at=now(),
        by=hand,
        authority=by.authority if isinstance(by, OnBehalf) else None,
    )
    consent.full_clean()
    consent.save(force_insert=True)
    announce(ConsentGiven(consent_id=consent.pk, person_id=person.pk, purpose=Code(purpose)), by=by)
    return consent


@transaction.atomic
def take_back(consent: Consent, *, by: Actor, channel: str = Channel.SCREEN) -> Consent:
    """Somebody takes a yes back. No reason is asked for, and twice is once."""
    consent = Consent.objects.select_for_update(of=["self"]).select_related("person").get(pk=consent.pk)
    hand = _hand(by, consent.person)
    if not consent.is_standing:
        return consent
    consent.withdrawn_at, consent.withdrawn_by, consent.withdrawn_how = now(), hand, channel
    consent.full_clean()
    consent.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_how"])
    told = ConsentTakenBack(consent_id=consent.pk, person_id=consent.person_id, purpose=Code(consent.purpose))
    announce(told, by=by)
    return consent


def has_said_yes(person_id: UUID, purpose: str) -> bool:
    """Whether a use that needs their yes is allowed just now."""
    return Consent.objects.standing().filter(person=person_id, purpose=purpose).exists()


def _hand(by: Actor, person: Person) -> Person:
    hand = hand_of(require(by))
    if not isinstance(hand, Person) or not can_ask(by, person):
        raise NotAllowed(_("Only they themselves, or whoever they told, can say this."))
    if not can_decide(by, person):
        raise NotAllowed(ONLY_WHO_DECIDES)
    return hand
