"""Give somebody a hat of the national co-op for a term; they say yes to it, lay it down, or it is ended."""

import logging
from datetime import date
from smtplib import SMTPException
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kernel.actors import SYSTEM, Actor, require
from kernel.errors import Conflict, NotAllowed, NotFound, RuleBroken
from kernel.time import now
from kernel.words import tidy
from shared_apps.console import doors
from shared_apps.console.hats import OFFICERS, Hat
from shared_apps.console.models import Officer, Term
from shared_apps.federation import policies
from shared_apps.federation.actors import officer_may
from shared_apps.federation.services import support
from shared_apps.federation.services.facts import today
from tenants.context import address_of

log = logging.getLogger(__name__)
LONGEST_TERM_DAYS = 366 * 4
TERM_OVER: Final = gettext_noop("Its term was over.")  # kept, and read in the language of whoever reads it


@transaction.atomic
def give(
    *,
    name: str,
    email: str,
    hat: str,
    by: Actor,
    from_on: date | None = None,
    until_on: date | None = None,
    said_yes: bool = False,
) -> Term:
    """Ask somebody to wear a hat from a day until just before another. It counts once they have said yes.

    `said_yes` is for whoever sets a deployment up and knows. Raises ValidationError for no address, Conflict for a hat
    they have already.
    """
    _may_give(by)
    if hat not in Hat.values:
        raise RuleBroken(code="hat", errors={"hat": [_("Choose one of the hats.")]})
    begins = from_on or today()
    if until_on is not None and (until_on - begins).days > LONGEST_TERM_DAYS:
        raise RuleBroken(code="too_long", errors={"until_on": [_("A term lasts four years at most.")]})
    officer = _officer(name, email)
    _end_lapsed(officer)
    have = officer.terms.filter(hat=hat, ended_at=None)
    if said_yes and have.filter(accepted_at=None).exists():
        raise Conflict(
            _("They were asked to wear this hat and have not answered. Let them answer, or end the asking first."),
            code="has_it",
        )
    if have.exists():
        raise Conflict(_("They have this hat already, or were asked to wear it."), code="has_it")
    term = Term(officer=officer, hat=hat, from_on=begins, until_on=until_on, given_by=by.id)
    term.accepted_at = now() if said_yes else None
    term.full_clean()
    term.save(force_insert=True)
    _tell_sign_in_host(officer)
    if not said_yes:
        transaction.on_commit(lambda: _write_to(officer, term), robust=True)
    return term


@transaction.atomic
def accept(term: Term, *, by: Actor) -> Term:
    """Somebody says yes to a hat they were asked to wear. Twice is once."""
    term = _own(term, by)
    if term.ended_at is not None or (term.until_on is not None and term.until_on <= today()):
        raise Conflict(_("This hat is not offered any more."), code="not_offered")
    if term.accepted_at is None:
        term.accepted_at = now()
        term.save(update_fields=["accepted_at"])
        _tell_sign_in_host(term.officer)
    return term


@transaction.atomic
def lay_down(term: Term, *, by: Actor, why: str = "") -> Term:
    """Somebody takes their own hat off, or says no to one that was offered."""
    return _end(_own(term, by), by=by, why=why)


@transaction.atomic
def end(term: Term, *, by: Actor, why: str) -> Term:
    """End somebody's hat before its term is over, and say why. It holds from their next request on."""
    _may_give(by)
    if not why.strip():
        raise RuleBroken(code="reason", errors={"why": [_("Say why, in a sentence.")]})
    return _end(_locked(term), by=by, why=why)


def of_account(account_id: UUID) -> Officer | None:
    return Officer.objects.filter(account_id=account_id).first()


def _may_give(by: Actor) -> None:
    if not officer_may(require(by), OFFICERS):
        raise NotAllowed(_("Only a national director gives and ends hats."))


def _officer(name: str, email: str) -> Officer:
    account_id = doors.account_for(email)
    officer, _made = Officer.objects.get_or_create(
        account_id=account_id, defaults={"name": tidy(name), "email": email.strip().lower()}
    )
    officer.full_clean()
    return Officer.objects.select_for_update().get(pk=officer.pk)


def _end_lapsed(officer: Officer) -> None:
    lapsed = officer.terms.filter(ended_at=None, until_on__lte=today())
    lapsed.update(ended_at=now(), why_ended=TERM_OVER)


def _own(term: Term, by: Actor) -> Term:
    if require(by).id != term.officer_id:
        raise NotFound
    return _locked(term)


def _locked(term: Term) -> Term:
    """The term, locked, and with it every hat of a director: of two who end each other's, one is first."""
    list(Term.objects.select_for_update().filter(hat=Hat.DIRECTOR, ended_at=None).order_by("id"))
    return Term.objects.select_for_update(of=["self"]).select_related("officer").get(pk=term.pk)


def _end(term: Term, *, by: Actor, why: str) -> Term:
    if term.ended_at is not None:
        return term
    if term.hat == Hat.DIRECTOR and _is_last_director(term):
        raise Conflict(
            _("Somebody has to be national director. Give the hat to somebody else first, and let them say yes."),
            code="last_director",
        )
    term.ended_at, term.ended_by, term.why_ended = now(), by.id, why.strip()[:300]
    term.save(update_fields=["ended_at", "ended_by", "why_ended"])
    _tell_sign_in_host(term.officer)
    if not term.officer.may(policies.SUPPORT):
        support.end_all_of(term.officer_id, by=SYSTEM)
    return term


def _is_last_director(term: Term) -> bool:
    directors = Term.objects.filter(hat=Hat.DIRECTOR).worn(today())
    return directors.filter(pk=term.pk).exists() and not directors.exclude(officer_id=term.officer_id).exists()


def _tell_sign_in_host(officer: Officer) -> None:
    """From their first day in office on, the sign-in host asks for a second step."""
    terms = list(officer.terms.filter(ended_at=None, accepted_at__isnull=False).order_by("from_on"))
    ends = [term.until_on for term in terms]
    until = None if None in ends else max((day for day in ends if day), default=None)
    doors.tell_of_office(officer.account_id, terms[0].from_on if terms else None, until)


def _write_to(officer: Officer, term: Term) -> None:
    facts = {
        "officer": officer,
        "term": term,
        "desk": address_of(settings.CONSOLE_HOST),
        "federation": settings.FEDERATION_NAME,
    }
    subject = _("%(federation)s asks you something") % {"federation": settings.FEDERATION_NAME}
    body = render_to_string("console/mail/hat.txt", facts)
    try:
        EmailMessage(subject, body, to=[officer.email]).send()
    except (SMTPException, OSError) as stuck:  # they see it on the desk in any case, and whoever gave it can tell them
        log.error("An officer could not be written to: %s", type(stuck).__name__)
