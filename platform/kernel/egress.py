"""The one way out to an address that somebody typed: a chat server, a sender of text messages.

Whoever may enter an address in a circle must not make Coopbox knock at the doors behind its own wall. So a name is
looked up once and the connection goes to exactly what was found; no redirect is followed; an answer has a size and
a time; and what is not on the open internet is refused, but for the servers an operator named (`OUTGOING_NEAR`).
"""

import http.client
import ipaddress
import json
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from threading import Timer
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings

SECONDS: Final = 10.0  # for the whole of one exchange
MOST: Final = 4 << 20  # bytes of one answer
_PORTS: Final = {"https": 443, "http": 80}
# Addresses that stand for another one, which is then looked at itself (RFC 6052).
_TRANSLATED: Final = ipaddress.ip_network("64:ff9b::/96")


class NotReached(Exception):
    """No answer came. `code` says why: address, unreachable, slow, too_large, redirect or odd."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class NotAnAddress(NotReached):
    """Coopbox does not go there: it is no plain https address, or not on the open internet."""

    def __init__(self) -> None:
        super().__init__("address")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Names of headers are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """What the body says. Raises NotReached where that is no JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            raise NotReached("odd") from None


@dataclass(frozen=True, slots=True)
class _Place:
    scheme: str
    host: str
    port: int
    ip: str


def check_address(url: str) -> str:
    """An address without a path's closing slash, if Coopbox would go there. Raises NotAnAddress or NotReached."""
    found(url)
    return url.rstrip("/")


def fetch(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    seconds: float = SECONDS,
    most: int = MOST,
) -> Answer:
    """Ask, and give the answer whatever its status. Raises NotReached when there is none, in `seconds` at most."""
    place = found(url)
    parts = urlsplit(url)
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    connection = _Pinned(place, timeout=seconds)
    late = Timer(seconds, connection.hang_up)  # an answer that comes drop by drop would never be slow enough
    late.daemon = True
    late.start()
    try:
        connection.request(method, target, body=body, headers={"Connection": "close", **(headers or {})})
        came = connection.getresponse()
        if 300 <= came.status < 400:
            raise NotReached("redirect")
        read = came.read(most + 1)
        if len(read) > most:
            raise NotReached("too_large")
        if connection.is_hung_up:
            raise NotReached("slow")
        return Answer(came.status, {name.lower(): value for name, value in came.getheaders()}, read)
    except (OSError, ssl.SSLError, http.client.HTTPException, ValueError) as error:
        slow = connection.is_hung_up or isinstance(error, TimeoutError)
        raise NotReached("slow" if slow else "unreachable") from error
    finally:
        late.cancel()
        connection.close()


def found(url: str) -> _Place:
    """Where an address leads, looked up now. Raises NotAnAddress, or NotReached when its name leads nowhere."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        raise NotAnAddress from None
    host = (parts.hostname or "").rstrip(".")
    is_plain = url.isascii() and not any(sign <= " " or sign == "\\" for sign in url)
    if parts.scheme not in _PORTS or not host or not is_plain or parts.username is not None or parts.fragment:
        raise NotAnAddress
    is_near = f"{host}:{port}" in settings.OUTGOING_NEAR
    if parts.scheme != "https" and not is_near:
        raise NotAnAddress
    try:
        known = {str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        raise NotReached("unreachable") from None
    if not is_near and not all(is_open(each) for each in known):
        raise NotAnAddress
    return _Place(parts.scheme, host, port, sorted(known, key=lambda each: ":" in each)[0])


def is_open(address: str) -> bool:
    """Whether an IP address is somebody's on the open internet, and not one of our own network or of this machine."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in _TRANSLATED:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_open(str(inner))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


class _Pinned(http.client.HTTPConnection):
    """A connection to the address that was looked at; the name is only what the server and its certificate go by."""

    def __init__(self, place: _Place, *, timeout: float) -> None:
        super().__init__(place.host, place.port, timeout=timeout)
        self.place, self.is_hung_up = place, False
        self.line: socket.socket | None = (
            None  # kept here, for an answer that ends with the connection takes `sock` away
        )
        if place.scheme == "https":
            self.default_port = 443

    def connect(self) -> None:
        sock = socket.create_connection((self.place.ip, self.place.port), self.timeout)
        if self.place.scheme == "https":
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=self.place.host)
        self.sock = self.line = sock

    def hang_up(self) -> None:
        self.is_hung_up = True
        if self.line is not None:
            with suppress(OSError):
                self.line.shutdown(socket.SHUT_RDWR)
