"""A recording says what Iris says in it, and not where it was made."""

import io
import struct

import pytest

from tenant_apps.profiles import recordings

PLACE = b"12 Bridge Lanes, Hebden Bridge"


def chunk(name: bytes, inside: bytes) -> bytes:
    return struct.pack("<4sI", name, len(inside)) + inside + bytes(len(inside) % 2)


def box(name: bytes, inside: bytes, *, large: bool = False) -> bytes:
    if large:
        return struct.pack(">I4sQ", 1, name, len(inside) + 16) + inside
    return struct.pack(">I4s", len(inside) + 8, name) + inside


def wav() -> bytes:
    fmt = struct.pack("<HHIIHH", 1, 1, 8000, 8000, 1, 8)
    parts = chunk(b"fmt ", fmt) + chunk(b"LIST", b"INFO" + chunk(b"IARL", PLACE)) + chunk(b"data", b"\x80" * 41)
    return b"RIFF" + struct.pack("<I", len(parts) + 4) + b"WAVE" + parts


def mp3() -> bytes:
    item = struct.pack("<II", len(PLACE), 0) + b"Place\0" + PLACE
    head = struct.pack("<8sIIII8x", b"APETAGEX", 2000, len(item) + 32, 1, 0xA0000000)
    foot = struct.pack("<8sIIII8x", b"APETAGEX", 2000, len(item) + 32, 1, 0x80000000)
    return b"\xff\xfb\x90\x00" + bytes(413) + head + item + foot


def mp4() -> bytes:
    telling = box(b"udta", PLACE, large=True)
    return box(b"ftyp", b"M4A \0\0\0\0") + box(b"moov", box(b"free", b"1234") + telling) + box(b"mdat", b"abcd")


@pytest.mark.parametrize("made", [wav, mp3, mp4])
def test_where_a_recording_was_made_is_struck_out_and_the_sound_stays(made):
    raw = made()
    assert PLACE in raw
    kept = recordings.sound(io.BytesIO(raw))
    assert PLACE not in kept.data
    assert (b"\x80" * 41 if made is wav else raw[:4]) in kept.data
