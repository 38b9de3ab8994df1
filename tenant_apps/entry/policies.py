"""Who may do what at the door."""

from kernel.actors import Actor
from tenant_apps.entry.models import AccessToken, Scope
from tenant_apps.people.models import Hat, Person
from tenant_apps.people.offices import needing_second_step
from tenant_apps.people.policies import can_see_people


def needs_second_step(person: Person) -> bool:
    """Whether they have held an office here for longer than the days of grace: then a code alone does not do."""
    return needing_second_step().filter(person=person).exists()


def can_vouch(by: Actor) -> bool:
    """Whoever holds an office, for they need a second step themselves."""
    return isinstance(by, Person) and by.wears(*Hat.OFFICES)


def can_make_token(by: Actor, person: Person) -> bool:
    """Tokens are made by the person they act for, and by nobody else."""
    return by.id == person.pk and person.may_come_in


def scopes_of(person: Person) -> list[Scope]:
    """What a program of theirs could really do, for it never reaches farther than they do themselves."""
    scopes: list[Scope] = [each for each in Scope if each not in (Scope.PEOPLE_WRITE, Scope.JOURNAL_READ)]
    if can_see_people(person):
        scopes.append(Scope.PEOPLE_WRITE)
    if person.wears(Hat.Kind.STEWARD):
        scopes.append(Scope.JOURNAL_READ)
    return scopes


def can_revoke_token(by: Actor, token: AccessToken) -> bool:
    """Only its own person. Whoever leaves the circle takes the power of their tokens along."""
    return by.id == token.person_id
