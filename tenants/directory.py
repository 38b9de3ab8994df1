"""Which circle lives at which address. Kept in memory by every process; one number says when it is out of date.

The whole register fits: 500 circles are a few hundred kilobytes. An unknown host costs one look in a dictionary, so
nobody can make the database work by asking for hosts that do not exist.
"""

import threading
import time
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, connections, transaction
from django.db.models import F

from tenants.context import CircleRef, current, in_federation
from tenants.models import Circle, Directory, Domain
from tenants.scope import in_circle_transaction

# How long a change made by another process may go unnoticed, in seconds.
FRESH_FOR = 1.0
# How long a process may take to ask whether there is a change, in seconds.
A_MOMENT = 0.1

# The same as `bump` in words of SQL, for whoever sends it with other statements. Call `forget` after the commit.
BUMP = (
    "INSERT INTO public.tenants_directory AS directory (id, version) VALUES (1, 1)"
    " ON CONFLICT (id) DO UPDATE SET version = directory.version + 1"
)


@dataclass(frozen=True)
class _Register:
    version: int
    by_host: MappingProxyType[str, CircleRef]
    by_id: MappingProxyType[UUID, CircleRef]
    beside: dict[tuple[Any, ...], Any] = field(default_factory=dict)


@dataclass
class _Memory:
    register: _Register | None = None
    looked_at: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)


_memory = _Memory()


def _version() -> int:
    return Directory.objects.values_list("version", flat=True).first() or 0


def _load(version: int) -> _Register:
    circles = {circle.pk: circle for circle in Circle.objects.exclude(state=Circle.State.CLOSED)}
    primary: dict[UUID, str] = {}
    domains = [(d.domain, d.tenant_id, d.is_primary) for d in Domain.objects.filter(tenant__in=circles)]
    for host, circle_id, is_primary in domains:
        if is_primary:
            primary[circle_id] = host
    refs = {pk: circle.ref(primary.get(pk, "")) for pk, circle in circles.items()}
    by_host = {host: refs[circle_id] for host, circle_id, _ in domains if refs[circle_id].state != "opening"}
    return _Register(version, MappingProxyType(by_host), MappingProxyType(refs))


def _register() -> _Register:
    known = _memory.register
    if known is not None and time.monotonic() - _memory.looked_at < FRESH_FOR:
        return known
    # Never ask inside somebody's open transaction: it may be a circle's, where the register cannot be read. One that is
    # still to say its first word counts as well: asking now would begin it outside the circle.
    wrapper = connections["default"]
    about_to_enter = isinstance(current(), CircleRef) and wrapper.in_atomic_block
    if known is not None and (about_to_enter or in_circle_transaction(wrapper.connection)):
        return known
    if not _memory.lock.acquire(blocking=known is None) and known is not None:
        return known  # somebody is asking already, and what we know will do until they have the answer
    try:
        return _asked_again()
    except (OperationalError, InterfaceError):
        if known is None:
            raise
        _memory.looked_at = time.monotonic()  # the database is away: what we know still leads people home
        return known
    finally:
        _memory.lock.release()


def _asked_again() -> _Register:
    with in_federation():
        version = _version()
        if _memory.register is None or _memory.register.version != version:
            _memory.register = _load(version)
    _memory.looked_at = time.monotonic()
    return _memory.register


def forget() -> None:
    """Look again at the next question (this process changed something, or a test did)."""
    _memory.looked_at = 0.0


def bump(*, using: str = "owner") -> None:
    """Tell every process that the register changed. Call it in the transaction that changes it."""
    if not Directory.objects.using(using).update(version=F("version") + 1):
        Directory.objects.using(using).create(pk=1, version=1)
    transaction.on_commit(forget, using=using)


def until_known() -> None:
    """Wait until every process has had to look again, so that what was just committed holds for whoever asks next.

    A request that came before is still finished.
    """
    time.sleep(FRESH_FOR + A_MOMENT)


def kept_beside() -> dict[tuple[Any, ...], Any]:
    """Room for what others know of circles and want to forget as soon as anything about any of them changes.

    It goes with the register it lies beside: whoever changes what is kept here calls `bump`.
    """
    return _register().beside


def by_host(host: str) -> CircleRef | None:
    """The circle at exactly this host (lower case, no port, no closing dot), or None."""
    return _register().by_host.get(host)


def by_id(circle_id: UUID) -> CircleRef | None:
    return _register().by_id.get(circle_id)


def by_slug(slug: str) -> CircleRef | None:
    return next((ref for ref in _register().by_id.values() if ref.slug == slug), None)


def all_living() -> list[CircleRef]:
    """Every circle that people can enter, the closing ones too, by name."""
    return sorted((ref for ref in _register().by_id.values() if ref.lets_people_in), key=lambda ref: ref.name)


def all_open() -> list[CircleRef]:
    """Every open circle, by name."""
    return [ref for ref in all_living() if ref.state == "open"]


def all_but(circle_id: UUID) -> list[CircleRef]:
    """Every other circle there is, whether people can enter it or not."""
    return [ref for ref in _register().by_id.values() if ref.id != circle_id]
