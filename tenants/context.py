"""Whose house are we in? The current circle, carried by a ContextVar through threads, tasks and coroutines.

There are three answers: a circle, the federation (said on purpose), or nobody yet. Nobody yet sees no circle's
table, no cache key, no file and no task: everything built on this fails closed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone


class NoCircle(RuntimeError):
    """Something that belongs to a circle was asked for outside every circle."""


class CircleChanged(RuntimeError):
    """Another circle was entered while a transaction was open. One transaction touches one circle."""


class Federation:
    """Work on purpose outside every circle: the sign-in host, the public directory, billing."""

    def __repr__(self) -> str:
        return "<the federation>"


class Console(Federation):
    """The national co-op's desk: the federation as its officers work in it, behind a wall of its own."""

    def __repr__(self) -> str:
        return "<the console>"


FEDERATION: Final = Federation()
CONSOLE: Final = Console()


@dataclass(frozen=True, slots=True)
class CircleRef:
    """What every process knows of a circle by heart. A snapshot: never saved, safe to keep and to send between threads.

    `schema` never changes; `slug`, `host` and everything else may.
    """

    id: UUID
    schema: str
    slug: str
    name: str
    place: str
    host: str
    state: str
    brand: str
    accent: str
    language: str
    time_zone: str
    strapline: str = ""
    about: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    contact_address: str = ""
    logo: str = ""
    languages: tuple[str, ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    places: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    is_listed: bool = True
    is_sandbox: bool = False
    support_until: datetime | None = None
    closes_at: datetime | None = None
    state_reason: str = ""  # why it is paused, or is closed by somebody else than its own stewards

    @property
    def role(self) -> str:
        """The PostgreSQL role that may touch this circle's tables and nothing else."""
        return f"r_{self.schema}"

    @property
    def lets_people_in(self) -> bool:
        """Whether people can sign in and read here: while it is open, and still while it is closing."""
        return self.state in ("open", "closing")

    @property
    def url(self) -> str:
        """Where people find this circle, without a closing slash."""
        return address_of(self.host)

    def __str__(self) -> str:
        return self.name


def address_of(host: str) -> str:
    """The address people type for a host of ours, with the scheme and port this deployment is reached by."""
    port = f":{settings.PUBLIC_PORT}" if settings.PUBLIC_PORT else ""
    return f"{settings.PUBLIC_SCHEME}://{host}{port}"


@dataclass(frozen=True, slots=True, eq=False)
class _Place:
    """Where we are, and where we came from. Kept as a chain, so that whoever leaves late opens no door again."""

    where: CircleRef | Federation
    outside: "_Place | None"


_place: ContextVar[_Place | None] = ContextVar("circle", default=None)


def _enter(where: CircleRef | Federation) -> _Place:
    place = _Place(where, _place.get())
    _place.set(place)
    return place


def _leave(place: _Place) -> None:
    """Go back to where this place was entered from; nowhere, if that was left already (a generator closed late)."""
    here = _place.get()
    while here is not None and here is not place:
        here = here.outside
    if here is place:
        _place.set(place.outside)


def current() -> CircleRef | Federation | None:
    """The circle we are in, `FEDERATION` when that was said on purpose, or None."""
    here = _place.get()
    return here.where if here is not None else None


def current_circle() -> CircleRef:
    """The circle we are in; raises `NoCircle` when there is none."""
    here = current()
    if isinstance(here, CircleRef):
        return here
    raise NoCircle("This belongs to a circle, and no circle has been entered. Use `with in_circle(circle):`.")


def current_id() -> UUID | None:
    """The id of the circle we are in, for whoever only wants to mention it (a log line)."""
    here = current()
    return here.id if isinstance(here, CircleRef) else None


@contextmanager
def circle_context(circle: CircleRef) -> Iterator[CircleRef]:
    """Name the circle, whose wall clock counts from here on, and nothing more.

    For coroutines, and for work that makes its own transactions.
    """
    place = _enter(circle)
    try:
        with timezone.override(circle.time_zone):
            yield circle
        _refuse_strays(place)
    finally:
        _leave(place)


def _refuse_strays(place: _Place | None) -> None:
    if _place.get() is not place:
        raise NoCircle("A generator has kept another circle open in here. Finish it where it was begun.")


@contextmanager
def in_circle(circle: CircleRef) -> Iterator[CircleRef]:
    """Enter a circle for one transaction. Leaving by an exception undoes everything done inside.

    Entering the same circle again joins what is under way. Entering another one inside an open transaction is refused,
    here and by the database cursor: one transaction touches one circle.
    """
    connection = transaction.get_connection()
    if connection.in_atomic_block:
        if current() == circle:
            yield circle
            return
        if current() is not None and not getattr(connection.connection, "coopbox_may_change", False):
            raise CircleChanged("A transaction is open elsewhere. Finish it before you enter a circle.")
    with circle_context(circle), transaction.atomic():
        place = _place.get()
        yield circle
        _refuse_strays(place)


@contextmanager
def in_federation() -> Iterator[Federation]:
    """Say on purpose that what follows belongs to the whole federation and to no circle.

    Whoever is at the console stays there: nothing that is called from its desk leads out through its wall.
    """
    here = CONSOLE if current() is CONSOLE else FEDERATION
    place = _enter(here)
    try:
        yield here
    finally:
        _leave(place)


@contextmanager
def in_console() -> Iterator[Console]:
    """Sit down at the national co-op's desk for one transaction, as the database role that no circle lets in."""
    place = _enter(CONSOLE)
    try:
        with transaction.atomic():
            yield CONSOLE
    finally:
        _leave(place)
