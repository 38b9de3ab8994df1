"""Every row has an id that no other circle will ever use, and that sorts by the time it was made."""

import base64
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
