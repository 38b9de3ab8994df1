"""What is inside the shell: a plain tar, so that whoever has decrypted it can look into it with any tool.

We do not parse it. The manifest says what comes next and how long it is, so there is only one header each thing can
have; it is made again and compared. Links, devices, names that lead elsewhere and headers of absurd size are then
simply not what was expected.
"""

from collections.abc import Callable, Iterator
from hashlib import sha256
from tarfile import BLOCKSIZE, PAX_FORMAT, HeaderError, TarInfo
from typing import Final, Protocol

from provisioning.archive import refusals
from provisioning.archive.manifest import Entry
from provisioning.archive.sealing import Opener

PIECE: Final = 256 << 10
END: Final = b"\0" * (2 * BLOCKSIZE)


class Sink(Protocol):
    def write(self, data: bytes) -> int: ...


def header(name: str, size: int) -> bytes:
    """The one header a thing of this name and size has."""
    about = TarInfo(name)
    about.size, about.mode, about.mtime = size, 0o600, 0
    return about.tobuf(PAX_FORMAT, "utf-8", "strict")


def padding(size: int) -> bytes:
    return b"\0" * (-size % BLOCKSIZE)


def put(into: Sink, name: str, data: bytes) -> None:
    """Put something small in."""
    into.write(header(name, len(data)) + data + padding(len(data)))


def expect(archive: Opener, name: str, limit: int) -> bytes:
    """Take out the next thing, whose name we know and whose size only its header tells."""
    found = archive.exactly(BLOCKSIZE)
    try:
        size = TarInfo.frombuf(found, "utf-8", "strict").size
    except (HeaderError, UnicodeError) as wrong:
        raise refusals.foreign() from wrong
    if size > limit:
        raise refusals.too_big(name)
    if size < 0 or header(name, size) != found:
        raise refusals.foreign()
    data = archive.exactly(size)
    _padded(archive, size)
    return data


def pieces(archive: Opener, entry: Entry, got_to: Callable[[int], None] = lambda size: None) -> Iterator[bytes]:
    """The next thing, piece by piece. Raises NotTaken, at its end at the latest, when it is not what was declared."""
    wanted = header(entry.name, entry.size)
    if archive.exactly(len(wanted)) != wanted:
        raise refusals.damaged(entry.name)
    left, digest = entry.size, sha256()
    while left:
        piece = archive.exactly(min(PIECE, left))
        left -= len(piece)
        digest.update(piece)
        got_to(len(piece))
        yield piece
    _padded(archive, entry.size)
    if digest.hexdigest() != entry.sha256:
        raise refusals.damaged(entry.name)


def at_end(archive: Opener) -> None:
    """Raises NotTaken when something stands behind the last thing."""
    if archive.exactly(len(END)) != END or archive.read(1):
        raise refusals.damaged()


def _padded(archive: Opener, size: int) -> None:
    if archive.exactly(len(padding(size))) != padding(size):
        raise refusals.damaged()
