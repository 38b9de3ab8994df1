"""WebM: what is not needed to play it is overwritten where it stands; what points into it still fits."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from tenant_apps.profiles.containers import MoreThanItSeems, NotThisKind, played

MARK = b"\x1a\x45\xdf\xa3"
HEAD, SEGMENT, CLUSTER, VOID = 0x1A45DFA3, 0x18538067, 0x1F43B675, 0xEC
SEEK, SEEK_ID, INFO, TRACKS, TRACK, CUES = 0x4DBB, 0x53AB, 0x1549A966, 0x1654AE6B, 0xAE, 0x1C53BB6B
KIND, CODING, HOW, APPS = 0x83, 0x86, 0x63A2, (0x4D80, 0x5741)
KINDS: Final = {1: "film", 2: "sound"}
CODINGS: Final = (b"A_OPUS", b"A_VORBIS", b"V_VP8", b"V_VP9", b"V_AV1")
# What may stay, by what it stands in; everything else is overwritten.
STAYS: Final[dict[int, tuple[int, ...]]] = {
    HEAD: (0x4286, 0x42F7, 0x42F2, 0x42F3, 0x4282, 0x4287, 0x4285),
    SEGMENT: (0x114D9B74, INFO, TRACKS, CLUSTER, CUES),
    0x114D9B74: (SEEK,),
    SEEK: (SEEK_ID, 0x53AC),
    INFO: (0x2AD7B1, 0x4489, *APPS),
    TRACKS: (TRACK,),
    TRACK: (
        *(0xD7, 0x73C5, KIND, 0xB9, 0x88, 0x55AA, 0x9C, 0x23E383, CODING, HOW, 0x56AA, 0x56BB),
        *(0xE0, 0xE1),
    ),
    0xE0: (0x9A, 0x53B8, 0x53C0, 0xB0, 0xBA, 0x54AA, 0x54BB, 0x54CC, 0x54DD, 0x54B0, 0x54BA, 0x54B2, 0x55B0),
    0x55B0: (0x55B1, 0x55B2, 0x55B3, 0x55B4, 0x55B5, 0x55B6, 0x55B7, 0x55B8, 0x55B9, 0x55BA, 0x55BB, 0x55BC, 0x55BD),
    0xE1: (0xB5, 0x78B5, 0x9F, 0x6264),
    CLUSTER: (0xE7, 0xA7, 0xAB, 0xA3, 0xA0),
    0xA0: (0xA1, 0x9B, 0xFB, 0x75A2),
    CUES: (0xBB,),
    0xBB: (0xB3, 0xB7),
    0xB7: (0xF7, 0xF1, 0xF0, 0xB2, 0x5378),
}
LONG: Final = (0xA3, 0xA1, HOW, CODING, 0x4282, SEEK_ID, *APPS)  # all others are numbers


class Element(NamedTuple):
    """What stands between `at` and `end`; its content from `inside` on."""

    code: int
    at: int
    inside: int
    end: int


def cleaned(raw: bytes, *, film: bool) -> bytes:
    """The same WebM with nothing said besides. Raises NotThisKind or MoreThanItSeems."""
    data = bytearray(raw)
    top = [each for each in _elements(data, 0, len(data)) if each.code != VOID]
    if [each.code for each in top[:2]] != [HEAD, SEGMENT]:
        raise NotThisKind("no WebM")
    if len(top) > 2:
        raise MoreThanItSeems("something follows")
    kinds: list[str] = []
    _clean(data, Element(0, 0, 0, len(data)), (HEAD, SEGMENT), kinds)
    played(kinds, film=film)
    return bytes(data)


def _clean(data: bytearray, around: Element, stays: tuple[int, ...], kinds: list[str]) -> None:
    """Overwrite whatever may not stay in this, however deep."""
    for each in list(_elements(data, around.inside, around.end)):
        if each.code not in stays or (each.code == SEEK and not _leads_somewhere(data, each)):
            _overwrite(data, each)
        elif each.code in STAYS:
            _clean(data, each, STAYS[each.code], kinds)
            if each.code == TRACK:
                kinds.append(_track(data, each))
        elif each.code in APPS:
            data[each.inside : each.end] = bytes(each.end - each.inside)  # both must be there, and may be empty
        elif each.code == 0x4282:
            if data[each.inside : each.end].rstrip(b"\0") != b"webm":
                raise NotThisKind("another kind")
        elif each.code not in LONG and each.end - each.inside > 8:
            raise NotThisKind("a number that is none")


def _track(data: bytearray, track: Element) -> str:
    """Whether a track is heard or seen; what its coder said of itself is overwritten."""
    parts = {each.code: each for each in _elements(data, track.inside, track.end)}
    if KIND not in parts or CODING not in parts:
        raise NotThisKind("an odd track")
    coding = bytes(data[parts[CODING].inside : parts[CODING].end]).rstrip(b"\0")
    kind = KINDS.get(int.from_bytes(data[parts[KIND].inside : parts[KIND].end]), "")
    if coding not in CODINGS or coding[:1] != {"film": b"V", "sound": b"A"}.get(kind):
        raise NotThisKind("an odd coding")
    if HOW in parts:
        how = parts[HOW]
        if coding == b"A_VORBIS":
            _without_comments(data, how)
        elif how.end - how.inside > 276:
            raise NotThisKind("more than how to play it")
    return kind


def _without_comments(data: bytearray, how: Element) -> None:
    """Vorbis keeps its comments as the second of three packets. They become one long name of nobody, all zeros."""
    if how.inside == how.end or data[how.inside] != 2:
        raise NotThisKind("not three packets")
    at, sizes = how.inside + 1, [0, 0]
    for which in (0, 1):
        while at < how.end and data[at] == 255:
            sizes[which] += 255
            at += 1
        if at >= how.end:
            raise NotThisKind("cut off")
        sizes[which] += data[at]
        at += 1
    at, size = at + sizes[0], sizes[1]
    if size < 16 or at + size > how.end or data[at : at + 7] != b"\x03vorbis":
        raise NotThisKind("no comments where they stand")
    data[at + 7 : at + size] = (size - 16).to_bytes(4, "little") + bytes(size - 12) + b"\x01"


def _leads_somewhere(data: bytearray, seek: Element) -> bool:
    parts = {each.code: each for each in _elements(data, seek.inside, seek.end)}
    leads = parts.get(SEEK_ID)
    return leads is not None and int.from_bytes(data[leads.inside : leads.end]) in (INFO, TRACKS, CUES)


def _overwrite(data: bytearray, element: Element) -> None:
    """Something of the same length that says nothing."""
    length = element.end - element.at
    for wide in range(1, 9):
        size = length - 1 - wide
        if 0 <= size < (1 << 7 * wide) - 1:
            head = bytes([VOID]) + (size | 1 << 7 * wide).to_bytes(wide)
            data[element.at : element.end] = head + bytes(size)
            return
    raise NotThisKind("too short to be anything")


def _elements(data: bytearray, start: int, end: int) -> Iterator[Element]:
    """One after the other; whatever has no size reaches to the next of its own rank, or to the end."""
    at = start
    while at < end:
        code, inside, _known = _number(data, at, end, 4, marked=True)
        size, inside, known = _number(data, inside, end, 8, marked=False)
        if known:
            after = inside + size
        elif code == SEGMENT:
            after = end
        elif code == CLUSTER:
            after = _end_of_cluster(data, inside, end)
        else:
            raise NotThisKind("no size")
        if after > end:
            raise NotThisKind("does not fit")
        yield Element(code, at, inside, after)
        at = after


def _end_of_cluster(data: bytearray, at: int, end: int) -> int:
    while at < end:
        code, inside, _known = _number(data, at, end, 4, marked=True)
        if code > 0xFFFFFF:  # nothing inside a cluster has so long a name
            return at
        size, inside, known = _number(data, inside, end, 8, marked=False)
        if not known or inside + size > end:
            raise NotThisKind("does not fit")
        at = inside + size
    return at


def _number(data: bytearray, at: int, end: int, longest: int, *, marked: bool) -> tuple[int, int, bool]:
    """A number of its own length, where it ends, whether it says anything. `marked`: with its mark, as names are."""
    if at >= end or data[at] == 0:
        raise NotThisKind("no number")
    wide = 9 - data[at].bit_length()
    if wide > longest or at + wide > end:
        raise NotThisKind("no number")
    whole = int.from_bytes(data[at : at + wide])
    plain = whole & ((1 << 7 * wide) - 1)
    return whole if marked else plain, at + wide, plain != (1 << 7 * wide) - 1
