"""Sessions: in a circle they are rows of the circle, on the sign-in host Django's own.

A session cookie taken to another circle, or to the sign-in host, is looked up in a table it was never in.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.contrib.sessions import middleware
from django.contrib.sessions.backends.base import VALID_KEY_CHARS, CreateError, SessionBase, UpdateError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

from kernel.time import now
from shared_apps.identity.proof import NOTHING_PROVED, Proof
from tenant_apps.entry.models import CircleSession, hashed
from tenant_apps.people.models import Person

SEEN_AT_MOST_EVERY: Final = timedelta(hours=1)
TYPED: Final = "typed"  # what `tenant_apps.entry.typed` keeps over a fresh proof
ASKED_ANEW: Final = "asked-anew"  # and what `tenant_apps.entry.asked_anew` does
ACTING: Final = "helping"  # under which authority somebody acts, as `tenant_apps.helping.acting` writes it down


@dataclass(frozen=True)
class Bearer:
    """Whose session it is, and what they have proved."""

    person_id: UUID
    account_id: UUID
    epoch: int
    device: str = ""
    proof: Proof = NOTHING_PROVED


def _columns(bearer: Bearer) -> dict[str, Any]:
    proof = bearer.proof
    whose = {column: getattr(bearer, column) for column in ("person_id", "account_id", "epoch", "device")}
    return {**whose, "proved_at": proof.at, "methods": list(proof.methods), "browser_id": proof.browser_id}


class CircleSessionStore(SessionBase):
    """Django's session, kept in the circle. `person` is whoever is signed in here now, or None."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self.bearer: Bearer | None = None
        self._row: CircleSession | None = None

    @property
    def person(self) -> Person | None:
        """Who is here. Whoever has left, is suspended or lost this account is nobody from the next request on."""
        row = self._loaded_row()
        person = row.person if row is not None else None
        if row is None or person is None or not person.may_come_in or person.account_id != row.account_id:
            return None
        return person

    @property
    def row_id(self) -> UUID | None:
        row = self._loaded_row()
        return row.pk if row is not None else None

    @property
    def proof(self) -> Proof:
        """When and how whoever is signed in here last proved who they are."""
        self._loaded_row()
        return self.bearer.proof if self.bearer else NOTHING_PROVED

    def _loaded_row(self) -> CircleSession | None:
        self.keys()  # the first touch of what a session holds fetches it
        return self._row

    def sign_in(self, bearer: Bearer) -> None:
        """Give this browser a new key, known to nobody, that is this person's from now on.

        Of whoever proves anew that it is they, what waits stays, and for whom they act: whether they still may is asked
        with every request.
        """
        before = self._loaded_row()
        is_same = before is not None and before.person_id == bearer.person_id
        waits = {name: self[name] for name in (TYPED, ASKED_ANEW, ACTING) if is_same and self.get(name)}
        self.flush()
        self.bearer = bearer
        self.update(waits)
        self.create()

    def load(self) -> dict[str, Any]:
        row = CircleSession.objects.opened_by(self.session_key) if self.session_key else None
        if row is None:
            self._session_key = None
            return {}
        self._row = row
        if row.person_id is not None and row.account_id is not None and row.epoch is not None:
            proof = Proof(row.proved_at, tuple(row.methods), row.browser_id)
            self.bearer = Bearer(row.person_id, row.account_id, row.epoch, row.device, proof)
        return self.decode(row.data)

    def create(self) -> None:
        self._session_key = get_random_string(32, VALID_KEY_CHARS)
        self.save(must_create=True)
        self.modified = True

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            self.create()
            return
        data = self.encode(self._get_session(no_load=must_create))  # type: ignore[attr-defined]
        if must_create:
            self._row = self._insert(data)
        elif not CircleSession.objects.with_key(self.session_key).update(data=data):
            raise UpdateError

    def _insert(self, data: str) -> CircleSession:
        whose = _columns(self.bearer) if self.bearer else {}
        key = self.session_key or ""
        row = CircleSession(key_hash=hashed(key), data=data, expires_at=self.get_expiry_date(), **whose)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise CreateError from error
        return row

    def exists(self, session_key: str) -> bool:
        return CircleSession.objects.with_key(session_key).exists()

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            CircleSession.objects.with_key(key).delete()

    def flush(self) -> None:
        super().flush()
        self.bearer = None
        self._row = None

    @classmethod
    def clear_expired(cls) -> None:
        CircleSession.objects.filter(expires_at__lte=now()).delete()

    def note_seen(self, at: datetime) -> None:
        """Remember that this browser was here, at most once an hour: enough to recognise a device on a list."""
        if self._row is not None and at - self._row.last_seen_at > SEEN_AT_MOST_EVERY:
            CircleSession.objects.filter(pk=self._row.pk).update(last_seen_at=at)


class SessionMiddleware(middleware.SessionMiddleware):
    """Django's own, with the circle's store inside a circle. Cookies never name a domain: each host has its own."""

    def process_request(self, request: HttpRequest) -> None:
        if getattr(request, "circle", None) is None:
            super().process_request(request)
            return
        request.session = CircleSessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        session = getattr(request, "session", None)
        if isinstance(session, CircleSessionStore) and response.status_code < 400:
            session.note_seen(now())
        return super().process_response(request, response)
