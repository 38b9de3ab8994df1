"""What a circle does when one of its people's accounts is closed, becomes one with another, or has another address."""

from collections.abc import Callable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor
from kernel.errors import Conflict
from tenant_apps.people.models import Hat, Person
from tenant_apps.people.services import correct_person, hand_over_account, lay_down_offices, unlink_account
from tenants.context import current_circle
from tenants.locks import circle_lock


def stands_in_the_way_of_going(account_id: UUID) -> str:
    """Why this account cannot be closed as far as this circle is concerned, in a sentence; empty when it can."""
    person = Person.objects.present().linked_to(account_id).first()
    if person is None or not person.wears(Hat.Kind.STEWARD):
        return ""
    others = Person.objects.signing_in().wearing(Hat.Kind.STEWARD).exclude(pk=person.pk)
    if others.exists():
        return ""
    return _("You are the last steward of %(circle)s who can sign in. Find another steward there first.") % {
        "circle": current_circle().name
    }


def stands_in_the_way_of_moving(gone_id: UUID, kept_id: UUID) -> str:
    """Why two accounts cannot become one as far as this circle is concerned; empty when they can."""
    if not (Person.objects.linked_to(gone_id).exists() and Person.objects.linked_to(kept_id).exists()):
        return ""
    return _(
        "Both accounts have a person in %(circle)s. Ask a steward there to make the two one: they do it on the page"
        " “Written down twice?”."
    ) % {"circle": current_circle().name}


@transaction.atomic
def lay_offices_down(account_id: UUID, *, by: Actor) -> Person | None:
    """The offices of whoever has this account end, before the door is shut: of two last stewards who close their
    accounts at the same moment, the second is told so while they can still come in. Safe to repeat.
    """
    circle_lock("people.stewards")
    person = Person.objects.select_for_update(of=["self"]).present().linked_to(account_id).first()
    if person is None:
        return None
    if sentence := stands_in_the_way_of_going(account_id):
        raise Conflict(sentence, code="last_steward")
    lay_down_offices(person, by=by)
    return person


@transaction.atomic
def let_account_go(account_id: UUID, *, by: Actor, may_write: bool = True) -> Person | None:
    """An account is closed: its person stays in the circle, without a way to sign in or an office. Safe to repeat.

    Unless the circle may go on writing to them, their address is taken off, and with it the wish to be reached there.
    """
    circle_lock("people.stewards")
    person = Person.objects.linked_to(account_id).first()
    if person is None:
        return None
    if sentence := stands_in_the_way_of_going(account_id):
        raise Conflict(sentence, code="last_steward")
    person = unlink_account(person, by=by)
    return person if may_write or not person.email else _without_address(person, by=by)


def _without_address(person: Person, *, by: Actor) -> Person:
    """Nothing is sent to them any more; whoever liked e-mail best is reached in the way that is left."""
    wrote = person.reach_by == Person.ReachBy.EMAIL
    left = {"reach_by": Person.ReachBy.PHONE if person.phone else ""} if wrote else {}
    return correct_person(person, email="", **left, by=by)


@transaction.atomic
def move_account(gone_id: UUID, kept_id: UUID, *, by: Actor) -> Person | None:
    """Two accounts of one human become one: their person signs in with the one that is kept. Safe to repeat."""
    person = Person.objects.linked_to(gone_id).first()
    if person is None:
        return None
    if sentence := stands_in_the_way_of_moving(gone_id, kept_id):
        raise Conflict(sentence, code="two_people")
    return hand_over_account(person, kept_id, by=by)


def address_written_to(account_id: UUID) -> str | None:
    """Where this circle writes to whoever has this account: empty when it has no address, None when it has nobody."""
    return Person.objects.present().linked_to(account_id).values_list("email", flat=True).first()


@transaction.atomic
def take_proven_address(
    account_id: UUID, address: str, *, by: Actor, instead_of: Callable[[str], bool] | None = None
) -> Person | None:
    """From now on the circle writes to whoever has this account at the address that the account has proved.

    With `instead_of`, only when the address it writes to so far is one of those. Gives the person when something was
    changed. Safe to repeat.
    """
    person = Person.objects.select_for_update(of=["self"]).present().linked_to(account_id).first()
    if person is None or person.email == address or not (instead_of is None or instead_of(person.email)):
        return None
    return correct_person(person, email=address, by=by)
