"""Short letters to everybody who can sign in to a circle, about the circle as a whole: ready, closing, closed, back.

They hold nothing personal, and no name of a circle stands in a subject: subjects are read over shoulders. Each person
gets a message of their own. Who was told is remembered after each one, so that a worker that dies in the middle tells
at most one person twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from smtplib import SMTPException, SMTPRecipientsRefused
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kernel.time import now
from provisioning.running import NotYet, Work
from shared_apps.identity.models import CircleLink
from shared_apps.runs import kept
from tenant_apps.people.models import Person
from tenants.context import CircleRef, in_circle

NOBODY: Final[Mapping[UUID | None, Any]] = MappingProxyType({})
AGAIN_IN: Final = timedelta(minutes=10)
MAIL_IS_STUCK: Final = _("The e-mail could not be handed in. It is tried again in a few minutes.")


@dataclass(frozen=True)
class Letter:
    """What is written: a subject, and the template of the text."""

    subject: str | Promise
    template: str


READY: Final = Letter(_("Your circle is open"), "provisioning/mail/ready.txt")
CLOSING: Final = Letter(_("Your circle is going to close"), "provisioning/mail/closing.txt")
CLOSED: Final = Letter(_("Your circle has closed"), "provisioning/mail/closed.txt")
GONE: Final = Letter(_("What your circle kept has been removed"), "provisioning/mail/gone.txt")
ARRIVED: Final = Letter(_("Your circle has moved"), "provisioning/mail/arrived.txt")
LEAVING: Final = Letter(_("Your circle may leave the federation"), "provisioning/mail/leaving.txt")
STAYING: Final = Letter(_("Your circle stays"), "provisioning/mail/staying.txt")
STEWARD: Final = Letter(_("Your circle has a steward again"), "provisioning/mail/steward.txt")
BACK: Final = Letter(_("Your circle is open again"), "provisioning/mail/back.txt")


def tell(work: Work, circle: CircleRef, letter: Letter, **more: Any) -> None:
    """Write to everybody who can sign in to this circle. Safe to repeat; while mail is stuck, the run waits."""
    told: dict[str, int] = work.found.setdefault("told", {})
    reads = _languages(circle)
    links = CircleLink.objects.filter(circle_id=circle.id, account__is_active=True).order_by("pk")
    everybody = list(links.values_list("pk", "account_id", "account__email"))
    for number, (link, account, email) in enumerate(everybody, start=1):
        if link <= told.get(work.step.name, 0):
            continue
        _hand_in(_written(circle, letter, more, language=reads.get(account, circle.language)), email)
        told[work.step.name] = link
        work.keep()
        work.got_to(number, len(everybody))
    work.say(kept.HANDED_IN % {"n": len(everybody)})


def _languages(circle: CircleRef) -> Mapping[UUID | None, str]:
    """In which language each account reads this circle. Behind locked doors nobody looks: then it is the circle's."""
    if not circle.lets_people_in:
        return NOBODY
    with in_circle(circle):
        chosen = Person.objects.exclude(account_id=None).exclude(language="")
        return {person.account_id: person.reads_in(circle) for person in chosen}


def _written(circle: CircleRef, letter: Letter, more: dict[str, Any], *, language: str) -> tuple[str, str]:
    with translation.override(language):
        facts = {"circle": circle, "federation": settings.FEDERATION_NAME, "write_to": settings.FEDERATION_EMAIL}
        return f"{settings.FEDERATION_NAME}: {letter.subject}", render_to_string(letter.template, facts | more)


def _hand_in(written: tuple[str, str], email: str) -> None:
    subject, body = written
    try:
        EmailMessage(subject, body, to=[email]).send()
    except SMTPRecipientsRefused:
        return  # this address takes no mail; the others are still told
    except (SMTPException, OSError) as stuck:
        raise NotYet(now() + AGAIN_IN, MAIL_IS_STUCK) from stuck
