"""The outer shell of an archive: a line of plain facts, then encrypted chunks that can be neither swapped nor cut off.

    coopbox-archive\\n | length of the facts, 2 bytes | the facts, JSON | chunk | chunk | ... | last chunk

Each chunk is AES-256-GCM over a mebibyte (the last one: what is left). Its nonce is its number; what is authenticated
with it are the facts, its number, and whether it is the last. The key comes from the passphrase (scrypt) and from a
salt of this very writing (HKDF), so that a file that is written again after a crash never uses a key and a nonce twice.
"""

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tarfile import BLOCKSIZE
from typing import IO, Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kernel.passphrases import Locked, Slowness, key_of
from provisioning.archive import refusals

MAGIC: Final = b"coopbox-archive\n"
FORMAT: Final = 1
CHUNK: Final = 1 << 20
TAG: Final = 16
FACTS_LIMIT: Final = 2048
_MANY: Final = 2**32  # chunks: four pebibytes


@dataclass(frozen=True)
class Shell:
    """What stands in front of an archive, in the open: how the key is made. Nothing of the circle."""

    salt: bytes
    slowness: Slowness
    writing: bytes
    check: bytes
    raw: bytes

    def key(self, passphrase: str) -> bytes:
        """The key this passphrase makes here. Raises NotTaken when it is the wrong one."""
        return self.fits(key_of(passphrase, self.salt, self.slowness))

    def fits(self, key: bytes) -> bytes:
        if not secrets.compare_digest(_derived(key, self.writing, "check"), self.check):
            raise refusals.wrong_passphrase()
        return key


def _derived(key: bytes, writing: bytes, use: str) -> bytes:
    return HKDF(SHA256(), 32, salt=writing, info=f"coopbox archive {FORMAT}: {use}".encode()).derive(key)


def _bound(raw: bytes, number: int, *, is_last: bool) -> bytes:
    return sha256(raw).digest() + number.to_bytes(8, "big") + (b"\x01" if is_last else b"\x00")


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


class Sealer:
    """Writes an archive's shell and encrypts what is written into it, a chunk at a time."""

    def __init__(self, file: IO[bytes], locked: Locked) -> None:
        writing = secrets.token_bytes(32)
        facts = {
            "format": FORMAT,
            "key": locked.to_json(),
            "cipher": "AES-256-GCM",
            "chunk": CHUNK,
            "writing": writing.hex(),
            "check": _derived(locked.key, writing, "check").hex(),
        }
        said = json.dumps(facts, separators=(",", ":")).encode()
        self._raw = MAGIC + len(said).to_bytes(2, "big") + said
        self._cipher = AESGCM(_derived(locked.key, writing, "chunks"))
        self._file, self._waiting, self._number = file, bytearray(), 0
        file.write(self._raw)

    def write(self, data: bytes) -> int:
        self._waiting += data
        while len(self._waiting) > CHUNK:  # what fills a chunk to the brim may still be the last one
            self._put(bytes(self._waiting[:CHUNK]), is_last=False)
            del self._waiting[:CHUNK]
        return len(data)

    def close(self) -> None:
        """Write the last chunk. Without it the archive counts as cut off."""
        self._put(bytes(self._waiting), is_last=True)
        self._waiting.clear()

    def _put(self, chunk: bytes, *, is_last: bool) -> None:
        assert self._number < _MANY
        bound = _bound(self._raw, self._number, is_last=is_last)
        self._file.write(self._cipher.encrypt(_nonce(self._number), chunk, bound))
        self._number += 1


def look_at(path: Path) -> Shell:
    """The shell of the archive in this file. Raises NotTaken when it is none, or one we cannot read."""
    with path.open("rb") as file:
        return read_shell(file)


def read_shell(file: IO[bytes]) -> Shell:
    """Read what stands in front, and stop where the first chunk begins."""
    start = file.read(len(MAGIC) + 2)
    if not start.startswith(MAGIC):
        raise refusals.cut() if start and MAGIC.startswith(start) else refusals.foreign()
    length = int.from_bytes(start[len(MAGIC) :], "big")
    if length > FACTS_LIMIT:
        raise refusals.damaged()
    said = file.read(length)
    if len(said) < length or len(start) < len(MAGIC) + 2:
        raise refusals.cut()
    return _understood(start + said, said)


