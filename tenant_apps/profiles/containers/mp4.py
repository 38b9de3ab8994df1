"""MP4: boxes that are not needed to play it are emptied where they stand, so that everything that points into it fits.

Phones write where and with what something was made in boxes, in tracks that are neither heard nor seen, and between
the pieces of sound. Of the heap in which the pieces lie (`mdat`) only those stay that a kept track points at.
"""

import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

from tenant_apps.profiles.containers import NotThisKind, played
from tenant_apps.profiles.containers.samples import pieces

PICTURES: Final = (b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis", b"jxl ", b"crx ")
KINDS: Final = {b"soun": "sound", b"vide": "film"}
CODINGS: Final = {
    b"soun": (b"mp4a", b"Opus", b"alac", b"fLaC", b"sowt", b"samr", b"sawb"),
    b"vide": (b"avc1", b"avc3", b"hvc1", b"hev1", b"vp08", b"vp09", b"av01", b"mp4v", b"s263"),
}
TABLES: Final = b"stts ctts stsc stsz stz2 stco co64 stss sdtp sbgp sgpd cslg stps".split()
EXTRAS: Final = b"esds avcC hvcC vpcC av1C dOps dfLa alac damr d263 colr pasp btrt fiel clap chan chnl srat".split()
# What may stay, by what it stands in; everything else is emptied.
STAYS: Final[dict[bytes, tuple[bytes, ...]]] = {
    b"": (b"ftyp", b"styp", b"moov", b"mdat", b"moof", b"sidx"),
    b"moov": (b"mvhd", b"trak", b"mvex"),
    b"mvex": (b"mehd", b"trex"),
    b"trak": (b"tkhd", b"edts", b"mdia"),
    b"edts": (b"elst",),
    b"mdia": (b"mdhd", b"hdlr", b"minf"),
    b"minf": (b"vmhd", b"smhd", b"dinf", b"stbl"),
    b"dinf": (b"dref",),
    b"stbl": (b"stsd", *TABLES),
    b"moof": (b"mfhd", b"traf"),
    b"traf": (b"tfhd", b"tfdt", b"trun", b"sdtp", b"sbgp", b"sgpd"),
    b"coding": (*EXTRAS, b"wave"),
    b"wave": (b"frma", b"esds", b"mp4a", b"alac", b"enda", bytes(4)),
}


class Box(NamedTuple):
    """What stands between `at` and `end`; its content from `inside` on."""

    name: bytes
    at: int
    inside: int
    end: int


def cleaned(raw: bytes, *, film: bool) -> bytes:
    """The same MP4 with nothing said besides. Raises NotThisKind."""
    data = bytearray(raw)
    try:
        top = list(boxes(data, 0, len(data)))
        _look_at_the_head(data, top)
        in_parts = any(each.name == b"moof" for each in top)
        kinds: list[str] = []
        for each in top:
            if each.name == b"moov":
                _tracks(data, each, kinds, in_parts=in_parts)
        played(kinds, film=film)
        _clean(data, b"", 0, len(data))
    except (struct.error, IndexError) as wrong:
        raise NotThisKind("cut off") from wrong
    return bytes(data)


def boxes(data: bytes | bytearray, start: int, end: int) -> Iterator[Box]:
    """Each box between two places. Raises NotThisKind when they do not fill it exactly."""
    at = start
    while at + 8 <= end:
        size, name = struct.unpack_from(">I4s", data, at)
        head = 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, at + 8)
            head = 16
        size = size or end - at
        if size < head or at + size > end:
            raise NotThisKind("boxes do not fit")
        yield Box(name, at, at + head, at + size)
        at += size
    if any(data[at:end]):
        raise NotThisKind("something follows")


def _look_at_the_head(data: bytearray, top: list[Box]) -> None:
    head = top[0] if top else None
    if head is None or head.name != b"ftyp" or not 8 <= head.end - head.inside <= 128:
        raise NotThisKind("no MP4")
    if bytes(data[head.inside : head.inside + 4]) in PICTURES:
        raise NotThisKind("a picture")
    if [each.name for each in top].count(b"moov") != 1:
        raise NotThisKind("not one recording")


