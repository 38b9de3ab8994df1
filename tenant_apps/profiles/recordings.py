"""Pictures, recordings and short videos that people send: looked at with suspicion before they are kept.

A picture is drawn anew (`kernel.pictures`), so nothing that came with it is kept. A recording cannot be played anew
here; it is read strictly and written anew without what it says besides (`containers`): where, when and with what it was
made. Whatever is two things at once, such as a picture that is a program as well, is refused.
"""

import io
import zipfile
from typing import IO, Final, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kernel.pictures import MEGABYTE, photo
from tenant_apps.profiles.containers import MoreThanItSeems, NotThisKind, mp3, mp4, ogg, wav, webm

LONGEST_SIDE: Final = 900
MOST_PICTURE: Final = 4_500_000
MOST_RECORDING: Final = 4_500_000
ACCEPT_SOUND: Final = "audio/*"
ACCEPT_FILM: Final = "video/mp4,video/webm,video/quicktime"

TWO_THINGS: Final = _("This file is more than it seems to be. Choose another, or take the picture again.")
MORE_FOLLOWS: Final = _("Something is hidden behind this recording. Choose another, or record it again.")
NOT_A_SOUND: Final = _("This is not a recording that we can play. Choose an MP3, M4A, Ogg, WebM or WAV file.")
NOT_A_FILM: Final = _("This is not a video that we can play. Choose an MP4 or WebM file.")
TOO_BIG: Final = _("This is too big. Choose one under %(most)s MB: about a minute of sound, or a few seconds of video.")

# What browsers would run, and what other programs would open. Any of these in a picture is no accident.
_RUNS: Final = (b"<script", b"<?php", b"<!doctype", b"<html", b"<svg ", b"<iframe", b"javascript:")
_FIRST: Final = (b"%pdf-", b"mz\x90", b"\x7felf", b"#!/")


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
    try:
        return _known(raw, film=film)
    except MoreThanItSeems as wrong:
        raise ValidationError(MORE_FOLLOWS, code="two_things") from wrong
    except NotThisKind as wrong:
        raise ValidationError(NOT_A_FILM if film else NOT_A_SOUND, code="not_a_recording") from wrong


def _known(raw: bytes, *, film: bool) -> Kept:
    """What a recording is by what it holds, whatever it is called."""
    if raw[4:8] == b"ftyp":
        clean = mp4.cleaned(raw, film=film)
        return Kept(clean, "video/mp4" if film else "audio/mp4", "mp4" if film else "m4a")
    if raw.startswith(webm.MARK):
        return Kept(webm.cleaned(raw, film=film), "video/webm" if film else "audio/webm", "webm")
    if film:
        raise NotThisKind("no film")
    if raw.startswith(ogg.MARK):
        return Kept(ogg.cleaned(raw), "audio/ogg", "ogg")
    if raw.startswith(wav.MARK):
        return Kept(wav.cleaned(raw), "audio/wav", "wav")
    return Kept(mp3.cleaned(raw), "audio/mpeg", "mp3")


def _read(sent: IO[bytes], most: int) -> bytes:
    raw = sent.read(most + 1)
    if len(raw) > most:
        raise ValidationError(TOO_BIG, code="too_big", params={"most": most // MEGABYTE})
    return raw
