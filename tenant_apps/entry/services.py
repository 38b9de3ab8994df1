"""The verbs of the door: come in, go out, let a program in, shut it out."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, require
from kernel.errors import Conflict, NotAllowed, RuleBroken
from kernel.time import now
from tenant_apps.entry import doors
from tenant_apps.entry.events import ProgramLetIn, ProgramShutOut, SignedIn, SignedOut, VouchedForSomebody
from tenant_apps.entry.models import TOKEN_PREFIX, AccessToken, Scope, hashed
from tenant_apps.entry.policies import can_make_token, can_revoke_token, can_vouch, needs_second_step, scopes_of
from tenant_apps.entry.sessions import Bearer, CircleSessionStore
from tenant_apps.journal.events import Code
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Person
from tenant_apps.people.services import correct_person
from tenants.context import current_circle

TOKEN_LIVES_AT_MOST: Final = timedelta(days=366)
MOST_TOKENS: Final = 20
REFERENCE_LENGTH: Final = 8


class NobodyHere(NotAllowed):
    """The ticket was good, but this circle has no such person."""

    admission: doors.Admission


class OnHold(NotAllowed):
    """The ticket was good, but its bearer is suspended here."""

    admission: doors.Admission


class SecondStepFirst(NotAllowed):
    """The ticket was good, but its bearer holds an office here and has not done the second step that it needs."""

    wanted = "/"


def come_in(session: CircleSessionStore, ticket: str, secret: str, *, device: str = "") -> str:
    """Sign this browser in with a ticket from the sign-in host. Returns the path the person wanted to go to.

    Raises NotAllowed (`ticket_refused`) when the ticket is used, too old, another circle's or another browser's, and
    NobodyHere when its account belongs to nobody in this circle, OnHold when to somebody suspended, or SecondStepFirst.
    Then the ticket is used up all the
    same, if whoever calls lets the request's transaction stand.
    """
    admission = doors.redeem(ticket, secret)
    if admission is None:
        raise NotAllowed(_("This way in was used already, or is more than a minute old."), code="ticket_refused")
    person = Person.objects.filter(account_id=admission.account_id).first()
    if person is None or not person.is_present:
        nobody = NobodyHere(_("You are not a member of this circle."), code="nobody_here")
        nobody.admission = admission
        raise nobody
    if not person.may_come_in:
        held = OnHold(_("You cannot come in just now."), code="on_hold")
        held.admission = admission
        raise held
    if not admission.proof.has_second_step and needs_second_step(person):
        first = SecondStepFirst(_("Your office here needs a second step when you sign in."), code="second_step")
        first.wanted = admission.next
        raise first
    let_in(session, Bearer(person.pk, admission.account_id, admission.epoch, device, admission.proof), by=person)
    return admission.next


@transaction.atomic
def let_in(session: CircleSessionStore, bearer: Bearer, *, by: Actor) -> None:
    """Sign this browser in as a person whose account was proved: with a ticket just now, or a few questions ago."""
    require(by)
    session.sign_in(bearer)
    if isinstance(by, Person):
        keep_language_read(by)
    if session.row_id is not None:
        announce(SignedIn(session_id=session.row_id), by=by)


def keep_language_read(person: Person) -> None:
    """Somebody who comes in reading another language than the circle's is written to in that one from now on.

    Who comes in with the circle's own language has perhaps only not chosen yet on this device, so nothing is changed.
    """
    read = get_language() or ""
    is_offered = read in {code for code, _name in settings.LANGUAGES}
    if is_offered and read not in (person.language, current_circle().language):
        correct_person(person, language=read, by=person)


@transaction.atomic
def go_out(session: CircleSessionStore, *, by: Actor) -> None:
    """Sign this browser out of this circle."""
    require(by)
    session_id = session.row_id
    session.flush()
    if session_id is not None:
        announce(SignedOut(session_id=session_id), by=by)


@transaction.atomic
def vouch(reference: str, *, by: Actor) -> None:
    """Say that somebody who has lost their second step is really who they say.

    What was read out is passed on to the sign-in host, which alone knows whether anybody has asked and whether it
    counts; so a wrong or made-up one looks the same here.
    """
    if not can_vouch(require(by)) or not isinstance(by, Person) or by.account_id is None:
        raise NotAllowed(_("Only somebody in office can vouch for others."))
    plain = "".join(letter for letter in reference if letter.isalnum()).upper()
    if len(plain) != REFERENCE_LENGTH:
        raise RuleBroken(_("It has eight letters and digits. Ask them to read it out once more."), code="reference")
    announce(VouchedForSomebody(reference=Code(plain), voucher_account_id=by.account_id), by=by)


@transaction.atomic
def make_token(
    person: Person, *, name: str, scopes: Sequence[str], expires_at: datetime, by: Actor
) -> tuple[AccessToken, str]:
    """Let a program act for this person. Returns the token and its secret, which is never seen again."""
    if not can_make_token(require(by), person):
        raise NotAllowed(_("Only you can make an access token for yourself."))
    Person.objects.select_for_update(of=["self"]).get(pk=person.pk)
    if AccessToken.objects.of(person).filter(revoked_at=None, expires_at__gt=now()).count() >= MOST_TOKENS:
        raise Conflict(
            _("You have many access tokens already. Revoke one that you no longer use."), code="too_many_tokens"
        )
    if not now() < expires_at <= now() + TOKEN_LIVES_AT_MOST:
        raise RuleBroken(_("A token ends on a day within the next year."), code="bad_expiry")
    if not scopes or not set(scopes) <= set(Scope.values):
        raise RuleBroken(_("Choose what the program may do."), code="bad_scope")
    if not set(scopes) <= set(scopes_of(person)):
        raise NotAllowed(_("A program can do no more for you than you can do yourself."), code="scope_beyond_you")
    secret = TOKEN_PREFIX + token_urlsafe(32)
    token = AccessToken(
        person=person, name=name.strip(), secret_hash=hashed(secret), scopes=sorted(set(scopes)), expires_at=expires_at
    )
    token.full_clean()
    token.save(force_insert=True)
    announce(ProgramLetIn(access_id=token.pk, scopes=tuple(Code(scope) for scope in token.scopes)), by=by)
    return token, secret


@transaction.atomic
def revoke_token(token: AccessToken, *, by: Actor) -> AccessToken:
    """Shut a program out, from its next request on."""
    token = AccessToken.objects.select_for_update(of=["self"]).get(pk=token.pk)
    if not can_revoke_token(require(by), token):
        raise NotAllowed(_("Only the person a token acts for can revoke it."))
    if token.revoked_at is not None:
        raise Conflict(_("This token was revoked before."), code="already_revoked")
    token.revoked_at = now()
    token.save(update_fields=["revoked_at"])
    announce(ProgramShutOut(access_id=token.pk), by=by)
    return token


def note_used(token: AccessToken) -> None:
    """Remember the day a token was last used, so that people recognise the ones they no longer need."""
    today = now().date()
    if token.last_used_on != today:
        AccessToken.objects.filter(pk=token.pk).update(last_used_on=today)


def forget_what_is_over() -> None:
    """Remove sessions that have ended. Called every day in each circle."""
    CircleSessionStore.clear_expired()
