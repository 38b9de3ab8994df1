"""The verbs of signing in. They work outside every circle; inside a circle's transaction the database refuses them."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Final
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.db.models import F

from kernel.actors import Actor, require
from kernel.errors import NotAllowed
from kernel.time import now
from shared_apps.identity.models import Account, CircleLink, Ticket, plain_address
from shared_apps.identity.paths import safe_path
from shared_apps.identity.proof import NOTHING_PROVED, Proof
from tenants.context import CircleRef, in_federation

TICKET_LIVES: Final = timedelta(seconds=60)


def account_for(email: str) -> Account:
    """The account with this address; made now if there is none. Raises ValidationError when it is no address.

    Safe to call twice and at the same time. Nobody signs up: accounts begin when a circle adds a person.
    """
    address = check_address(email)
    with in_federation():
        account, _made = Account.objects.get_or_create(email=address, defaults={"password": make_password(None)})
    return account


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


def circles_of(account: Account) -> list[UUID]:
    """The ids of the circles this account has been shown the way to."""
    return list(account.links.values_list("circle_id", flat=True))


@dataclass(frozen=True)
class ConsoleAdmission:
    """A ticket to the console that was good: whose it is, in which epoch, where to, and what they have proved."""

    account_id: UUID
    epoch: int
    next: str
    proof: Proof


def issue_ticket(account: Account, circle: CircleRef, next: str, state: bytes, *, proof: Proof = NOTHING_PROVED) -> str:
    """A ticket into one circle, for the browser that holds the secret whose SHA-256 is `state`. Lives 60 seconds.

    Returns the secret to put into the address; only its hash is kept.
    """
    return _issue(account, circle.id, next, state, proof)


def issue_console_ticket(account: Account, next: str, state: bytes, *, proof: Proof = NOTHING_PROVED) -> str:
    """A ticket to the national co-op's desk, and to no circle. Who may work there is for the console to say."""
    return _issue(account, None, next, state, proof)


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
    proof = Proof(used.proved_at, tuple(used.methods))
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
        expires_at=now() + TICKET_LIVES,
    )
    return secret


@transaction.atomic
def sign_out_everywhere(account: Account, *, by: Actor) -> Account:
    """End every session of this account, on every device and in every circle, from the next request on."""
    require(by)
    if by.id is not None and by.id != account.pk:
        raise NotAllowed("Only you can sign yourself out everywhere.")
    Account.objects.filter(pk=account.pk).update(epoch=F("epoch") + 1)
    Ticket.objects.filter(account=account).delete()
    account.refresh_from_db()
    return account


def forget_what_is_over() -> None:
    """Remove the sign-in host's sessions and tickets that have ended."""
    SessionStore.clear_expired()
    Ticket.objects.filter(expires_at__lt=now()).delete()


def hashed(secret: str) -> bytes:
    """How secrets of 128 random bits and more are kept. Such secrets need no salt and no slow hash."""
    return sha256(secret.encode()).digest()
