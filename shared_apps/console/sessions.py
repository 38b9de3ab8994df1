"""Sessions at the desk: rows of the console's own, so that no cookie of another host opens anything here."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.contrib.sessions.backends.base import VALID_KEY_CHARS, CreateError, SessionBase, UpdateError
from django.db import IntegrityError, transaction
from django.utils.crypto import get_random_string

from kernel.time import now
from shared_apps.console.models import ConsoleSession
from shared_apps.identity.proof import NOTHING_PROVED, Proof
from shared_apps.identity.services import hashed

LIVES: Final = timedelta(hours=12)  # a working day; then officers sign in again


@dataclass(frozen=True)
class Bearer:
    """Whose session it is, of which epoch of their account, and what they have proved."""

    account_id: UUID
    epoch: int
    proof: Proof = NOTHING_PROVED


class ConsoleSessionStore(SessionBase):
    """Django's session, kept by the console. `bearer` is whose browser this is, or None."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self._bearer: Bearer | None = None

    @property
    def bearer(self) -> Bearer | None:
        self.keys()  # the first touch of what a session holds fetches it
        return self._bearer

    def get_session_cookie_age(self) -> int:
        return int(LIVES.total_seconds())

    def sign_in(self, bearer: Bearer) -> None:
        """Give this browser a new key, known to nobody, that is this officer's from now on. What was typed stays."""
        kept = {key: value for key, value in self.items() if key.startswith("typed:")}
        self.flush()
        self.clear_expired()
        self._bearer = bearer
        self.create()
        self.update(kept)

    def load(self) -> dict[str, Any]:
        row = self._row()
        if row is None:
            self._session_key = None
            return {}
        if row.account_id is not None and row.epoch is not None:
            proof = Proof(row.proved_at, tuple(row.methods), row.browser_id)
            self._bearer = Bearer(row.account_id, row.epoch, proof)
        return self.decode(row.data)

    def _row(self) -> ConsoleSession | None:
        if not self.session_key:
            return None
        return ConsoleSession.objects.filter(key_hash=hashed(self.session_key), expires_at__gt=now()).first()

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
            self._insert(data)
        elif not ConsoleSession.objects.filter(key_hash=hashed(self.session_key)).update(data=data):
            raise UpdateError

    def _insert(self, data: str) -> None:
        row = ConsoleSession(key_hash=hashed(self.session_key or ""), data=data, expires_at=now() + LIVES)
        if (bearer := self._bearer) is not None:
            row.account_id, row.epoch = bearer.account_id, bearer.epoch
            row.proved_at, row.methods = bearer.proof.at, list(bearer.proof.methods)
            row.browser_id = bearer.proof.browser_id
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise CreateError from error

    def exists(self, session_key: str) -> bool:
        return ConsoleSession.objects.filter(key_hash=hashed(session_key)).exists()

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            ConsoleSession.objects.filter(key_hash=hashed(key)).delete()

    def flush(self) -> None:
        super().flush()
        self._bearer = None

    @classmethod
    def clear_expired(cls) -> None:
        ConsoleSession.objects.filter(expires_at__lte=now()).delete()
