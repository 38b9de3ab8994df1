"""Keys in hand: fetched and unlocked when they are first needed, and let go of with the transaction.

What a person's key opens is read often on one page, so keys stay in hand while the block of the transaction that
fetched them lasts, and no longer: a key that was made in a block that was undone is gone from the hand with it.
"""

import logging
from collections.abc import Collection, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction

from tenant_apps.vault import cipher, deployment
from tenant_apps.vault.errors import KeyMissing, KeyWrong, Shredded, Unreadable
from tenant_apps.vault.models import CircleKey, PersonKey
from tenants.context import current_circle
from tenants.locks import circle_lock

log = logging.getLogger(__name__)
WRAP, LOOKUP = CircleKey.Purpose.WRAP, CircleKey.Purpose.LOOKUP

# Django cannot ask for this lock: others may lock with the same key, and nobody can remove it before all are done.
_NEWEST_HELD: Final = "SELECT * FROM vault_personkey WHERE person_id = %s ORDER BY number DESC LIMIT 1 FOR KEY SHARE"
_NEWEST_CIRCLE_KEY_HELD: Final = (
    "SELECT * FROM vault_circlekey WHERE purpose = %s ORDER BY number DESC LIMIT 1 FOR KEY SHARE"
)


class Held(NamedTuple):
    """One person's key, unlocked."""

    number: int
    origin: UUID
    key: AESGCM


@dataclass(slots=True)
class _Layer:
    """What was fetched in one block of a transaction in one circle."""

    circle: UUID
    block: Any
    opens: dict[tuple[UUID, int], Held] = field(default_factory=dict)
    seals: dict[UUID, Held] = field(default_factory=dict)
    people: set[UUID] = field(default_factory=set)
    circle_keys: dict[UUID, bytes] = field(default_factory=dict)


_hand: ContextVar[list[_Layer] | None] = ContextVar("keys_in_hand", default=None)


def to_open(person: UUID, number: int) -> Held:
    """The person's key of this number. Raises Shredded, or Unreadable with what is wrong."""
    if (held := _known(person, number)) is not None:
        return held
    found = {row.number: _take(row) for row in _rows([person])}
    if number not in found:
        raise _noted(KeyMissing(), "a person's key is not there")
    return found[number]


def to_seal(person: UUID) -> Held:
    """The person's newest key, made now if they have none. Until the transaction ends nobody can remove it."""
    for layer in _layers():
        if (held := layer.seals.get(person)) is not None:
            return held
    held = _take(_newest_held(person) or _make(person))
    if (top := _top()) is not None:
        top.seals[person] = held
    return held


def take_up(people: Iterable[UUID]) -> None:
    """Fetch the keys of many people at once, before what is theirs is read in a list.

    Whoever has none, or whose key was shredded, is passed over: it is said when something of theirs is opened.
    """
    wanted = {person for person in people if not any(person in layer.people for layer in _layers())}
    if not wanted or (top := _top()) is None:
        return
    above = {row.pk: (row.origin, AESGCM(circle_key_bytes(row))) for row in CircleKey.objects.filter(purpose=WRAP)}
    rows = PersonKey.objects.filter(person_id__in=wanted, shredded_at=None)
    for person, number, wrapped, circle_key_id in rows.values_list("person_id", "number", "wrapped", "circle_key_id"):
        assert wrapped is not None, "it was not shredded"
        origin, by = above[circle_key_id]
        bound = cipher.person_key_bound(origin, person, number)
        try:
            key = cipher.unwrap_with(bytes(wrapped), by, bound)
        except cipher.Unopened:
            raise _noted(KeyWrong(), "a person's key is not locked as it should be") from None
        top.opens[person, number] = Held(number, origin, AESGCM(key))
        top.people.add(person)


def let_go(people: Collection[UUID] | None = None) -> None:
    """Forget keys that are in hand, all of them or these people's."""
    if people is None:
        _hand.set([])
        return
    for layer in _layers():
        for known in [known for known in layer.opens if known[0] in people]:
            del layer.opens[known]
        for person in people:
            layer.seals.pop(person, None)
            layer.people.discard(person)


# --- the circle's keys ------------------------------------------------------------------------------------------------


def circle_key(purpose: str) -> tuple[CircleKey, bytes]:
    """The circle's newest key for a purpose and its bytes, made now if there is none. Until the transaction ends nobody
    can remove it."""
    row = _newest_circle_key_held(purpose)
    if row is None:
        with transaction.atomic():
            circle_lock("vault")
            row = _newest_circle_key_held(purpose) or make_circle_key(purpose, 1)
    return row, circle_key_bytes(row)


def circle_keys(purpose: str) -> list[tuple[CircleKey, bytes]]:
    """Every key the circle has for a purpose, the newest first; the first is made now if there is none."""
    circle_key(purpose)
    return [(row, circle_key_bytes(row)) for row in CircleKey.objects.filter(purpose=purpose).order_by("-number")]


def _newest_circle_key_held(purpose: str) -> CircleKey | None:
    """Whoever waited for a key that was then removed asks again, and finds the one after it."""
    while True:
        if (row := next(iter(CircleKey.objects.raw(_NEWEST_CIRCLE_KEY_HELD, [purpose])), None)) is not None:
            return row
        if not CircleKey.objects.filter(purpose=purpose).exists():
            return None


