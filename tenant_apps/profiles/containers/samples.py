"""Where the pieces of an MP4's track lie: its four tables put together."""

import struct
from collections.abc import Iterator, Mapping
from typing import Any

from tenant_apps.profiles.containers import NotThisKind

MOST = 200_000  # a recording of a few megabytes has far fewer


def pieces(data: bytes | bytearray, tables: Mapping[bytes, Any]) -> list[tuple[int, int]]:
    """First byte and first byte after it for each run of pieces. Raises NotThisKind when the tables do not agree."""
    if b"stsz" not in tables or b"stsc" not in tables:
        raise NotThisKind("no tables")
    sizes = _sizes(data, tables[b"stsz"])
    found, used = [], 0
    for start, many in zip(starts := _starts(data, tables), _in_each(data, tables[b"stsc"], len(starts)), strict=True):
        length = sum(sizes[used : used + many])
        used += many
        found.append((start, start + length))
    if used != len(sizes):
        raise NotThisKind("pieces without a place")
    return found


def _sizes(data: bytes | bytearray, box: Any) -> list[int]:
    same, many = struct.unpack_from(">II", data, box.inside + 4)
    if many > MOST:
        raise NotThisKind("too many pieces")
    return [same] * many if same else _numbers(data, box, box.inside + 12, many)


def _starts(data: bytes | bytearray, tables: Mapping[bytes, Any]) -> list[int]:
    wide = b"co64" in tables
    box = tables.get(b"co64" if wide else b"stco")
    if box is None:
        raise NotThisKind("no places")
    (many,) = struct.unpack_from(">I", data, box.inside + 4)
    return _numbers(data, box, box.inside + 8, many, wide=wide)


def _in_each(data: bytes | bytearray, box: Any, many: int) -> Iterator[int]:
    """How many pieces lie in each run: told by the first run from which it holds."""
    (changes,) = struct.unpack_from(">I", data, box.inside + 4)
    numbers = _numbers(data, box, box.inside + 8, changes * 3)
    firsts, counts = numbers[0::3], numbers[1::3]
    if many and (not firsts or firsts[0] != 1 or firsts != sorted(set(firsts))):
        raise NotThisKind("runs out of order")
    for at, count in enumerate(counts):
        until = firsts[at + 1] if at + 1 < len(firsts) else many + 1
        if until > many + 1:
            raise NotThisKind("runs that are not there")
        yield from [count] * (until - firsts[at])


def _numbers(data: bytes | bytearray, box: Any, at: int, many: int, *, wide: bool = False) -> list[int]:
    size = 8 if wide else 4
    if at + many * size > box.end:
        raise NotThisKind("a table that is cut off")
    return list(struct.unpack_from(f">{many}{'Q' if wide else 'I'}", data, at))
