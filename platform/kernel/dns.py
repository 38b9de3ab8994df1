"""Asking the Domain Name System. `Resolver` is the question, `DnsResolver` asks it of real name servers.

An answer says whether it is one: a name server that is away has said nothing, which is not the same as "there is none".
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

LONGEST_WAIT: Final = 4.0
DNS_PORT: Final = 53


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands under a name. `is_known` is False when nobody could tell."""

    values: tuple[str, ...] = ()
    is_known: bool = True


UNKNOWN: Final = Answer(is_known=False)


class Resolver(Protocol):
    """Whoever can be asked what stands under a name."""

    def texts(self, name: str) -> Answer:
        """Its TXT records."""
        ...

    def addresses(self, name: str) -> Answer:
        """Where it leads: its A and AAAA records, through CNAMEs."""
        ...


class DnsResolver:
    """Asks these name servers (`address` or `address:port`, IPv6 in brackets); the machine's own when none is named."""

    def __init__(self, servers: Sequence[str] = ()) -> None:
        import dns.nameserver
        import dns.resolver  # here and not above: it takes as long to load as half of the website

        self._resolver = dns.resolver.Resolver(configure=not servers)
        self._resolver.lifetime = LONGEST_WAIT
        self._resolver.timeout = LONGEST_WAIT / 2
        if servers:
            self._resolver.nameservers = [dns.nameserver.Do53Nameserver(*place_of(server)) for server in servers]

    def texts(self, name: str) -> Answer:
        return self._ask(name, "TXT", lambda record: b"".join(record.strings).decode("utf-8", "replace"))

    def addresses(self, name: str) -> Answer:
        old, new = (self._ask(name, kind, lambda record: str(record.address)) for kind in ("A", "AAAA"))
        values = old.values + new.values
        return Answer(values) if values or (old.is_known and new.is_known) else UNKNOWN

    def _ask(self, name: str, kind: str, read: Any) -> Answer:
        import dns.exception
        import dns.resolver

        try:
            found = self._resolver.resolve(f"{name}.", kind, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return Answer()
        except (dns.exception.DNSException, OSError):
            return UNKNOWN
        return Answer(tuple(sorted(read(record) for record in found)))


def place_of(server: str) -> tuple[str, int]:
    """Address and port of a name server as an operator writes it. Raises ValueError."""
    text, port = server, DNS_PORT
    if server.startswith("["):
        text, _, rest = server[1:].partition("]")
        port = int(rest.removeprefix(":") or DNS_PORT)
    elif server.count(":") == 1:
        text, _, said = server.partition(":")
        port = int(said)
    if not 0 < port <= 65_535:
        raise ValueError("No port has this number.")
    return str(ipaddress.ip_address(text)), port
