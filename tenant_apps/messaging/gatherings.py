"""Who talks with whom: each kind of people that have conversations says so for itself.

    @gathering
    class TheTeam:
        kind = "team"
        ...

Nothing of this is kept. Whoever is in a team, in the circle, or gets to know somebody is asked anew with each request,
so whoever leaves has read the last word they will read there.
"""

from collections.abc import Collection, Mapping
from typing import ClassVar, Final, Protocol
from uuid import UUID

from kernel.actors import Actor
from kernel.errors import Sentence
from tenant_apps.messaging.models import Thread
from tenant_apps.people.models import Person
from tenant_apps.people.models.person import PersonQuerySet

About = UUID | None


class Gathering(Protocol):
    """One kind of people who talk. `about` is the id of a team, of an introduction ..., and None for the circle."""

    kind: ClassVar[str]
    icon: ClassVar[str]
    # Whether any of them may begin a conversation with a title beside the one they all have.
    has_topics: ClassVar[bool]
    # What to tell whoever writes there about who reads it, also later.
    who_reads: ClassVar[Sentence]

    def mine(self, by: Actor) -> Collection[About]:
        """Where this actor reads: the person's own, or what whoever acts for somebody reads for them."""

    def voice(self, by: Actor, about: About) -> Person | None:
        """Whose word it is that this actor says there; None where they have none and read nothing."""

    def people(self, about: About) -> PersonQuerySet:
        """Everybody who reads there."""

    def called(self, by: Actor, abouts: Collection[About]) -> Mapping[About, str]:
        """What each is called on this reader's pages."""

    def why_quiet(self, about: About) -> Sentence | None:
        """Why nobody can write there now; None where they can."""

    def can_close(self, by: Actor, about: About) -> bool:
        """Whether this actor may close a conversation that somebody else began there."""

    def page(self, about: About) -> str:
        """Where they are otherwise: the page of the team ..."""


_KINDS: Final[dict[str, Gathering]] = {}


def gathering(kind: type[Gathering]) -> type[Gathering]:
    """Say that such people have conversations."""
    _KINDS[kind.kind] = kind()
    return kind


def all_kinds() -> Collection[Gathering]:
    return _KINDS.values()


def kind_called(kind: str) -> Gathering | None:
    return _KINDS.get(kind)


def gathering_of(thread: Thread) -> Gathering:
    return _KINDS[thread.kind]
