"""MP3: its frames, one after the other, without the tags in front of them (ID3v2) and behind (ID3v1, APE, Lyrics3)."""

import struct

from tenant_apps.profiles.containers import MoreThanItSeems, NotThisKind

FEWEST = 3
RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
KILOBITS = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}


def cleaned(raw: bytes) -> bytes:
    """The same MP3 of nothing but its frames. Raises NotThisKind or MoreThanItSeems."""
    raw = _without_tags_behind(_without_tags_in_front(raw))
    starts, at, first = [], 0, _kind(raw, 0)
    if first is None:
        raise NotThisKind("no frame")
    while at < len(raw):
        if _kind(raw, at) != first:
            break
        length = _length(raw, at)
        if at + length > len(raw):
            at = len(raw)  # cut off in the middle of its last frame, which is left out
            break
        starts.append((at, length))
        at += length
    if raw[at:].strip(b"\0"):
        raise MoreThanItSeems("something follows") if len(starts) >= FEWEST else NotThisKind("not all frames")
    if len(starts) < FEWEST:
        raise NotThisKind("too few frames")
    end = sum(starts[-1])
    return _unsigned(raw[: starts[0][1]]) + raw[starts[0][1] : end]


def _kind(raw: bytes, at: int) -> tuple[int, int] | None:
    """Version and rate of the frame that stands here; all frames of one recording agree. None where none stands."""
    if at + 4 > len(raw) or raw[at] != 0xFF or raw[at + 1] & 0xE0 != 0xE0:
        return None
    version, layer = raw[at + 1] >> 3 & 3, raw[at + 1] >> 1 & 3
    bits, rate = raw[at + 2] >> 4, raw[at + 2] >> 2 & 3
    if version == 1 or layer != 1 or bits in (0, 15) or rate == 3 or raw[at + 3] & 3 == 2:
        return None
    return version, rate


def _length(raw: bytes, at: int) -> int:
    version, rate = raw[at + 1] >> 3 & 3, raw[at + 2] >> 2 & 3
    bits = KILOBITS[3 if version == 3 else 2][raw[at + 2] >> 4]
    return (144 if version == 3 else 72) * bits * 1000 // RATES[version][rate] + (raw[at + 2] >> 1 & 1)


def _unsigned(frame: bytes) -> bytes:
    """The first frame, without the name of the program that made it if it is the one that says how long all is."""
    for mark in (b"Xing", b"Info"):
        at = frame.find(mark, 4, 44)
        if at > 0 and at + 8 <= len(frame):
            (has,) = struct.unpack_from(">I", frame, at + 4)
            told = at + 8 + 4 * (has & 1) + 4 * (has >> 1 & 1) + 100 * (has >> 2 & 1) + 4 * (has >> 3 & 1)
            return frame[:told] + bytes(max(len(frame) - told, 0))
    return frame


def _without_tags_in_front(raw: bytes) -> bytes:
    while raw.startswith(b"ID3") and len(raw) > 10:
        if any(seven & 0x80 for seven in raw[6:10]):
            raise NotThisKind("no tag")
        size = raw[6] << 21 | raw[7] << 14 | raw[8] << 7 | raw[9]
        raw = raw[10 + size + (10 if raw[5] & 0x10 else 0) :].lstrip(b"\0")
    return raw


def _without_tags_behind(raw: bytes) -> bytes:
    before = -1
    while len(raw) != before:
        before = len(raw)
        if raw[-128:-125] == b"TAG":
            raw = raw[:-128]
            if raw[-227:-223] == b"TAG+":
                raw = raw[:-227]
        if raw[-9:] == b"LYRICS200" and raw[-15:-9].isdigit():
            raw = raw[: max(len(raw) - 15 - int(raw[-15:-9]), 0)]
        if raw[-32:-24] == b"APETAGEX":
            size, _items, flags = struct.unpack_from("<III", raw, len(raw) - 20)
            raw = raw[: max(len(raw) - size - (32 if flags & 0x80000000 else 0), 0)]
    return raw
