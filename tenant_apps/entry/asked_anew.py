"""A page that wants somebody to prove who they are for it alone, whatever they proved a moment ago.

When it was first asked for is kept in the session, for this very address. A proof made since then is the one it wants;
the page says when it is done with it, and asks anew the next time.
"""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from kernel.time import now
from tenant_apps.entry.middleware import CircleRequest
from tenant_apps.entry.sessions import ASKED_ANEW

# So many pages may wait at once in one browser; of more, the oldest asks again.
MOST: Final = 5


def ask_anew(request: CircleRequest) -> str:
    """Remember that this page wants a proof from now on. Returns the address that leads round by the sign-in host."""
    at = now().timestamp()
    waiting = {**_waiting(request), _which(request): at}
    request.session[ASKED_ANEW] = dict(sorted(waiting.items(), key=lambda each: each[1])[-MOST:])
    return f"{reverse('sign_in')}?{urlencode({'since': f'{at:.6f}', 'next': request.get_full_path()})}"


def is_proved_anew(request: CircleRequest) -> bool:
    """Whether who is signed in has proved it since this page asked for it, and no more than five minutes ago."""
    asked, proof = _waiting(request).get(_which(request)), request.session.proof
    return asked is not None and proof.at >= datetime.fromtimestamp(asked, tz=UTC) and proof.is_fresh(now())


def done_with(request: CircleRequest) -> None:
    """The page has got what it wanted the proof for: next time it is asked for anew."""
    waiting = _waiting(request)
    if waiting.pop(_which(request), None) is not None:
        request.session[ASKED_ANEW] = waiting


def _waiting(request: CircleRequest) -> dict[str, float]:
    return dict(request.session.get(ASKED_ANEW) or {})


def _which(request: CircleRequest) -> str:
    return sha256(request.get_full_path().encode()).hexdigest()
