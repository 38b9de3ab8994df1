"""Recordings of the five kinds, made of bytes, each of which tells where it was made in every way its kind knows."""

import struct

from tenant_apps.profiles.containers.ogg import Leaf

PLACE = b"12 Bridge Lanes, Hebden Bridge"
SOUND = b"la" * 40


def chunk(name: bytes, inside: bytes) -> bytes:
    return struct.pack("<4sI", name, len(inside)) + inside + bytes(len(inside) % 2)


def box(name: bytes, *inside: bytes, large: bool = False) -> bytes:
    held = b"".join(inside)
    if large:
        return struct.pack(">I4sQ", 1, name, len(held) + 16) + held
    return struct.pack(">I4s", len(held) + 8, name) + held


def full(name: bytes, *inside: bytes) -> bytes:
    return box(name, bytes(4), *inside)


def numbers(*these: int) -> bytes:
    return struct.pack(f">{len(these)}I", *these)


def wav() -> bytes:
    how = struct.pack("<HHIIHH", 1, 1, 8000, 8000, 1, 8)
    told = chunk(b"LIST", b"INFO" + chunk(b"IARL", PLACE)) + chunk(b"bext", PLACE)
    parts = chunk(b"fmt ", how) + told + chunk(b"data", SOUND + b"!") + chunk(b"id3 ", PLACE)
    return b"RIFF" + struct.pack("<I", len(parts) + 4) + b"WAVE" + parts


FRAME = b"\xff\xfb\x90\x00" + SOUND.ljust(413, b"o")
FRAMES = FRAME * 4


def mp3() -> bytes:
    front = b"ID3\x04\x00\x00\x00\x00\x00" + bytes([len(PLACE) + 5]) + PLACE + bytes(5)
    item = struct.pack("<II", len(PLACE), 0) + b"Place\0" + PLACE
    head = struct.pack("<8sIIII8x", b"APETAGEX", 2000, len(item) + 32, 1, 0xA0000000)
    foot = struct.pack("<8sIIII8x", b"APETAGEX", 2000, len(item) + 32, 1, 0x80000000)
    named = b"\xff\xfb\x90\x00" + bytes(32) + b"Xing" + struct.pack(">II", 1, 4) + PLACE
    return front + named.ljust(417, b"\0") + FRAMES + head + item + foot + b"TAG" + PLACE.ljust(125)


def track(kind: bytes, coding: bytes, at: int, length: int) -> bytes:
    described = full(b"stsd", numbers(1), coding)
    tables = (
        full(b"stts", numbers(1, 1, 1)),
        full(b"stsc", numbers(1, 1, 1, 1)),
        full(b"stsz", numbers(0, 1, length)),
        full(b"stco", numbers(1, at)),
    )
    minf = box(
        b"minf", box(b"dinf", full(b"dref", numbers(1), box(b"url ", b"\0\0\0\x01"))), box(b"stbl", described, *tables)
    )
    handler = full(b"hdlr", bytes(4), kind, bytes(12), PLACE)
    return box(b"trak", full(b"tkhd", numbers(3_900_000_000, 3_900_000_000), bytes(72)), box(b"mdia", handler, minf))


SEEN = box(b"avc1", bytes(42), PLACE.ljust(32), bytes(4), box(b"xtra", PLACE))
HEARD = box(b"mp4a", bytes(28), box(b"esds", bytes(20)))
POSITIONS = box(b"mebx", PLACE)


def mp4(kind: bytes = b"vide", coding: bytes = SEEN, *, large: bool = False) -> bytes:
    """A telling track beside the one that plays, its words in the same heap, and boxes of words everywhere."""
    head = box(b"ftyp", b"isom\x00\x00\x02\x00isom")
    heap = box(b"mdat", SOUND + PLACE + b"between" + PLACE)
    told = box(b"udta", box(b"\xa9xyz", PLACE), large=large)
    at = len(head) + 8
    tracks = track(kind, coding, at, len(SOUND)) + track(b"meta", POSITIONS, at + len(SOUND), len(PLACE))
    moov = box(b"moov", full(b"mvhd", bytes(96)), tracks, told, box(b"meta", PLACE))
    return head + heap + moov + box(b"uuid", PLACE, large=large) + box(b"free", PLACE)


