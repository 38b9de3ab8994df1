"""The verbs of signing in. They work outside every circle; inside a circle's transaction the database refuses them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Final
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kernel.actors import Actor, require
from kernel.errors import NotAllowed
from kernel.time import now
from shared_apps.identity.models import Account, AddressChange, Browser, CircleLink, Ticket, plain_address
from shared_apps.identity.paths import safe_path
from shared_apps.identity.proof import NOTHING_PROVED, Proof
from tenants.context import CircleRef, in_federation
from ui.language import spoken_or

TICKET_LIVES: Final = timedelta(seconds=60)


def account_for(email: str) -> Account:
    """The account with this address; made now if there is none. Raises ValidationError when it is no address.

    Safe to call twice and at the same time. Nobody signs up: accounts begin when a circle adds a person. An address
    that was changed some days ago still means the same human, for as long as they can undo the change.
    """
    address = check_address(email)
    with in_federation():
        changed = AddressChange.objects.filter(old=address, undo_until__gt=now()).select_related("account").first()
        if changed is not None:
            return changed.account
        account, _made = Account.objects.get_or_create(email=address, defaults={"password": make_password(None)})
    return account


def account_of(email: str) -> UUID | None:
    """The account that this address, as it is kept, signs in with; None when there is none. None is made."""
    with in_federation():
        return Account.objects.filter(email=email).values_list("pk", flat=True).first()


def check_address(email: str) -> str:
    """An e-mail address as it is kept. Raises ValidationError when it is no address."""
    address = plain_address(email)
    Account._meta.get_field("email").clean(address, None)
    return address


def link_circle(*, account_id: UUID, circle_id: UUID, key: str = "") -> None:
    """Show this account the way to a circle. Doing it twice does nothing more, whatever the key of the message was."""
    with in_federation():
        CircleLink.objects.get_or_create(account_id=account_id, circle_id=circle_id)


def unlink_circle(*, account_id: UUID, circle_id: UUID, key: str = "") -> None:
    """Take the way to a circle off this account's list, because the person left it."""
    with in_federation():
        CircleLink.objects.filter(account_id=account_id, circle_id=circle_id).delete()


def forget_unused_account(account_id: UUID, *, begun_since: datetime) -> bool:
    """Forget an account that was begun for a question somebody said no to, if nothing else has come of it since.

    It stays when it leads to a circle or to the national co-op's desk, or when its owner made it theirs with a key or
    a password. Safe to repeat.
    """
    with in_federation():
        unused = Account.objects.filter(pk=account_id, created_at__gte=begun_since, links=None, offices=None)
        account = unused.filter(authenticator=None, address_changes=None).first()
        if account is None or account.has_usable_password():
            return False
        account.delete()
    return True


def circles_of(account: Account) -> list[UUID]:
    """The ids of the circles this account has been shown the way to."""
    return list(account.links.values_list("circle_id", flat=True))


def keep_language(account: Account, language: str) -> None:
    """From now on this account is written to in the language its owner chose to read; no choice changes nothing."""
    if language and language != account.language:
        account.language = language
        Account.objects.filter(pk=account.pk).update(language=language)


def language_of_letters(address: str) -> str:
    """What whoever signs in with this address reads, as far as is known; else what the page speaks that writes."""
    known = Account.objects.filter(email=plain_address(address)).values_list("language", flat=True).first()
    return spoken_or(known or "", get_language() or settings.LANGUAGE_CODE)


@dataclass(frozen=True)
class ConsoleAdmission:
    """A ticket to the console that was good: whose it is, in which epoch, where to, and what they have proved."""

    account_id: UUID
    epoch: int
    next: str
    proof: Proof


def issue_ticket(account: Account, circle: CircleRef, next: str, state: bytes, *, proof: Proof = NOTHING_PROVED) -> str:
    """A ticket into one circle, for the browser that holds the secret whose SHA-256 is `state`. Lives 60 seconds.

    Returns the secret to put into the address; only its hash is kept. The session it makes ends with `proof`'s browser.
    """
    return _issue(account, circle.id, next, state, proof)


def issue_console_ticket(account: Account, next: str, state: bytes, *, proof: Proof = NOTHING_PROVED) -> str:
    """A ticket to the national co-op's desk, and to no circle. Who may work there is for the console to say."""
    return _issue(account, None, next, state, proof)


def is_session_alive(*, account_id: UUID, epoch: int, browser_id: UUID | None) -> bool:
    """Whether a session made with a ticket is still good: asked by the console on every request, as circles do.

    It ends when the account is closed, signs out everywhere, or signs out the browser the ticket was made for.
    """
    account = Account.objects.filter(pk=account_id, epoch=epoch, is_active=True)
    if browser_id is not None:
        account = account.filter(browsers__in=Browser.objects.filter(pk=browser_id, ended_at=None))
    return account.exists()


@transaction.atomic
def redeem_console_ticket(ticket: str, secret: str) -> ConsoleAdmission | None:
    """Use up a ticket made for the console and for the browser that holds `secret`; None if it is no good.

    One statement uses it up, so that of two browsers arriving at once only one gets in.
    """
    good = Ticket.objects.filter(
        hash=hashed(ticket), state_hash=hashed(secret), circle=None, used_at=None, expires_at__gt=now()
    )
    if not good.filter(account__is_active=True).update(used_at=now()):
        return None
    used = Ticket.objects.select_related("account").get(hash=hashed(ticket))
    proof = Proof(used.proved_at, tuple(used.methods), used.browser_id)
    return ConsoleAdmission(used.account_id, used.account.epoch, used.next, proof)


def _issue(account: Account, circle_id: UUID | None, next: str, state: bytes, proof: Proof) -> str:
    secret = token_urlsafe(32)
    Ticket.objects.filter(account=account, expires_at__lt=now()).delete()
    Ticket.objects.create(
        hash=hashed(secret),
        account=account,
        circle_id=circle_id,
        state_hash=state,
        next=safe_path(next),
        proved_at=proof.at,
        methods=list(proof.methods),
        browser_id=proof.browser_id,
        expires_at=now() + TICKET_LIVES,
    )
    return secret


@transaction.atomic
def sign_out_everywhere(account: Account, *, by: Actor) -> Account:
    """End every session of this account, on every device and in every circle, from the next request on."""
    require(by)
    if by.id is not None and by.id != account.pk:
        raise NotAllowed(_("Only you can sign yourself out everywhere."))
    Account.objects.filter(pk=account.pk).update(epoch=F("epoch") + 1)
    account.browsers.filter(ended_at=None).update(ended_at=now())
    Ticket.objects.filter(account=account).delete()
    account.refresh_from_db()
    return account


def forget_what_is_over() -> None:
    """Remove the sign-in host's sessions and tickets that have ended, and what was only kept for some days."""
    SessionStore.clear_expired()
    Ticket.objects.filter(expires_at__lt=now()).delete()
    # A circle's session begins with a visit here and lives no longer than one here, so by then none is left.
    long_over = now() - 2 * timedelta(seconds=settings.SESSION_COOKIE_AGE)
    Browser.objects.filter(Q(ended_at__lt=long_over) | Q(last_seen_at__lt=long_over)).delete()
    AddressChange.objects.filter(undo_until__lt=now()).delete()


def hashed(secret: str) -> bytes:
    """How secrets of 128 random bits and more are kept. Such secrets need no salt and no slow hash."""
    return sha256(secret.encode()).digest()
