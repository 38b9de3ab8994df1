"""What a circle does when one of its people's accounts is closed, or becomes one with another of theirs."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor
from kernel.errors import Conflict
from tenant_apps.people.models import Hat, Person
from tenant_apps.people.services import hand_over_account, unlink_account
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
        "Both accounts have a person in %(circle)s. Ask a steward there which of the two stays; the other one leaves"
        " the circle first."
    ) % {"circle": current_circle().name}


@transaction.atomic
def let_account_go(account_id: UUID, *, by: Actor) -> Person | None:
    """An account is closed: its person stays in the circle, without a way to sign in or an office. Safe to repeat."""
    circle_lock("people.stewards")
    person = Person.objects.linked_to(account_id).first()
    if person is None:
        return None
    if sentence := stands_in_the_way_of_going(account_id):
        raise Conflict(sentence, code="last_steward")
    return unlink_account(person, by=by)


@transaction.atomic
def move_account(gone_id: UUID, kept_id: UUID, *, by: Actor) -> Person | None:
    """Two accounts of one human become one: their person signs in with the one that is kept. Safe to repeat."""
    person = Person.objects.linked_to(gone_id).first()
    if person is None:
        return None
    if sentence := stands_in_the_way_of_moving(gone_id, kept_id):
        raise Conflict(sentence, code="two_people")
    return hand_over_account(person, kept_id, by=by)
