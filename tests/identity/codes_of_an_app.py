"""What an authenticator app does on somebody's telephone (RFC 6238)."""

import hashlib
import hmac
import struct
from base64 import b32decode
from time import time


def code_now(secret: str, steps: int = 0) -> str:
    """The six digits of this key now, or some half minutes earlier or later."""
    counter = int(time()) // 30 + steps
    digest = hmac.new(b32decode(secret), struct.pack(">Q", counter), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"
