"""Who may write, open and read an ask or an offer."""

from kernel.actors import Actor
from tenant_apps.people.models import Person
from tenant_apps.teams.policies import is_host, is_word_of, may_note_the_word_of


def can_write(by: Actor, person: Person) -> bool:
    """They themselves, whoever acts for them, and a steward or coordinator who has them on the telephone."""
    return is_word_of(by, person) or is_host(by)


def can_open(by: Actor, person: Person) -> bool:
    """They themselves, or whoever acts for them. Of somebody who does not sign in it may be heard aloud."""
    return is_word_of(by, person) or may_note_the_word_of(by, person)
