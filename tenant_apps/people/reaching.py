"""Who acts for somebody in how to reach them: known to a room above, which plugs in here."""

from collections.abc import Callable
from typing import Final

from kernel.actors import OnBehalf
from tenant_apps.people.models import Person

ReachSource = Callable[[OnBehalf, Person], bool]
_sources: Final[dict[str, ReachSource]] = {}


def reach_source(source: ReachSource) -> ReachSource:
    """Say whether somebody acts for a person, now, in how to reach them."""
    _sources[f"{source.__module__}.{source.__qualname__}"] = source
    return source


def acts_in_reaching(actor: OnBehalf, person: Person) -> bool:
    """Whether any room says so."""
    return any(source(actor, person) for source in _sources.values())
