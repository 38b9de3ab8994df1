"""Who may bring in a list of people: whoever may add one."""

from kernel.actors import Actor
from tenant_apps.people.policies import can_add_person


def can_import(by: Actor) -> bool:
    """Stewards and co-ordinators."""
    return can_add_person(by)
