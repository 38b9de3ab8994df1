"""What comes next for somebody, as rooms above tell it: teams say where it stands, and know nothing of what it is.

    @tells_what_comes
    def first_visits(by: Actor, person: Person) -> Iterable[Coming]:
        return [...]      # only what this actor may know of this person

Nothing of it is kept. Each room asks anew, with every request, and says who may know.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from kernel.actors import Actor
from kernel.errors import Sentence
from tenant_apps.people.models import Person

# So many stand on one page; whoever has more reads them where they belong.
MOST: Final = 5


@dataclass(frozen=True)
class Coming:
    """One thing that comes: when, what to say of it, and the page on which all of it stands."""

    at: datetime
    says: Sentence
    page: str


Source = Callable[[Actor, Person], Iterable[Coming]]
_sources: dict[str, Source] = {}


def tells_what_comes(source: Source) -> Source:
    """Say what comes for somebody, as far as whoever reads may know of it."""
    _sources[f"{source.__module__}.{source.__qualname__}"] = source
    return source


def what_comes(by: Actor, person: Person) -> tuple[Coming, ...]:
    """What comes for this person, the soonest first, as far as this actor may know."""
    found = [each for source in _sources.values() for each in source(by, person)]
    return tuple(sorted(found, key=lambda each: each.at)[:MOST])
