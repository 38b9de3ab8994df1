"""A passphrase becomes a key: slowly on purpose, so that guessing many of them takes years.

The passphrase itself is kept nowhere. What is kept, while it is needed, is the key that was made of it and of a salt
that is used once: whoever learned it could open one archive, and nothing else that somebody locked with the same words.
"""

import secrets
import unicodedata
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from kernel.errors import RuleBroken

SHORTEST: Final = 14
LONGEST: Final = 1000
# Words and rows of keys that stand at the top of every list of broken passwords, in the languages spoken here.
_COMMON: Final = frozenset(
    [
        "password",
        "passwort",
        "passwords",
        "passphrase",
        "passwd",
        "secret",
        "letmein",
        "welcome",
        "admin",
        "administrator",
        "login",
        "master",
        "dragon",
        "monkey",
        "football",
        "iloveyou",
        "sunshine",
        "princess",
        "qwerty",
        "qwertyuiop",
        "qwertz",
        "azerty",
        "asdf",
        "asdfgh",
        "asdfghjkl",
        "zxcvbn",
        "zxcvbnm",
        "abc",
        "abcd",
        "abcde",
        "abcdef",
        "abcdefg",
        "abcdefgh",
        "abcdefghijklmnopqrstuvwxyz",
        "test",
        "testing",
        "changeme",
        "default",
        "coopbox",
        "circle",
        "123",
        "1234",
        "12345",
        "123456",
        "12345678",
        "123456789",
        "1234567890",
        "haslo",
        "hasło",
        "cyfrinair",
        "croeso",
        "parola",
        "şifre",
        "sifre",
        "hoşgeldiniz",
        "copy",
        "the",
        "my",
        "your",
        "is",
        "this",
    ]
)
DIFFERENT: Final = 6  # so many different signs have to be in it, beside those words
KEY_BYTES: Final = 32
SALT_BYTES: Final = 16


@dataclass(frozen=True)
class Slowness:
    """How much work one guess is: `n` rounds with `r` blocks of memory (128 * n * r bytes), `p` times."""

    n: int = 2**16
    r: int = 8
    p: int = 1

    @property
    def is_bearable(self) -> bool:
        """Whether somebody else's choice would neither be a joke nor eat this machine's memory."""
        power = isinstance(self.n, int) and self.n & (self.n - 1) == 0
        return power and 2**14 <= self.n <= 2**18 and self.r == 8 and 1 <= self.p <= 4


USUAL: Final = Slowness()


@dataclass(frozen=True)
class Locked:
    """A key made of a passphrase, with what is needed to make it of the same words again."""

    key: bytes
    salt: bytes
    slowness: Slowness = USUAL

    def to_bytes(self) -> bytes:
        """All of it, the key too: to be sealed, never written down in the open."""
        return self.salt + self.key + bytes([self.slowness.n.bit_length(), self.slowness.p])

    @classmethod
    def from_bytes(cls, said: bytes) -> "Locked":
        salt, key = said[:SALT_BYTES], said[SALT_BYTES : SALT_BYTES + KEY_BYTES]
        return cls(key, salt, Slowness(n=1 << (said[-2] - 1), p=said[-1]))

    def to_json(self) -> dict[str, Any]:
        """What may be written down in the open: everything but the key."""
        return {
            "name": "scrypt",
            "n": self.slowness.n,
            "r": self.slowness.r,
            "p": self.slowness.p,
            "salt": self.salt.hex(),
        }


def check(passphrase: str) -> None:
    """Raises RuleBroken when it would be guessed too easily, or is nothing anybody could type again."""
    if len(passphrase) > LONGEST:
        raise RuleBroken(_("Use a shorter passphrase: %(n)s letters at most.") % {"n": LONGEST}, code="passphrase")
    if len(passphrase) < SHORTEST or len(set(passphrase)) < DIFFERENT:
        sentence = _("Use a longer passphrase: at least %(n)s letters. Four or five words are good.")
        raise RuleBroken(sentence % {"n": SHORTEST}, code="passphrase")
    if _is_guessed_first(passphrase):
        sentence = _("This passphrase would be among the first that are guessed. Take four or five different words.")
        raise RuleBroken(sentence, code="passphrase")


def _is_guessed_first(passphrase: str) -> bool:
    """Whether next to nothing is left of it without repeats, rows of keys, and the words everybody thinks of."""
    once = " ".join(dict.fromkeys(unicodedata.normalize("NFKC", passphrase).casefold().split()))
    letters = once.replace(" ", "")
    if any(letters == letters[:n] * (len(letters) // n) for n in range(1, len(letters) // 2 + 1)):
        return True
    for common in sorted(_COMMON, key=len, reverse=True):
        letters = letters.replace(common, "")
    return len(once) < SHORTEST or len(set(letters)) < DIFFERENT


def lock(passphrase: str) -> Locked:
    """A new key of these words, with a salt of its own. Raises RuleBroken when they are too weak."""
    check(passphrase)
    salt = secrets.token_bytes(SALT_BYTES)
    return Locked(key_of(passphrase, salt), salt)


def key_of(passphrase: str, salt: bytes, slowness: Slowness = USUAL) -> bytes:
    """The same key again. However the letters were typed, one passphrase is one key."""
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt  # slow to load, and seldom needed

    words = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    return Scrypt(salt=salt, length=KEY_BYTES, n=slowness.n, r=slowness.r, p=slowness.p).derive(words)
