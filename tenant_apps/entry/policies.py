"""Who may do what at the door."""

from kernel.actors import Actor
from tenant_apps.entry.models import AccessToken
from tenant_apps.people.models import Person


def can_make_token(by: Actor, person: Person) -> bool:
    """Tokens are made by the person they act for, and by nobody else."""
    return by.id == person.pk and person.is_present


def can_revoke_token(by: Actor, token: AccessToken) -> bool:
    """Only its own person. Whoever leaves the circle takes the power of their tokens along."""
    return by.id == token.person_id
