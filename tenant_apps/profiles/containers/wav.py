"""WAV: its sound and how to play it, without lists of who, where and when."""

import struct

from tenant_apps.profiles.containers import MoreThanItSeems, NotThisKind

MARK = b"RIFF"
STAYS = (b"fmt ", b"fact", b"data")
# Whole numbers, fractions, the two kinds of telephone, and any of these with more than two channels.
CODINGS = (0x0001, 0x0003, 0x0006, 0x0007, 0x0011, 0xFFFE)


def cleaned(raw: bytes) -> bytes:
    """The same WAV of nothing but its sound. Raises NotThisKind or MoreThanItSeems."""
    if raw[:4] != MARK or raw[8:12] != b"WAVE":
        raise NotThisKind("no WAV")
    (size,) = struct.unpack_from("<I", raw, 4)
    end = min(size + 8, len(raw)) if size else len(raw)  # a recorder that was cut off says more than there is, or none
    if raw[end:].strip(b"\0"):
        raise MoreThanItSeems("something follows")
    found: dict[bytes, bytes] = {}
    at = 12
    while at + 8 <= end:
        name, size = struct.unpack_from("<4sI", raw, at)
        after = min(at + 8 + size, end)
        if name in STAYS:
            if name in found:
                raise NotThisKind("two of a kind")
            found[name] = raw[at + 8 : after]
        at = after + size % 2
    how, sound = found.get(b"fmt ", b""), found.get(b"data", b"")
    if len(how) not in (16, 18, 40) or not sound or struct.unpack_from("<H", how)[0] not in CODINGS:
        raise NotThisKind("no sound")
    parts = _chunk(b"fmt ", how)
    if b"fact" in found:
        parts += _chunk(b"fact", found[b"fact"][:4])
    parts += _chunk(b"data", sound)
    return MARK + struct.pack("<I", len(parts) + 4) + b"WAVE" + parts


def _chunk(name: bytes, inside: bytes) -> bytes:
    return struct.pack("<4sI", name, len(inside)) + inside + bytes(len(inside) % 2)
