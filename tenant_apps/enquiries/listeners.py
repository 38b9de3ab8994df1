"""What follows when somebody gets in touch, or types an address for the list: e-mails with nothing personal on top."""

from dataclasses import dataclass, field
from typing import Any, Final

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from kernel.actors import SYSTEM
from shared_apps.identity.guesses import may_guess
from tenant_apps.enquiries.events import (
    EnquiryCame,
    HeldBack,
    StewardToTell,
    StewardToTellOfHeld,
    SubscriberAsked,
    SubscriberConfirmed,
)
from tenant_apps.enquiries.mailing_list import no_token, yes_token
from tenant_apps.enquiries.models import Enquiry, Subscriber
from tenant_apps.enquiries.services import those_who_answer
from tenant_apps.journal.registry import Told, listens_to, sends_for
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Person
from tenants.context import current_circle

# However many get in touch, a mailbox gets so many e-mails an hour; whoever looks sees them all.
MOST_MAILS: Final = 12
HOUR: Final = 3600


@dataclass(frozen=True)
class Letter:
    """An e-mail to write. Subjects are read over shoulders: they name nobody."""

    about: str
    subject: str
    facts: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)


@listens_to(EnquiryCame)
def choose_whom_to_tell(event: EnquiryCame, told: Told) -> None:
    """Everybody who answers is told by an e-mail of their own, so that one that is stuck holds up no other."""
    for person in those_who_answer():
        if person.email and person.pk != told.actor_id:
            announce(StewardToTell(enquiry_id=event.enquiry_id, person_id=person.pk), by=SYSTEM)


@sends_for(StewardToTell)
def tell_steward(event: StewardToTell, told: Told) -> None:
    """Somebody got in touch: look at it. Not said when it is dealt with, or the mailbox has heard enough."""
    person = Person.objects.present().filter(pk=event.person_id).exclude(email="").first()
    waits = Enquiry.objects.in_state(Enquiry.State.NEW).filter(pk=event.enquiry_id).exists()
    circle = current_circle()
    whose = f"{circle.id.hex}:{event.person_id}"
    if person is None or not waits or not may_guess("enquiry-mail", whose, most=MOST_MAILS, seconds=HOUR):
        return
    link = f"{circle.url}/circle/asks/{event.enquiry_id}/"
    letter = Letter("enquiry", gettext_noop("Somebody got in touch"), {"link": link, "person": person})
    _send(letter, to=person.email, language=circle.language)


@listens_to(HeldBack)
def choose_whom_to_tell_of_held(event: HeldBack, told: Told) -> None:
    """Everybody who answers is told, each by an e-mail of their own."""
    for person in those_who_answer():
        if person.email:
            announce(StewardToTellOfHeld(person_id=person.pk), by=SYSTEM)


@sends_for(StewardToTellOfHeld)
def tell_steward_of_held(event: StewardToTellOfHeld, told: Told) -> None:
    """Something waits for a look. Not said when somebody has looked meanwhile."""
    person = Person.objects.present().filter(pk=event.person_id).exclude(email="").first()
    count = Enquiry.objects.in_state(Enquiry.State.HELD).count()
    if person is None or not count:
        return
    circle = current_circle()
    facts = {"link": f"{circle.url}/circle/asks/?state=held", "person": person, "count": count}
    _send(Letter("held", gettext_noop("Something waits for a look"), facts), to=person.email, language=circle.language)


@sends_for(SubscriberAsked)
def ask_owner(event: SubscriberAsked, told: Told) -> None:
    """Is it your address, and do you want our news? Only a press on the page behind the link is a yes."""
    found = Subscriber.objects.filter(pk=event.subscriber_id, confirmed_at=None, left_at=None).first()
    if found is not None:
        link = f"{current_circle().url}/news/yes/{yes_token(found)}/"
        _send(
            Letter("join", gettext_noop("Do you want our news?"), {"link": link}),
            to=found.email,
            language=found.language,
        )


@sends_for(SubscriberConfirmed)
def say_welcome(event: SubscriberConfirmed, told: Told) -> None:
    """You are on the list, and this is how to leave it: by a press in the mail program as well (RFC 8058)."""
    found = Subscriber.objects.on().filter(pk=event.subscriber_id).first()
    if found is not None:
        link = f"{current_circle().url}/news/no/{no_token(found)}/"
        headers = {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        letter = Letter("joined", gettext_noop("You get our news"), {"link": link}, headers)
        _send(letter, to=found.email, language=found.language)


def _send(letter: Letter, *, to: str, language: str) -> None:
    with translation.override(language):
        body = render_to_string(f"enquiries/mail/{letter.about}.txt", {"circle": current_circle(), **letter.facts})
        EmailMessage(gettext(letter.subject), body, to=[to], headers=letter.headers).send()
