"""Tell people of runs that stopped: nobody looks at a page to find out that nothing happens any more.

The national co-op's desk is told of each, and whoever it is about where it is somebody's own: whose account is being
closed or made one with another, and the group whose circle is being opened. A worker looks for those nobody was told
of, so a mail that cannot be handed in now is handed in later.
"""

import logging
from collections.abc import Iterator
from datetime import timedelta
from smtplib import SMTPException
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from kernel.time import now
from provisioning.accounts.ending import CLOSE
from provisioning.accounts.joining import MERGE
from provisioning.running import kind_of
from shared_apps.applications import posting
from shared_apps.identity.models import Account
from shared_apps.runs.kept import in_words
from shared_apps.runs.models import Run
from tenants.context import address_of, in_federation
from ui.language import spoken_or

log = logging.getLogger(__name__)
TOLD: Final = "told_it_stopped"
NEWS_FOR: Final = timedelta(days=7)


def tell_of_stopped() -> int:
    """Tell of every run that stopped lately and of which nobody was told. Returns how many were."""
    told = 0
    with in_federation():
        for run_id in _untold().values_list("pk", flat=True)[:50]:
            told += _tell(run_id)
    return told


def _untold() -> QuerySet[Run]:
    """A command that is refused at once is answered where it was given."""
    lately = Run.objects.filter(state=Run.State.STOPPED, ended_at__gt=now() - NEWS_FOR)
    return lately.exclude(key__startswith="command:", did_nothing=True).exclude(found__has_key=TOLD)


@transaction.atomic
def _tell(run_id: UUID) -> bool:
    """Tell of one, unless somebody has tried it again meanwhile. What fails half way is told from the beginning."""
    run = _untold().select_for_update().filter(pk=run_id).first()
    if run is None:
        return False
    last = run.steps.exclude(said="").order_by("number").last()
    why = last.said if last else ""
    try:
        _tell_desk(run, why)
        _tell_who_is_concerned(run, why)
    except (SMTPException, OSError) as stuck:
        log.error("That a run has stopped could not be told: %s", type(stuck).__name__)
        return False
    Run.objects.filter(pk=run.pk).update(found={**run.found, TOLD: True})
    return True


def _tell_desk(run: Run, why: str) -> None:
    if not settings.FEDERATION_EMAIL:
        log.error("A run of kind %s has stopped, and FEDERATION_EMAIL says nowhere to tell it", run.kind)
        return
    words = str(kind_of(run).words)
    link = f"{address_of(settings.CONSOLE_HOST)}/runs/{run.pk}/"
    body = render_to_string("provisioning/mail/stopped.txt", {"run": run, "what": words, "why": why, "link": link})
    EmailMessage(f"{settings.FEDERATION_NAME}: {words}: stopped", body, to=[settings.FEDERATION_EMAIL]).send()


def _tell_who_is_concerned(run: Run, why: str) -> None:
    if run.kind == "open" and (application := run.facts.get("application_id")):
        posting.tell_stopped(UUID(application), why)
    for account in _accounts(run):
        with translation.override(spoken_or(account.language or run.facts.get("language", ""), settings.LANGUAGE_CODE)):
            said = "\n".join(map(in_words, why.split("\n")))
            facts = {"why": said, "is_closing": run.kind == CLOSE, "write_to": settings.FEDERATION_EMAIL}
            body = render_to_string("provisioning/mail/account_stopped.txt", facts)
            subject = _("Closing your account") if run.kind == CLOSE else _("Making your two accounts one")
            EmailMessage(f"{settings.FEDERATION_NAME}: {subject}", body, to=[account.email]).send()


def _accounts(run: Run) -> Iterator[Account]:
    """Whose account it is about. Nobody, for what is done to a circle."""
    names = {CLOSE: ("account_id",), MERGE: ("gone_id", "kept_id")}.get(run.kind, ())
    yield from Account.objects.filter(pk__in=[run.facts[name] for name in names]).order_by("pk")