def _understood(raw: bytes, said: bytes) -> Shell:
    try:
        facts: dict[str, Any] = json.loads(said)
        number = facts["format"]
        if isinstance(number, int) and number > FORMAT:
            raise refusals.newer_format()
        slowness = Slowness(*(facts["key"][name] for name in ("n", "r", "p")))
        known = (number, facts["cipher"], facts["chunk"], facts["key"]["name"])
        if known != (FORMAT, "AES-256-GCM", CHUNK, "scrypt") or not slowness.is_bearable:
            raise refusals.damaged()
        salt, writing, check = (
            bytes.fromhex(text) for text in (facts["key"]["salt"], facts["writing"], facts["check"])
        )
    except (ValueError, TypeError, KeyError, RecursionError) as wrong:
        raise refusals.damaged() from wrong
    return Shell(salt, slowness, writing, check, raw)


class Opener:
    """Reads an archive from its beginning, and gives out nothing that was not authenticated."""

    def __init__(self, file: IO[bytes], key: bytes) -> None:
        shell = read_shell(file)
        shell.fits(key)
        self._raw, self._file = shell.raw, file
        self._key = _derived(key, shell.writing, "chunks")
        self._cipher = AESGCM(self._key)
        self._number, self._ready, self._at, self._is_over = 0, b"", 0, False
        self._next = file.read(CHUNK + TAG)

    def read(self, size: int) -> bytes:
        """So many bytes, or fewer at the end."""
        parts = []
        while size:
            if self._at == len(self._ready):
                if self._is_over:
                    break
                self._open_next()
                continue
            part = self._ready[self._at : self._at + size]
            self._at += len(part)
            size -= len(part)
            parts.append(part)
        return b"".join(parts)

    def exactly(self, size: int) -> bytes:
        """So many bytes. Raises NotTaken when the archive ends before."""
        found = self.read(size)
        if len(found) < size:
            raise refusals.damaged()
        return found

    def _open_next(self) -> None:
        sealed, self._next = self._next, self._file.read(CHUNK + TAG)
        is_last = not self._next
        if len(sealed) < TAG:
            raise refusals.cut()
        try:
            self._ready = self._unsealed(sealed, is_last=is_last)
        except InvalidTag:
            raise self._why(sealed, is_last=is_last) from None
        self._at, self._is_over = 0, is_last
        self._number += 1

    def _unsealed(self, sealed: bytes, *, is_last: bool) -> bytes:
        return self._cipher.decrypt(_nonce(self._number), sealed, _bound(self._raw, self._number, is_last=is_last))

    def _why(self, sealed: bytes, *, is_last: bool) -> refusals.NotTaken:
        """What to say of a chunk that cannot be opened. Nothing of it is believed for that, and nothing given out."""
        if is_last and self._opens(sealed, is_last=False):
            return refusals.cut()  # behind a whole chunk that was not the last
        shown = self._shown(sealed)
        if any(self._opens(sealed[: end + TAG], is_last=True) for end in _ends_in(shown)):
            return refusals.longer()
        is_whole = not is_last or len(shown) == CHUNK or _looks_like_an_end(shown)
        return refusals.damaged() if is_whole else refusals.cut()

    def _opens(self, sealed: bytes, *, is_last: bool) -> bool:
        try:
            self._unsealed(sealed, is_last=is_last)
        except InvalidTag:
            return False
        return True

    def _shown(self, sealed: bytes) -> bytes:
        """What seems to be in a chunk, whether or not it is true: AES-GCM counts on from two."""
        counter = modes.CTR(_nonce(self._number) + (2).to_bytes(4, "big"))
        return Cipher(algorithms.AES(self._key), counter).decryptor().update(sealed[:-TAG])


def _ends_in(shown: bytes) -> Iterator[int]:
    """Where a tar may end in this."""
    return (end for end in range(0, len(shown) + 1, BLOCKSIZE) if not any(shown[max(0, end - 2 * BLOCKSIZE) : end]))


def _looks_like_an_end(shown: bytes) -> bool:
    """Whether this stops where a tar does: behind empty blocks, in which a few bytes may have been changed."""
    last = shown[-2 * BLOCKSIZE :]
    return len(shown) % BLOCKSIZE == 0 and last.count(0) > len(last) - 32
