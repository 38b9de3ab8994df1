"""What the operator may set, read once, typed, and refused with a sentence when it makes no sense.

Every reader leaves a line in `KNOWN`, so that `docs/operating/settings.md` can be tested for completeness.
"""

import ipaddress
import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from kernel.dns import place_of

LONGEST_HOST: Final = 200  # circles' web addresses stand in front of it
_HOST: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
_NO_HOST: Final = frozenset({"pgqueue", "unix", "redis+socket"})  # on this machine, or in the database


@dataclass(frozen=True)
class Setting:
    name: str
    kind: str
    default: str
    meaning: str


KNOWN: dict[str, Setting] = {}


def _read(name: str, kind: str, default: object, meaning: str) -> str | None:
    KNOWN[name] = Setting(name, kind, "" if default is None else str(default), meaning)
    value = os.environ.get(name, "")
    # A secret may come from a file instead (Docker and Kubernetes mount them so): NAME_FILE holds the path.
    if not value and (path := os.environ.get(f"{name}_FILE")):
        try:
            value = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, ValueError) as error:
            said = f"{name}_FILE must name a file that can be read: {type(error).__name__}."
            raise ImproperlyConfigured(said) from None
    return value or None


def text(name: str, default: str, meaning: str) -> str:
    return _read(name, "text", default, meaning) or default


def secret(name: str, meaning: str) -> str | None:
    """A secret has no default; `None` when unset."""
    return _read(name, "secret", None, meaning)


def flag(name: str, default: bool, meaning: str) -> bool:
    value = _read(name, "yes or no", "yes" if default else "no", meaning)
    if value is None:
        return default
    if value.lower() in {"1", "yes", "true", "on"}:
        return True
    if value.lower() in {"0", "no", "false", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be yes or no, not {value!r}.")


def one_of(name: str, choices: tuple[str, ...], meaning: str) -> str:
    """One of a few words; the first is the default."""
    value = _read(name, f"one of {', '.join(choices)}", choices[0], meaning) or choices[0]
    if value not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}, not {value!r}.")
    return value


def whole(name: str, default: int, meaning: str, *, low: int = 0, high: int = 10**9) -> int:
    value = _read(name, "whole number", default, meaning)
    if value is None:
        return default
    if not value.isdigit() or not low <= int(value) <= high:
        raise ImproperlyConfigured(f"{name} must be a whole number from {low} to {high}, not {value!r}.")
    return int(value)


def words(name: str, default: list[str], meaning: str) -> list[str]:
    value = _read(name, "list, separated by commas", ",".join(default), meaning)
    return default if value is None else [part.strip() for part in value.split(",") if part.strip()]


def host(name: str, default: str, meaning: str) -> str:
    """A host's name, in small letters."""
    value = (_read(name, "host", default, meaning) or default).lower()
    if len(value) > LONGEST_HOST or not _HOST.fullmatch(value):
        raise ImproperlyConfigured(
            f"{name} must be the name of a host, such as circles.example, without scheme, port or spaces (other letters"
            f" than a to z written as xn--...), not {value!r}."
        )
    return value


def port(name: str, default: str, meaning: str) -> str:
    """A port, or nothing for the usual one."""
    value = _read(name, "port", default, meaning) or default
    if value and not (value.isascii() and value.isdigit() and 0 < int(value) <= 65_535):
        raise ImproperlyConfigured(f"{name} must be a port from 1 to 65535, or unset, not {value!r}.")
    return value


def server(name: str, default: str, schemes: tuple[str, ...], meaning: str) -> str:
    """The address of a server that is spoken to in one of these ways; nothing when unset. It may hold a password, so
    what was said is not repeated."""
    value = _read(name, "address", default, meaning) or default
    parts = _parts(value)
    if value and (parts is None or parts.scheme not in schemes or not (parts.hostname or parts.scheme in _NO_HOST)):
        like = " or ".join(f"{scheme}://" if scheme in _NO_HOST else f"{scheme}://host" for scheme in schemes)
        raise ImproperlyConfigured(f"{name} must look like {like}.")
    return value


def addresses(name: str, default: list[str], meaning: str) -> list[str]:
    """IP addresses."""
    return _each(name, words(name, default, meaning), ipaddress.ip_address, "an IP address, such as 192.0.2.7")


def networks(name: str, default: list[str], meaning: str) -> list[str]:
    """IP addresses or networks, or a star for all of them."""

    def read(word: str) -> object:
        return word if word == "*" else ipaddress.ip_network(word)

    return _each(name, words(name, default, meaning), read, "an IP address or a network, such as 10.0.0.0/8")


def name_servers(name: str, default: list[str], meaning: str) -> list[str]:
    """Name servers by their addresses, each with a port if it is not the usual one."""
    like = "an IP address, such as 192.0.2.53 or 192.0.2.53:5353 or [2001:db8::53]:5353"
    return _each(name, words(name, default, meaning), place_of, like)


def _each(name: str, said: list[str], read: Callable[[str], object], like: str) -> list[str]:
    for word in said:
        try:
            read(word)
        except ValueError:
            raise ImproperlyConfigured(f"Each part of {name} must be {like}, and {word!r} is not.") from None
    return said


def path(name: str, default: Path | str, meaning: str) -> Path:
    return Path(_read(name, "folder", default, meaning) or default)


def passwords(name: str, meaning: str) -> dict[str, str]:
    """A JSON file of names and passwords; nothing when unset."""
    value = _read(name, "file", None, meaning)
    try:
        found = json.loads(Path(value).read_text(encoding="utf-8")) if value else {}
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(f"{name} must name a JSON file that can be read: {type(error).__name__}.") from None
    if not isinstance(found, dict) or not all(isinstance(password, str) for password in found.values()):
        raise ImproperlyConfigured(f"{name} must name a JSON file of names and their passwords, as texts.")
    return found


def _parts(url: str) -> SplitResult | None:
    """An address taken apart; None when it cannot be."""
    try:
        parts = urlsplit(url)
        return parts if parts.port is None or parts.port else None
    except ValueError:  # a port that is no number, half a bracket
        return None


def database(url: str, *, engine: str, name: str = "DATABASE_URL") -> dict:
    """Django's description of one PostgreSQL database, from `postgresql://login:password@host:port/name?option=value`."""
    parts = _parts(url)
    if parts is None or parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ImproperlyConfigured(f"{name} must look like postgresql://login:password@host:5432/name.")
    options: dict[str, object] = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    return {
        "ENGINE": engine,
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


def mail(url: str) -> dict:
    """E-mail settings from `smtp://login:password@host:587/?tls=yes` (or `smtps://` for TLS from the start)."""
    parts = _parts(url)
    if parts is None or parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured("EMAIL_URL must look like smtp://login:password@host:587/?tls=yes.")
    query = dict(parse_qsl(parts.query))
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and query.get("tls", "yes") == "yes",
        "EMAIL_TIMEOUT": 20,
    }
