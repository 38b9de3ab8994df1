"""Add and remove tools; let a tool know who somebody is, and take that back; hand out codes and tokens."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_urlsafe
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, hand_of, require
from kernel.errors import NotAllowed, NotFound, Refusal, RuleBroken
from kernel.time import now
from kernel.words import tidy
from tenant_apps.entry.models import CircleSession, hashed
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Person
from tenant_apps.tools import policies
from tenant_apps.tools.events import ToolAdded, ToolAllowed, ToolRemoved, ToolStopped
from tenant_apps.tools.models import Code, Consent, OpenToken, Tool

CODE_LIVES: Final = timedelta(seconds=60)
TOKEN_LIVES: Final = timedelta(minutes=15)
MOST_TOOLS: Final = 30
MOST_URIS: Final = 5
ON_THIS_MACHINE: Final = ("localhost", "127.0.0.1", "[::1]")


class GrantRefused(Refusal):
    """A code that is no good. Every reason looks the same to the tool; what was burnt stays burnt."""

    default_code = "invalid_grant"
    default_sentence = _("This code is not good (any more).")


@dataclass(frozen=True)
class Wish:
    """What a tool asks for at the door, checked."""

    tool: Tool
    redirect_uri: str
    scopes: tuple[str, ...]
    challenge: str
    nonce: str


def check_redirect(uri: str) -> str:
    """An address a tool may send people back to, exactly as it is. Raises RuleBroken."""
    no = RuleBroken(code="uri", errors={"redirect_uris": [_("Write whole addresses that begin with https://.")]})
    try:
        parts = urlsplit(uri)
        port = parts.port
    except ValueError:
        raise no from None
    at_home = parts.scheme == "http" and parts.netloc.rsplit(":", 1)[0] in ON_THIS_MACHINE
    plain = uri.isascii() and uri.isprintable() and not set(uri) & set(" \\*\"'<>#")
    if not plain or not parts.hostname or parts.username or parts.password or port == 0 or len(uri) > 400:
        raise no
    if parts.scheme != "https" and not at_home:
        raise no
    return uri


@transaction.atomic
def add_tool(name: str, redirect_uris: Sequence[str], *, wants_email: bool, by: Actor) -> tuple[Tool, str]:
    """A steward lets a tool leave signing in to the circle. Returns it with its secret, which is told this once."""
    _may(by)
    uris = [check_redirect(uri) for uri in dict.fromkeys(redirect_uris)]
    if not 1 <= len(uris) <= MOST_URIS:
        raise RuleBroken(code="uris", errors={"redirect_uris": [_("Give one to five addresses.")]})
    if Tool.objects.in_use().count() >= MOST_TOOLS:
        raise RuleBroken(_("These are many tools. Remove one first."), code="too_many")
    secret = token_urlsafe(32)
    hand = hand_of(by)
    tool = Tool(name=tidy(name), redirect_uris=uris, wants_email=wants_email, secret_hash=hashed(secret))
    tool.added_by, tool.added_at = (hand if isinstance(hand, Person) else None), now()
    tool.full_clean()
    tool.save(force_insert=True)
    announce(ToolAdded(tool_id=tool.pk), by=by)
    return tool, secret


@transaction.atomic
def remove_tool(tool_id: UUID, *, by: Actor) -> None:
    """A steward takes a tool away. What it holds opens nothing from the next request on. Twice is once."""
    _may(by)
    tool = Tool.objects.select_for_update().filter(pk=tool_id).first()
    if tool is None:
        raise NotFound
    if tool.removed_at is None:
        tool.removed_at = now()
        tool.save(update_fields=["removed_at"])
        announce(ToolRemoved(tool_id=tool.pk), by=by)


def _may(by: Actor) -> None:
    if not policies.can_manage_tools(require(by)):
        raise NotAllowed(_("Only a steward decides which tools the circle uses."))


def consent_to(tool: Tool, person: Person) -> Consent | None:
    """What this person lets this tool know, if anything."""
    return Consent.objects.filter(tool=tool, person=person, withdrawn_at=None).first()


@transaction.atomic
def allow(tool: Tool, *, with_email: bool, by: Person) -> Consent:
    """A member lets a tool know who they are, and their e-mail address if they say so."""
    at = now()
    consent, is_new = Consent.objects.select_for_update().get_or_create(
        person=by, tool=tool, defaults={"given_at": at, "with_email": with_email}
    )
    if not is_new:
        consent.given_at, consent.with_email, consent.withdrawn_at = at, with_email, None
        consent.save(update_fields=["given_at", "with_email", "withdrawn_at"])
    announce(ToolAllowed(tool_id=tool.pk, person_id=by.pk), by=by)
    return consent


@transaction.atomic
def stop(consent_id: UUID, *, by: Person) -> None:
    """A member takes it back. The tool learns nothing more from the next request on. Twice is once."""
    consent = Consent.objects.select_for_update().filter(pk=consent_id, person=by).first()
    if consent is None:
        raise NotFound
    if consent.withdrawn_at is None:
        consent.withdrawn_at = now()
        consent.save(update_fields=["withdrawn_at"])
        announce(ToolStopped(tool_id=consent.tool_id, person_id=by.pk), by=by)


def hand_out_code(wish: Wish, consent: Consent, session_id: UUID) -> str:
    """The code with which the browser goes back to the tool."""
    code = token_urlsafe(32)
    Code.objects.create(
        code_hash=hashed(code),
        consent=consent,
        session_id=session_id,
        redirect_uri=wish.redirect_uri,
        challenge=wish.challenge,
        nonce=wish.nonce,
        scopes=list(wish.scopes),
        expires_at=now() + CODE_LIVES,
    )
    return code


def tool_known_by(client_id: str, secret: str) -> Tool | None:
    """The tool that this id and secret belong to."""
    try:
        tool = Tool.objects.in_use().filter(pk=UUID(client_id)).first()
    except ValueError:
        tool = None
    known = bytes(tool.secret_hash) if tool is not None else bytes(32)
    return tool if hmac.compare_digest(known, hashed(secret)) and tool is not None else None


def redeem(tool: Tool, code: str, *, redirect_uri: str, verifier: str) -> tuple[Code, str]:
    """Give a token for a code: once, to the tool it was made for, with the verifier, while the session lasts.

    A code that was shown in any other way is burnt, and what it opened before ends: somebody has copied it. Raises
    GrantRefused; the caller lets the transaction stand all the same.
    """
    found = Code.objects.select_for_update(of=["self"]).filter(code_hash=hashed(code)).first()
    if found is None:
        raise GrantRefused
    at = now()
    if found.used_at is not None:
        found.tokens.filter(ended_at=None).update(ended_at=at)
        raise GrantRefused
    found.used_at = at
    found.save(update_fields=["used_at"])
    is_theirs = found.consent.tool_id == tool.pk and found.redirect_uri == redirect_uri and found.expires_at > at
    if not is_theirs or not hmac.compare_digest(found.challenge, challenge_of(verifier)) or not _stands(found):
        raise GrantRefused
    token = token_urlsafe(32)
    OpenToken.objects.create(token_hash=hashed(token), code=found, expires_at=at + TOKEN_LIVES)
    return found, token


def challenge_of(verifier: str) -> str:
    """What PKCE's S256 makes of a verifier (RFC 7636); nothing a challenge could be, for one of the wrong length."""
    if not 43 <= len(verifier) <= 128 or not verifier.isascii():
        return ""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def _stands(code: Code) -> bool:
    """Whether session, person, consent and tool are all still there. Asked afresh each time."""
    consent = code.consent
    person = consent.person
    session = CircleSession.objects.filter(pk=code.session_id, person_id=person.pk, account_id=person.account_id)
    return (
        consent.withdrawn_at is None
        and consent.tool.removed_at is None
        and person.may_come_in
        and session.living() is not None
    )


def opened_by(token: str) -> Code | None:
    """What this token lets a tool ask, if it still does."""
    found = (
        OpenToken.objects.select_related("code__consent__person", "code__consent__tool")
        .filter(token_hash=hashed(token), ended_at=None, expires_at__gt=now())
        .first()
    )
    return found.code if found is not None and _stands(found.code) else None


def claims_of(code: Code) -> dict[str, Any]:
    """What a tool is told of somebody: who it is to this tool, and how they wish to be called. Never what they are."""
    consent = code.consent
    claims: dict[str, Any] = {"sub": str(consent.subject)}
    if "profile" in code.scopes:
        claims["name"] = consent.person.called
    if "email" in code.scopes and consent.with_email and consent.tool.wants_email and consent.person.email:
        claims["email"] = consent.person.email
    return claims


def forget_what_is_over() -> None:
    """Codes and tokens of yesterday are of no use to anybody."""
    Code.objects.filter(expires_at__lt=now() - timedelta(days=1)).delete()
