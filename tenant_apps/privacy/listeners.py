"""Who is told what: the person, when somebody looked because it could not wait; those who answer, when it is doubted.

E-mails say that there is something to read, and not what: that stands behind the sign-in.
"""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from tenant_apps.journal.reading import keeps_back
from tenant_apps.journal.registry import Told, sends_for
from tenant_apps.people.models import Person
from tenant_apps.privacy.events import (
    DoubtAnswered,
    GlassBroken,
    LookDoubted,
    WithholdingDue,
    WithholdingEnded,
    WithholdingReviewed,
)
from tenant_apps.privacy.models import AccessEvent, Doubt, Withholding
from tenant_apps.privacy.policies import LEAD, who_may_answer
from tenants.context import current_circle, in_circle


@keeps_back
def what_is_withheld(person_id: UUID) -> Q:
    """The journal does not tell somebody either that they were looked at, while that is withheld from them; and of
    others, it tells that to a safeguarding lead alone."""
    standing, reader = Withholding.objects.standing(), Person.objects.filter(pk=person_id).first()
    withheld = standing.keeping_from(person_id) if reader is not None and reader.wears(LEAD) else standing
    glasses = [str(each) for each in withheld.values_list("glass", flat=True)]
    events = (GlassBroken.event_name, WithholdingReviewed.event_name, WithholdingDue.event_name)
    return Q(event__in=events, payload__glass_id__in=glasses)


@sends_for(GlassBroken, WithholdingEnded)
def tell_the_person(event: GlassBroken | WithholdingEnded, told: Told) -> None:
    """Somebody is told that more was looked at than they had shared, unless that is withheld for now."""
    with in_circle(current_circle()):
        if Withholding.objects.standing().filter(glass=event.glass_id).exists():
            return
        addresses = _addresses(Person.objects.filter(pk=event.person_id))
    _send("looked", addresses, told)


@sends_for(GlassBroken)
def tell_the_leads(event: GlassBroken, told: Told) -> None:
    """The safeguarding leads are told that a glass was broken; stewards where the circle has no other lead."""
    with in_circle(current_circle()):
        others = Person.objects.able().exclude(pk__in=[event.reader_id, event.person_id])
        addresses = _addresses(others.wearing(LEAD)) or _addresses(others.wearing("steward"))
    _send("lead", addresses, told)


@sends_for(WithholdingDue)
def tell_the_leads_that_it_is_due(event: WithholdingDue, told: Told) -> None:
    """Those who decide it, but for whom it is about."""
    with in_circle(current_circle()):
        others = Person.objects.able().exclude(pk=event.person_id)
        addresses = _addresses(others.wearing(LEAD).order_by("id"))
    _send("lead", addresses, told)


@sends_for(LookDoubted)
def tell_those_who_answer(event: LookDoubted, told: Told) -> None:
    """Stewards and the data-protection lead are told that somebody does not recognise a look; not whoever looked."""
    with in_circle(current_circle()):
        addresses = _addresses(who_may_answer(AccessEvent.objects.get(doubt__pk=event.doubt_id)))
    _send("lead", addresses, told)


@sends_for(DoubtAnswered)
def tell_whoever_asked(event: DoubtAnswered, told: Told) -> None:
    """Whoever asked about a look is told that there is an answer."""
    with in_circle(current_circle()):
        answered = Doubt.objects.filter(pk=event.doubt_id, answered_at__isnull=False).values("person")
        addresses = _addresses(Person.objects.filter(pk__in=answered))
    _send("answered", addresses, told)


def _addresses(people: Iterable[Person]) -> list[tuple[UUID, str]]:
    """Whoever can sign in to read it, and has an address."""
    return [(each.pk, each.email) for each in people if each.email and each.account_id and each.is_present]


def _send(template: str, addresses: list[tuple[UUID, str]], told: Told) -> None:
    circle = current_circle()
    with translation.override(circle.language):
        subject = _("%(federation)s: something to read for you") % {"federation": settings.FEDERATION_NAME}
        body = render_to_string(f"privacy/mail/{template}.txt", {"circle": circle})
    for person_id, address in addresses:
        known_by = {"Message-ID": f"<{told.key}.{person_id.hex}@{settings.FEDERATION_DOMAIN}>"}
        EmailMessage(subject, body, to=[address], headers=known_by).send()
