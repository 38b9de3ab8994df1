"""E-mails about an application. Subjects are read over shoulders: they name the federation and nothing of the group.

A link is asked for by somebody who waits in front of the screen, and is sent at once. What the federation has to say is
kept as a message first; if it cannot be sent now, a worker tries again (`tell_what_is_left`).
"""

import logging
from datetime import timedelta
from smtplib import SMTPException
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core.cache import caches
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from kernel.errors import Refusal, TooMany
from kernel.time import now
from shared_apps.applications.links import LIVES, address, new_link
from shared_apps.applications.models import Application, Message
from shared_apps.runs.kept import in_words

AN_HOUR: Final = timedelta(hours=1)
log = logging.getLogger(__name__)


class MailStuck(Refusal):
    """The mail server does not answer; nothing is lost, and the person can try again."""

    status = 503
    default_code = "mail_stuck"


def not_too_many_begin() -> None:
    """Raises TooMany when more mailboxes asked for a first link within the hour than people would. The desk is told."""
    begun = Application.objects.filter(begun_at__gt=now() - AN_HOUR).count()
    if begun < settings.START_MOST_AN_HOUR:
        return
    if caches["shared"].add("applications:many-begin", 1, AN_HOUR.total_seconds()):
        _tell_desk_of_many(begun)
    raise TooMany(
        _("Very many groups are beginning just now, so no new link was sent. Try again in an hour."),
        retry_after=int(AN_HOUR.total_seconds()),
    )


def _tell_desk_of_many(begun: int) -> None:
    log.error("%s applications were begun within an hour: no first links are sent for now", begun)
    if not settings.FEDERATION_EMAIL:
        return
    said = (
        f"Within one hour {begun} mailboxes asked for a link to start a circle. That is more than people would, so new"
        " ones have to wait. Whoever has a link goes on as before. Nothing has to be done; if these are real groups,"
        " raise START_MOST_AN_HOUR.\n"
    )
    try:
        EmailMessage(f"{settings.FEDERATION_NAME}: very many begin", said, to=[settings.FEDERATION_EMAIL]).send()
    except (SMTPException, OSError) as error:
        log.error("That very many begin could not be told: %s", type(error).__name__)


def send_link(application: Application, secret: str) -> None:
    """Send the way back. Raises MailStuck with a sentence when the mail cannot be handed in."""
    facts = {"link": address(secret, settings.START_HOST), "days": LIVES.days, "is_draft": _is_draft(application)}
    try:
        _send(application, "link", facts)
    except (SMTPException, OSError) as error:
        log.error("The link to an application could not be handed in: %s", type(error).__name__)
        raise MailStuck(_("We could not send the e-mail just now. Please try again in a few minutes.")) from error


def tell(message_id: UUID) -> bool:
    """Send what the federation said, once. Whatever goes wrong is tried again by a worker."""
    with transaction.atomic():
        message = Message.objects.select_for_update(of=("self",)).select_related("application").get(pk=message_id)
        if message.told_at is not None:
            return True
        facts = {"said": message, "link": address(new_link(message.application), settings.START_HOST)}
        try:
            _send(message.application, message.kind, facts)
        except (SMTPException, OSError) as error:
            log.error("A message about an application could not be handed in: %s", type(error).__name__)
            return False
        message.told_at = now()
        message.save(update_fields=["told_at"])
    return True


def tell_stopped(application_id: UUID, why: str) -> None:
    """Write to the group that the making of its circle has stopped, and where it goes on. `why` is as a run kept it.

    Raises OSError or SMTPException when the mail cannot be handed in.
    """
    application = Application.objects.filter(pk=application_id).first()
    if application is None:
        return
    with translation.override(application.language):
        facts = {"why": in_words(why), "link": address(new_link(application), settings.START_HOST)}
    _send(application, "stopped", facts)


def tell_what_is_left() -> int:
    """Send what could not be sent when it was said. Returns how many are told now."""
    waiting = Message.objects.filter(kind__in=Message.FROM_FEDERATION, told_at=None)
    return sum(tell(pk) for pk in waiting.values_list("pk", flat=True)[:50])


def _send(application: Application, about: str, facts: dict[str, Any]) -> None:
    with translation.override(application.language):
        words = {**facts, "federation": settings.FEDERATION_NAME, "application": application}
        subject = render_to_string(f"applications/mail/{about}_subject.txt", words).strip()
        body = render_to_string(f"applications/mail/{about}.txt", words)
    EmailMessage(f"{settings.FEDERATION_NAME}: {subject}", body, to=[application.email]).send()


def _is_draft(application: Application) -> bool:
    return application.state == Application.State.DRAFT