def m4a() -> bytes:
    return mp4(b"soun", HEARD, large=True)


def element(code: int, *inside: bytes, size: bytes | None = None) -> bytes:
    held = b"".join(inside)
    name = code.to_bytes((code.bit_length() + 7) // 8)
    return name + (size or (len(held) | 1 << 28).to_bytes(4)) + held


UNKNOWN = b"\x01" + b"\xff" * 7


def vorbis(name: bytes, *said: bytes) -> bytes:
    told = b"".join(len(each).to_bytes(4, "little") + each for each in said[1:])
    first = len(said[0]).to_bytes(4, "little") + said[0]
    return name + first + (len(said) - 1).to_bytes(4, "little") + told


def webm(
    kind: int = 2, coding: bytes = b"A_OPUS", how: bytes = b"OpusHead" + bytes(11), name: bytes = b"webm"
) -> bytes:
    """As browsers record it: of no known length, its lists of words before and behind the sound."""
    head = element(0x1A45DFA3, element(0x4286, b"\x01"), element(0x4282, name), element(0xEC, PLACE))
    info = element(0x1549A966, element(0x2AD7B1, b"\x0f\x42\x40"), element(0x4D80, PLACE), element(0x7BA9, PLACE))
    parts = (element(0xD7, b"\x01"), element(0x83, bytes([kind])), element(0x86, coding), element(0x63A2, how))
    tracks = element(0x1654AE6B, element(0xAE, *parts, element(0x536E, PLACE)))
    tags = element(0x1254C367, element(0x7373, element(0x67C8, element(0x4487, PLACE))))
    files = element(0x1941A469, element(0x61A7, element(0x466E, PLACE)))
    cluster = element(0x1F43B675, element(0xE7, b"\x00"), element(0xA3, b"\x81\x00\x00\x80" + SOUND), size=UNKNOWN)
    return head + element(0x18538067, info, tags, tracks, cluster, cluster, files, tags, size=UNKNOWN)


def webm_vorbis() -> bytes:
    comments = vorbis(b"\x03vorbis", PLACE, b"LOCATION=" + PLACE) + b"\x01"
    packets = (b"\x01vorbis".ljust(30, b"\0"), comments, b"\x05vorbis" + SOUND)
    return webm(2, b"A_VORBIS", b"\x02" + bytes([len(packets[0]), len(packets[1])]) + b"".join(packets))


def film() -> bytes:
    return webm(1, b"V_VP8", b"")


def leaf(flags: int, moment: int, *packets: bytes) -> Leaf:
    cut = b"".join(b"\xff" * (len(each) // 255) + bytes([len(each) % 255]) for each in packets)
    return Leaf(flags, moment, 77, cut, b"".join(packets))


def bound(*leaves: Leaf) -> bytes:
    return b"".join(each.written(number) for number, each in enumerate(leaves))


def ogg() -> bytes:
    """Opus, with so much said that it takes more than a page."""
    said = vorbis(b"OpusTags", PLACE, b"LOCATION=" + PLACE, b"COVER=" + b"x" * 65_025)
    cut = leaf(0, -1, said[: 255 * 255])._replace(lacing=b"\xff" * 255)
    rest = leaf(1, 0, said[255 * 255 :])
    return bound(leaf(2, 0, b"OpusHead" + bytes(11)), cut, rest, leaf(0, 960, SOUND), leaf(4, 1920, SOUND))


def ogg_vorbis() -> bytes:
    heads = (vorbis(b"\x03vorbis", PLACE, b"LOCATION=" + PLACE) + b"\x01", b"\x05vorbis" + bytes(600))
    return bound(leaf(2, 0, b"\x01vorbis" + bytes(23)), leaf(0, 0, *heads), leaf(4, 960, SOUND))