def make_circle_key(purpose: str, number: int) -> CircleKey:
    """A new key of the circle. The caller holds the circle's lock `vault`."""
    other = CircleKey.objects.first()
    row = CircleKey(purpose=purpose, number=number, origin=other.origin if other else current_circle().id)
    lock_circle_key(row, cipher.new_key())
    row.save(force_insert=True)
    return row


def lock_circle_key(row: CircleKey, key: bytes) -> None:
    """Lock a key of this circle with the deployment's newest. Does not save."""
    by = deployment.newest()
    row.locked_by, row.wrapped = by.mark, cipher.wrap(key, by.secret, _bound(row))


def circle_key_bytes(row: CircleKey) -> bytes:
    """A key of this circle. Raises KeyMissing or KeyWrong."""
    for layer in _layers():
        if (known := layer.circle_keys.get(row.pk)) is not None:
            return known
    key = _unlocked(row)
    if (top := _top()) is not None:
        top.circle_keys[row.pk] = key
    return key


def _unlocked(row: CircleKey) -> bytes:
    try:
        return cipher.unwrap(bytes(row.wrapped), deployment.marked(bytes(row.locked_by)).secret, _bound(row))
    except KeyMissing as missing:
        raise _noted(missing, f"the deployment's key {bytes(row.locked_by).hex()} is in no setting") from None
    except cipher.Unopened:
        raise _noted(KeyWrong(), "the circle's key is not locked as it should be") from None


def _bound(row: CircleKey) -> bytes:
    return cipher.circle_key_bound(current_circle().id, row.origin, row.purpose, row.number)


# --- a person's keys --------------------------------------------------------------------------------------------------


def person_key_bytes(row: PersonKey) -> bytes:
    """A person's key. Raises Shredded, KeyMissing, KeyWrong."""
    if row.shredded_at is not None or row.wrapped is None or row.circle_key is None:
        raise Shredded
    above = circle_key_bytes(row.circle_key)
    try:
        return cipher.unwrap(
            bytes(row.wrapped), above, cipher.person_key_bound(row.circle_key.origin, row.person_id, row.number)
        )
    except cipher.Unopened:
        raise _noted(KeyWrong(), "a person's key is not locked as it should be") from None


def make_person_key(person: UUID, number: int) -> PersonKey:
    """A new key of a person. The caller holds the lock for that person."""
    row = PersonKey(person_id=person, number=number)
    lock_person_key(row, cipher.new_key())
    row.save(force_insert=True)
    return row


def lock_person_key(row: PersonKey, key: bytes) -> None:
    """Lock a person's key with the circle's newest. Does not save."""
    above, by = circle_key(WRAP)
    row.circle_key = above
    row.wrapped = cipher.wrap(key, by, cipher.person_key_bound(above.origin, row.person_id, row.number))


def lock_person(person: UUID) -> None:
    """Nobody else makes, changes or destroys this person's keys until the transaction ends."""
    circle_lock(f"vault:{person.hex}")


def _rows(people: list[UUID]) -> Any:
    return PersonKey.objects.filter(person_id__in=people).select_related("circle_key")


def _newest_held(person: UUID) -> PersonKey | None:
    while True:
        if (row := next(iter(PersonKey.objects.raw(_NEWEST_HELD, [person])), None)) is not None:
            return row
        if not PersonKey.objects.filter(person_id=person).exists():
            return None


def _make(person: UUID) -> PersonKey:
    with transaction.atomic():
        lock_person(person)
        return _newest_held(person) or make_person_key(person, 1)


def _take(row: PersonKey) -> Held:
    key = AESGCM(person_key_bytes(row))
    assert row.circle_key is not None
    held = Held(row.number, row.circle_key.origin, key)
    if (top := _top()) is not None:
        top.opens[row.person_id, row.number] = held
    return held


# --- the hand ---------------------------------------------------------------------------------------------------------


def _known(person: UUID, number: int) -> Held | None:
    """The key if it is in hand. Asked for every text that is opened, so it looks no further than it must."""
    layers = _hand.get()
    if not layers:
        return None
    circle, blocks = current_circle().id, transaction.get_connection().atomic_blocks
    for layer in layers:
        held = layer.opens.get((person, number))
        if held is not None and layer.circle == circle and _is_open(layer, blocks):
            return held
    return None


def _layers() -> list[_Layer]:
    """What is in hand in this circle, without what was fetched in blocks that are over."""
    circle, blocks = current_circle().id, transaction.get_connection().atomic_blocks
    layers = _hand.get()
    if layers is None:
        _hand.set(layers := [])
    if any(not _is_open(layer, blocks) for layer in layers):
        layers[:] = [layer for layer in layers if _is_open(layer, blocks)]
    return [layer for layer in layers if layer.circle == circle]


def _is_open(layer: _Layer, blocks: list[Any]) -> bool:
    for block in blocks:  # noqa: SIM110  (twice as fast as any() on lists of two)
        if block is layer.block:
            return True
    return False


def _top() -> _Layer | None:
    """Where to put what is fetched now; None when no transaction is open."""
    blocks = transaction.get_connection().atomic_blocks
    if not blocks:
        return None
    for layer in _layers():
        if layer.block is blocks[-1]:
            return layer
    top = _Layer(current_circle().id, blocks[-1])
    layers = _hand.get()
    assert layers is not None
    layers.append(top)
    return top


def _noted(why: Unreadable, sentence: str) -> Unreadable:
    log.error("Something locked cannot be opened: %s", sentence, extra={"code": why.code})
    return why
