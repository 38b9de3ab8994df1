"""Lock a text for one person, open it again, and find what is locked without opening it.

    sealed = seal("Ring twice", whose=iris.pk, what="homes.Door.code", row=door.pk)
    unseal(sealed, whose=iris.pk, what="homes.Door.code", row=door.pk)

The three words say where the text belongs. Said otherwise, it does not open: so a locked text that is copied to another
person, column or row is refused, never shown. For a column of a model use `fields.SealedTextField`, which says them
by itself.
"""

import logging
from collections.abc import Iterable
from uuid import UUID

from tenant_apps.vault import cipher, keyring
from tenant_apps.vault.errors import Moved

log = logging.getLogger(__name__)


def seal(text: str, *, whose: UUID, what: str, row: UUID) -> bytes:
    """Lock a text with this person's key, which is made now if they have none. Raises Shredded, Unreadable."""
    return seal_bytes(text.encode(), whose=whose, what=what, row=row)


def unseal(sealed: bytes, *, whose: UUID, what: str, row: UUID) -> str:
    """The text again. Raises Shredded, or Unreadable: never answers with less than what was locked."""
    return unseal_bytes(sealed, whose=whose, what=what, row=row).decode()


def seal_bytes(plain: bytes, *, whose: UUID, what: str, row: UUID) -> bytes:
    held = keyring.to_seal(whose)
    return cipher.seal(plain, held.key, held.number, cipher.Place(held.origin, whose, what, row))


def unseal_bytes(sealed: bytes, *, whose: UUID, what: str, row: UUID) -> bytes:
    try:
        held = keyring.to_open(whose, cipher.number_of(sealed))
        return cipher.unseal(sealed, held.key, cipher.Place(held.origin, whose, what, row))
    except cipher.Unopened:
        log.error("Something locked was moved or changed: %s", what, extra={"code": Moved.default_code})
        raise Moved from None


def keys_at_hand(people: Iterable[UUID]) -> None:
    """Fetch the keys of everybody whose locked fields a list is about to show, with one question."""
    keyring.take_up(people)


def lookup(text: str, *, what: str) -> bytes:
    """What to write down beside a locked text so that the very same text can be found; nothing can be read from it."""
    row, key = keyring.circle_key(keyring.LOOKUP)
    return cipher.lookup(text, key, row.number, what)


def lookups(text: str, *, what: str) -> list[bytes]:
    """Everything the text may stand under just now: `filter(nhs_lookup__in=lookups(typed, what=...))`."""
    return [cipher.lookup(text, key, row.number, what) for row, key in keyring.circle_keys(keyring.LOOKUP)]
