"""Pictures, recordings and short videos that people send: looked at with suspicion before they are kept.

A picture is drawn anew (`kernel.pictures`), so nothing that came with it is kept. A recording cannot be played anew
here, so it is kept as it is, but for what it says besides: where and with what it was made is struck out. Whatever is
two things at once, such as a picture that is a program as well, is refused.
"""

import io
import struct
import zipfile
from collections.abc import Iterator
from typing import IO, Final, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kernel.pictures import MEGABYTE, photo

LONGEST_SIDE: Final = 900
MOST_PICTURE: Final = 4_500_000
MOST_RECORDING: Final = 4_500_000
ACCEPT_SOUND: Final = "audio/*"
ACCEPT_FILM: Final = "video/mp4,video/webm,video/quicktime"

TWO_THINGS: Final = _("This file is more than it seems to be. Choose another, or take the picture again.")
NOT_A_SOUND: Final = _("This is not a recording that we can play. Choose an MP3, M4A, Ogg, WebM or WAV file.")
NOT_A_FILM: Final = _("This is not a video that we can play. Choose an MP4 or WebM file.")
TOO_BIG: Final = _("This is too big. Choose one under %(most)s MB: about a minute of sound, or a few seconds of video.")

# What browsers would run, and what other programs would open. Any of these in a picture is no accident.
_RUNS: Final = (b"<script", b"<?php", b"<!doctype", b"<html", b"<svg ", b"<iframe", b"javascript:")
_FIRST: Final = (b"%pdf-", b"mz\x90", b"\x7felf", b"#!/")
# Boxes of an MP4 in which cameras and phones write where and with what something was made.
_TELLING: Final = (b"udta", b"meta", b"uuid", b"\xa9xyz")
_SOUNDS: Final = (b"fmt ", b"fact", b"data")
_NESTED: Final = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"moof", b"traf")


class Kept(NamedTuple):
    """A file that may be kept: its bytes, what it is, its ending, and how large a picture is."""

    data: bytes
    content_type: str
    suffix: str
    width: int = 0
    height: int = 0


def picture(sent: IO[bytes]) -> Kept:
    """A picture drawn anew. Raises ValidationError with a sentence."""
    raw = _read(sent, MOST_PICTURE)
    refuse_two_things(raw)
    made = photo(io.BytesIO(raw), longest=LONGEST_SIDE, most_bytes=MOST_PICTURE)
    return Kept(made.webp, "image/webp", "webp", made.width, made.height)


def sound(sent: IO[bytes]) -> Kept:
    """A recording, with what it says besides struck out. Raises ValidationError with a sentence."""
    return _recording(sent, film=False)


def film(sent: IO[bytes]) -> Kept:
    """A short video, with where it was made struck out. Raises ValidationError with a sentence."""
    return _recording(sent, film=True)


def refuse_two_things(raw: bytes) -> None:
    """A picture that is an archive, a page or a program as well is refused, although only its points would be kept."""
    small = raw.lower()
    if any(sign in small for sign in _RUNS) or any(sign in small[:1024] for sign in _FIRST):
        raise ValidationError(TWO_THINGS, code="two_things")
    if zipfile.is_zipfile(io.BytesIO(raw)):
        raise ValidationError(TWO_THINGS, code="two_things")


def _recording(sent: IO[bytes], *, film: bool) -> Kept:
    raw = _read(sent, MOST_RECORDING)
    refuse_two_things(raw)
    found = _known(raw, film=film)
    if found is None:
        raise ValidationError(NOT_A_FILM if film else NOT_A_SOUND, code="not_a_recording")
    return found