def _tracks(data: bytearray, moov: Box, kinds: list[str], *, in_parts: bool) -> None:
    """Tracks that are heard or seen stay, with the pieces they point at; all others are emptied."""
    stay: list[tuple[int, int]] = []
    for track in [each for each in boxes(data, moov.inside, moov.end) if each.name == b"trak"]:
        handler = _deep(data, track, b"mdia", b"hdlr")
        kind = KINDS.get(bytes(data[handler.inside + 8 : handler.inside + 12]))
        if kind is not None:
            kinds.append(kind)
            table = _deep(data, track, b"mdia", b"minf", b"stbl")
            stay += pieces(data, {each.name: each for each in boxes(data, table.inside, table.end)})
        elif in_parts:
            raise NotThisKind("a track of neither sound nor pictures, in parts")
        else:
            _empty(data, track)
    if not in_parts:
        _keep_only(data, stay)


def _keep_only(data: bytearray, stay: list[tuple[int, int]]) -> None:
    """Empty the heaps but for these places, all of which must lie in one."""
    heaps = [each for each in boxes(data, 0, len(data)) if each.name == b"mdat"]
    if not any(end > start for start, end in stay):
        raise NotThisKind("nothing in it")
    for start, end in stay:
        if not any(heap.inside <= start <= end <= heap.end for heap in heaps):
            raise NotThisKind("points out of its heap")
    kept = bytearray(len(data))
    for start, end in stay:
        kept[start:end] = data[start:end]
    for heap in heaps:
        data[heap.inside : heap.end] = kept[heap.inside : heap.end]


def _clean(data: bytearray, around: bytes, start: int, end: int) -> None:
    """Empty whatever may not stay in this, however deep; and the words and hours in what may."""
    for each in list(boxes(data, start, end)):
        if each.name not in STAYS[around]:
            _empty(data, each)
        elif each.name in STAYS:
            _clean(data, each.name, each.inside, each.end)
        elif each.name in (b"mvhd", b"tkhd", b"mdhd"):
            _write_zeros(data, each, 4, 16 if data[each.inside] == 1 else 8)
        elif each.name == b"hdlr":
            _write_zeros(data, each, 12, each.end - each.inside - 12)
        elif each.name == b"dref":
            _look_inside_only(data, each)
        elif each.name == b"stsd":
            _codings(data, each)


def _write_zeros(data: bytearray, box: Box, begins: int, many: int) -> None:
    """Some of what a box holds becomes nothing; it grows no longer by that."""
    at = box.inside + begins
    if many < 0 or at + many > box.end:
        raise NotThisKind("cut off")
    data[at : at + many] = bytes(many)


def _look_inside_only(data: bytearray, reference: Box) -> None:
    """The sound is in this file and nowhere else."""
    for each in boxes(data, reference.inside + 8, reference.end):
        if data[each.inside : each.inside + 4] != b"\0\0\0\x01" or any(data[each.inside + 4 : each.end]):
            raise NotThisKind("what is played is elsewhere")


def _codings(data: bytearray, description: Box) -> None:
    """How each track is coded; without what the coder calls itself."""
    for each in list(boxes(data, description.inside + 8, description.end)):
        if each.name in CODINGS[b"vide"]:
            _write_zeros(data, each, 42, 32)
            begins = each.inside + 78
        elif each.name in CODINGS[b"soun"]:
            (version,) = struct.unpack_from(">H", data, each.inside + 8)
            begins = each.inside + {1: 44, 2: 64}.get(version, 28)
        else:
            raise NotThisKind("an odd coding")
        if begins > each.end:
            raise NotThisKind("cut off")
        _clean(data, b"coding", begins, each.end)


def _empty(data: bytearray, box: Box) -> None:
    data[box.at + 4 : box.at + 8] = b"free"
    data[box.inside : box.end] = bytes(box.end - box.inside)


def _deep(data: bytearray, box: Box, *names: bytes) -> Box:
    """The one box of this name in this, and so on."""
    for name in names:
        found = [each for each in boxes(data, box.inside, box.end) if each.name == name]
        if len(found) != 1:
            raise NotThisKind(f"not one {name!r}")
        box = found[0]
    return box
