"""Ogg: one stream of Opus or Vorbis, its pages numbered and signed anew, and nothing in its comments."""

import struct
import zlib
from collections.abc import Iterator
from typing import Final, NamedTuple

from tenant_apps.profiles.containers import MoreThanItSeems, NotThisKind

MARK = b"OggS"
NOTHING_SAID: Final = {
    b"OpusHead": b"OpusTags" + bytes(8),
    b"\x01vorbis": b"\x03vorbis" + bytes(8) + b"\x01",
}
COMMENTS: Final = {b"OpusHead": b"OpusTags", b"\x01vorbis": b"\x03vorbis"}
BACKWARDS: Final = bytes(int(f"{each:08b}"[::-1], 2) for each in range(256))
GOES_ON, FIRST, LAST = 1, 2, 4


class Leaf(NamedTuple):
    """One page: its flags, the moment it ends at, the stream it is of, how its packets are cut, and what it holds."""

    flags: int
    moment: int
    stream: int
    lacing: bytes
    inside: bytes

    def written(self, number: int) -> bytes:
        head = struct.pack("<4sBBqII", MARK, 0, self.flags, self.moment, self.stream, number)
        cut = bytes([len(self.lacing)]) + self.lacing
        return head + struct.pack("<I", _sum(head + bytes(4) + cut + self.inside)) + cut + self.inside


def cleaned(raw: bytes) -> bytes:
    """The same recording with nothing said besides. Raises NotThisKind or MoreThanItSeems."""
    leaves = list(_leaves(raw))
    first = leaves[0] if leaves else None
    if (
        first is None
        or first.flags & FIRST == 0
        or any(each.stream != first.stream or each.flags & FIRST for each in leaves[1:])
    ):
        raise NotThisKind("not one stream")
    coding = next((each for each in NOTHING_SAID if first.inside.startswith(each)), None)
    if coding is None or len(first.lacing) != 1 or not 19 <= len(first.inside) <= 276:
        raise NotThisKind("neither Opus nor Vorbis")
    heads, follows = _heads(leaves, 1 if coding == b"OpusHead" else 2)
    if not heads[0].startswith(COMMENTS[coding]) or follows >= len(leaves):
        raise NotThisKind("no sound")
    if len(heads) > 1 and not heads[1].startswith(b"\x05vorbis"):
        raise NotThisKind("no Vorbis")
    anew = [first, *_cut(first.stream, [NOTHING_SAID[coding], *heads[1:]]), *leaves[follows:]]
    return b"".join(leaf.written(number) for number, leaf in enumerate(anew))


def _leaves(raw: bytes) -> Iterator[Leaf]:
    """Each page, once its sum was checked."""
    at = 0
    while at < len(raw):
        if raw[at : at + 4] != MARK or at + 27 > len(raw):
            raise MoreThanItSeems("something follows") if at else NotThisKind("no Ogg")
        _mark, version, flags, moment, stream, _number, signed, pieces = struct.unpack_from("<4sBBqIIIB", raw, at)
        lacing = raw[at + 27 : at + 27 + pieces]
        inside = at + 27 + pieces
        after = inside + sum(lacing)
        if version or after > len(raw) or signed != _sum(raw[at : at + 22] + bytes(4) + raw[at + 26 : after]):
            raise NotThisKind("a page that is not whole")
        yield Leaf(flags, moment, stream, lacing, raw[inside:after])
        at = after


def _heads(leaves: list[Leaf], many: int) -> tuple[list[bytes], int]:
    """The packets that stand in front of the sound, and the page the sound begins on."""
    packets, whole, at = [b""], 0, 1
    while whole < many and at < len(leaves):
        leaf, used = leaves[at], 0
        for piece in leaf.lacing:
            packets[-1] += leaf.inside[used : used + piece]
            used += piece
            if piece < 255:
                whole += 1
                packets.append(b"")
        at += 1
    if whole != many or packets.pop():
        raise NotThisKind("sound on a page of its heads")
    return packets, at


def _cut(stream: int, packets: list[bytes]) -> Iterator[Leaf]:
    """Pages for these packets: at most 255 pieces of at most 255 bytes on each."""
    pieces: list[bytes] = []
    ends = set()
    for packet in packets:
        pieces += [packet[at : at + 255] for at in range(0, len(packet) + 1, 255)]
        ends.add(len(pieces))
    for at in range(0, len(pieces), 255):
        here = pieces[at : at + 255]
        flags = GOES_ON if at and at not in ends else 0
        ended = any(at < end <= at + len(here) for end in ends)
        yield Leaf(flags, 0 if ended else -1, stream, bytes(len(each) for each in here), b"".join(here))


def _sum(page: bytes) -> int:
    """Ogg's own sum. It is that of zip files with every byte, and the sum, read from the other end."""
    backwards = zlib.crc32(page.translate(BACKWARDS), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{backwards:032b}"[::-1], 2)