def _known(raw: bytes, *, film: bool) -> Kept | None:
    """What a recording is by its first bytes, whatever it is called."""
    if raw[4:8] == b"ftyp":
        return _of_mp4(raw, film)
    if raw.startswith(b"\x1a\x45\xdf\xa3"):
        return Kept(raw, "video/webm" if film else "audio/webm", "webm") if b"webm" in raw[:64] else None
    if film:
        return None
    if raw.startswith(b"OggS"):
        return Kept(raw, "audio/ogg", "ogg")
    if raw[:4] == b"RIFF" and raw[8:12] == b"WAVE":
        return _of_wav(raw)
    return _of_mp3(raw)


def _of_mp4(raw: bytes, film: bool) -> Kept | None:
    brand = raw[8:12]
    if brand in (b"heic", b"mif1", b"avif", b"heix"):
        return None
    try:
        clean = _struck_out(raw)
    except (struct.error, ValueError):
        return None
    if b"moov" not in {name for name, _at, _start, _end in _boxes(clean, 0, len(clean))}:
        return None
    return Kept(clean, "video/mp4" if film else "audio/mp4", "mp4" if film else "m4a")


def _struck_out(raw: bytes) -> bytes:
    """The same MP4 with its telling boxes emptied. Nothing moves, so everything that points into it still fits."""
    data = bytearray(raw)

    def walk(start: int, end: int) -> None:
        for name, named_at, inside, after in list(_boxes(data, start, end)):
            if name in _TELLING:
                data[named_at : named_at + 4] = b"free"
                data[inside:after] = bytes(after - inside)
            elif name in _NESTED:
                walk(inside, after)

    walk(0, len(data))
    return bytes(data)


def _boxes(data: bytes | bytearray, start: int, end: int) -> Iterator[tuple[bytes, int, int, int]]:
    """Name, where it stands, first byte of the content and first byte after it, for each box.

    Raises ValueError when they do not fit.
    """
    at = start
    while at + 8 <= end:
        size, name = struct.unpack_from(">I4s", data, at)
        head = 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, at + 8)
            head = 16
        size = size or end - at
        if size < head or at + size > end:
            raise ValueError("boxes do not fit")
        yield name, at + 4, at + head, at + size
        at += size
    if at != end:
        raise ValueError("something follows")


def _of_wav(raw: bytes) -> Kept | None:
    """A WAV of nothing but its sound and how to play it: no lists of who, where and when."""
    parts, at = b"", 12
    while at + 8 <= len(raw):
        name, size = struct.unpack_from("<4sI", raw, at)
        after = min(at + 8 + size, len(raw))  # a recorder that was cut off says more than there is
        if name in _SOUNDS:
            inside = raw[at + 8 : after]
            parts += struct.pack("<4sI", name, len(inside)) + inside + bytes(len(inside) % 2)
        at = after + size % 2
    if b"data" not in parts or not parts.startswith(b"fmt "):
        return None
    return Kept(b"RIFF" + struct.pack("<I", len(parts) + 4) + b"WAVE" + parts, "audio/wav", "wav")


def _of_mp3(raw: bytes) -> Kept | None:
    """An MP3 without its tags: the ones in front (ID3v2) and the one at the end (ID3v1)."""
    while raw.startswith(b"ID3") and len(raw) > 10:
        size = 0
        for seven in raw[6:10]:
            size = size << 7 | (seven & 0x7F)
        raw = raw[10 + size :]
    if raw[-128:-125] == b"TAG":
        raw = raw[:-128]
    if raw[-32:-24] == b"APETAGEX":
        size, _items, flags = struct.unpack_from("<III", raw, len(raw) - 20)
        head = 32 if flags & 0x80000000 else 0
        raw = raw[: max(len(raw) - size - head, 0)]
    if len(raw) < 4 or raw[0] != 0xFF or raw[1] & 0xE0 != 0xE0:
        return None
    return Kept(raw, "audio/mpeg", "mp3")


def _read(sent: IO[bytes], most: int) -> bytes:
    raw = sent.read(most + 1)
    if len(raw) > most:
        raise ValidationError(TOO_BIG, code="too_big", params={"most": most // MEGABYTE})
    return raw
