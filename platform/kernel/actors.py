"""Someone always acts: a person, or Coopbox itself, and sometimes one person for another."""

from dataclasses import dataclass
from typing import Final, Protocol, TypeVar, runtime_checkable
from uuid import UUID

from kernel.errors import NoActor

PERSON: Final = "person"
SYSTEM_KIND: Final = "system"


@runtime_checkable
class Actor(Protocol):
    """Whoever does something: `kind` says what it is, `id` which one (None only for Coopbox itself)."""

    @property
    def id(self) -> UUID | None: ...

    @property
    def kind(self) -> str: ...


class _System:
    """Coopbox itself, when no person asked: a sweep, a timer, an import. There is one, `SYSTEM`."""

    __slots__ = ()
    id: None = None
    kind: str = SYSTEM_KIND

    def __repr__(self) -> str:
        return "SYSTEM"

    def __reduce__(self) -> str:
        return "SYSTEM"  # copies and pickles are the same one


SYSTEM: Final = _System()


@dataclass(frozen=True, slots=True)
class OnBehalf:
    """Adah acts for Iris under a recorded authority: both are written down, and Adah is the one who did it.

    Passed as `by=` like any actor; `id` and `kind` are the helper's. The journal keeps all three.
    """

    helper: Actor
    on_behalf_of: UUID
    authority: UUID

    def __post_init__(self) -> None:
        require(self.helper)
        if isinstance(self.helper, OnBehalf):
            raise NoActor("Nobody acts for somebody who is acting for somebody else.")
        if self.helper.id == self.on_behalf_of:
            raise NoActor("Acting on behalf of oneself is simply acting.")

    @property
    def id(self) -> UUID | None:
        return self.helper.id

    @property
    def kind(self) -> str:
        return self.helper.kind


A = TypeVar("A")


def require(by: A | None) -> A:
    """The actor, or NoActor: a missing one is a bug and must never count as all-powerful.

    Refuses None, Django's anonymous user and anything without an id.
    """
    if by is None:
        raise NoActor("Say who acts: pass by= a Person, or SYSTEM when no person asked for it.")
    if not isinstance(by, Actor):
        raise NoActor(f"A {type(by).__name__} cannot act: by= takes a Person or SYSTEM.")
    if by.id is None and by is not SYSTEM:
        raise NoActor(f"This {type(by).__name__} has no id yet, so nothing could say later who acted.")
    return by


def hand_of(by: Actor) -> Actor:
    """The one who really did it: the helper when somebody acts for another, else the actor."""
    return by.helper if isinstance(by, OnBehalf) else by
