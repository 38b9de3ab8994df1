"""Every row has an id that no other circle will ever use, and that sorts by the time it was made."""

import base64
import hashlib
import re
import uuid
from collections.abc import Callable
from uuid import UUID

SCHEMA_PREFIX = "c_"
_SCHEMA = re.compile(r"c_[a-z2-7]{26}")


def _find_uuid7() -> Callable[[], UUID]:
    standard: Callable[[], UUID] | None = getattr(uuid, "uuid7", None)  # Python 3.14 and later
    if standard is not None:
        return standard
    import uuid6

    return lambda: UUID(int=uuid6.uuid7().int)  # a plain UUID: uuid6's own subclass does not survive every codec


_make = _find_uuid7()


def uuid7() -> UUID:
    """A fresh UUID version 7: unique everywhere, and later ones sort after earlier ones.

    Model fields name this function as their default, so it must stay importable as `kernel.ids.uuid7`.
    """
    return _make()


def id_of_form(once: UUID, *what: str) -> UUID:
    """The id of what is made of a form: the same for the same form with the same answers, however often it is sent.

    A version 7 like all others: it sorts by the time at which the form was shown, which `once` tells.
    """
    rest = hashlib.blake2b("\n".join((once.hex, *what)).encode(), digest_size=10).digest()
    number = int.from_bytes(once.bytes[:6] + rest)
    return UUID(int=number & ~(0xF << 76) & ~(0b11 << 62) | 7 << 76 | 0b10 << 62)


def parse_uuid(text: object) -> UUID | None:
    """The id somebody sent us, or None when it is no id at all.

    Only the canonical form is read (36 characters with hyphens, either case): one id has one spelling, so that an
    address cannot be written in several ways.
    """
    if isinstance(text, UUID):
        return text
    if not isinstance(text, str) or len(text) != 36:
        return None
    try:
        found = UUID(text)
    except ValueError:
        return None
    return found if str(found) == text.lower() else None


def schema_name(circle_id: UUID) -> str:
    """The name of a circle's schema: says nothing about the circle, and never changes.

    `c_` and the id in lower-case base32: 28 bytes, always a plain SQL identifier, leaving room for `r_` and a suffix
    within PostgreSQL's 63.
    """
    return SCHEMA_PREFIX + base64.b32encode(circle_id.bytes).decode("ascii").rstrip("=").lower()


def circle_id_of(schema: str) -> UUID | None:
    """Which circle a schema belongs to, or None when the name is not one of ours."""
    if not _SCHEMA.fullmatch(schema):
        return None
    raw = base64.b32decode(schema.removeprefix(SCHEMA_PREFIX).upper() + "======")
    found = UUID(bytes=raw)
    return found if schema_name(found) == schema else None
