"""A code to an address: to prove once more who one is, or that one reads the mail of a new address.

Signing in has its own codes (allauth's). Here the session keeps only a seal of the code, for ten minutes.
"""

from secrets import compare_digest
from time import time
from typing import Any, Final

from allauth.account.adapter import get_adapter
from allauth.core.internal.cryptokit import normalize_user_code
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from shared_apps.identity.guesses import may_guess

LIVES: Final = 600
TRIES: Final = 5
SENT_AN_HOUR: Final = 6


def may_send(purpose: str, *whose: str) -> bool:
    """Count one mail of this purpose for each of these (an account, an address); False when it is one too many."""
    return all(may_guess(f"mailed-{purpose}", each, most=SENT_AN_HOUR, seconds=3600) for each in whose)


def send(request: HttpRequest, purpose: str, address: str, *, template: str, **facts: Any) -> None:
    """Send a code to this address, and remember in this browser which one it is."""
    code = get_adapter(request).generate_login_code()
    request.session[_key(purpose)] = {"address": address, "seal": _seal(purpose, address, code), "at": time()}
    get_adapter(request).send_mail(template, address, {"request": request, "code": code, **facts})


def pretend(request: HttpRequest, purpose: str, address: str) -> None:
    """Behave as if a code had been sent: no code is right, and nobody learns why."""
    request.session[_key(purpose)] = {"address": address, "seal": "", "at": time()}


def waiting_for(request: HttpRequest, purpose: str) -> str | None:
    """The address a living code of this purpose was sent to."""
    kept = request.session.get(_key(purpose))
    return kept["address"] if kept and time() - kept["at"] < LIVES else None


def take(request: HttpRequest, purpose: str, typed: str) -> str | None:
    """The address that is proved by this code; None when it is not the right one. A right code is good once.

    Five tries for each code, counted in one atomic step each: see `guesses`.
    """
    address, kept = waiting_for(request, purpose), request.session.get(_key(purpose))
    if address is None or kept is None:
        return None
    whose = f"{request.session.session_key}:{kept['at']}"
    if not may_guess(f"try-{purpose}", whose, most=TRIES, seconds=LIVES):
        forget(request, purpose)
        return None
    if not kept["seal"] or not compare_digest(kept["seal"], _seal(purpose, address, typed)):
        return None
    forget(request, purpose)
    return address


def forget(request: HttpRequest, purpose: str) -> None:
    request.session.pop(_key(purpose), None)


def _key(purpose: str) -> str:
    return f"mailed:{purpose}"


def _seal(purpose: str, address: str, code: str) -> str:
    value = f"{purpose}:{address}:{normalize_user_code(code)}"
    return salted_hmac("identity.mailed_codes", value, algorithm="sha256").hexdigest()
