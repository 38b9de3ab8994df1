"""What follows when people come, change and go: they can sign in, and their account is shown the way to this circle.

Accounts belong to the federation and people to their circle, so none of this can be done in one transaction: senders
carry it across. Each looks at how things are now and not at what the event said, so that late and repeated calls end
up right.
"""

from uuid import UUID

from kernel.actors import SYSTEM
from shared_apps.identity.services import account_for, link_circle, unlink_circle
from tenant_apps.journal.registry import Told, sends_for
from tenant_apps.people.events import (
    AccountLinked,
    AccountUnlinked,
    PersonAdded,
    PersonCorrected,
    PersonReturned,
)
from tenant_apps.people.models import Person
from tenant_apps.people.second_step import say_of_account, say_of_hats
from tenant_apps.people.services import link_account
from tenants.context import current_circle, in_circle

__all__ = ["open_account", "say_of_account", "say_of_hats", "show_the_way"]


@sends_for(PersonAdded, PersonCorrected, PersonReturned)
def open_account(event: PersonAdded | PersonCorrected | PersonReturned, told: Told) -> None:
    """Somebody with an e-mail address can sign in with it, unless somebody else of this circle already does.

    A correction of something else opens no account: who closed theirs is not given a new one with a telephone number.
    """
    if isinstance(event, PersonCorrected) and "email" not in event.columns:
        return
    person = Person.objects.present().filter(pk=event.person_id, account_id=None).exclude(email="").first()
    if person is None:
        return
    account_id: UUID = account_for(person.email).pk
    with in_circle(current_circle()):
        if not Person.objects.linked_to(account_id).exists():
            link_account(person, account_id, by=SYSTEM)


@sends_for(AccountLinked, AccountUnlinked)
def show_the_way(event: AccountLinked | AccountUnlinked, told: Told) -> None:
    """The federation leads this account to this circle for as long as it has a person here."""
    is_linked = Person.objects.present().linked_to(event.account_id).exists()
    tell = link_circle if is_linked else unlink_circle
    tell(account_id=event.account_id, circle_id=current_circle().id, key=str(told.key))
