"""What can be done to people and hats: add, correct, give and end a hat, leave, link an account."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, hand_of, require
from kernel.errors import Conflict, NotAllowed, RuleBroken
from kernel.time import Span, now
from tenant_apps.journal.events import Code
from tenant_apps.journal.services import announce
from tenant_apps.people import policies
from tenant_apps.people.events import (
    AccountLinked,
    AccountUnlinked,
    HatEnded,
    HatGiven,
    PersonAdded,
    PersonCorrected,
    PersonLeft,
)
from tenant_apps.people.models import Hat, Person, today
from tenants.locks import circle_lock

CORRECTABLE: Final = ("name", "known_as", "email", "phone", "how_joined", "joined_on")


@transaction.atomic
def add_person(
    name: str,
    *,
    by: Actor,
    known_as: str = "",
    email: str = "",
    phone: str = "",
    how_joined: str = "",
    joined_on: date | None = None,
    account_id: UUID | None = None,
) -> Person:
    """The circle gets to know somebody new.

    With an e-mail address they will be able to sign in: their account is opened in the background, if nobody else of
    this circle signs in with that address. Only Coopbox itself may say at once which account is theirs.
    """
    if not policies.can_add_person(require(by)):
        raise NotAllowed(_("Only a steward or a co-ordinator can add people."))
    person = Person(
        name=name,
        known_as=known_as,
        email=email,
        phone=phone,
        how_joined=how_joined,
        joined_on=joined_on or today(),
    )
    person.full_clean()
    person.save(force_insert=True)
    announce(PersonAdded(person_id=person.pk), by=by)
    return person if account_id is None else link_account(person, account_id, by=by)


@transaction.atomic
def correct_person(person: Person, *, by: Actor, **changes: Any) -> Person:
    """Put right what the circle wrote down about somebody: any of `CORRECTABLE`, by name."""
    if unknown := set(changes) - set(CORRECTABLE):
        raise TypeError(f"Not something to correct: {', '.join(sorted(unknown))}.")
    person = _locked(person)
    if not policies.can_correct_person(require(by), person):
        raise NotAllowed(_("Only they themselves or a steward can change this."))
    before = {column: getattr(person, column) for column in changes}
    for column, value in changes.items():
        setattr(person, column, value)
    person.full_clean()
    changed = [column for column in CORRECTABLE if column in before and getattr(person, column) != before[column]]
    if changed:
        person.save(update_fields=changed)
        announce(PersonCorrected(person_id=person.pk, columns=tuple(Code(column) for column in changed)), by=by)
    return person


@transaction.atomic
def give_hat(
    person: Person,
    kind: str,
    *,
    by: Actor,
    from_on: date | None = None,
    until_on: date | None = None,
    consented_at: datetime | None = None,
) -> Hat:
    """Somebody takes on a hat, for a term or until further notice, from today unless said otherwise.

    Giving it says that they agreed: `consented_at` is when, now by default.
    """
    person = _locked(person)
    if not policies.can_give_hat(require(by), kind):
        raise NotAllowed(_("Only a steward can give this hat."))
    if not person.is_present:
        raise Conflict(_("They have left the circle."), code="has_left")
    giver = hand_of(by)
    hat = Hat(
        person=person,
        kind=kind,
        from_on=from_on or today(),
        until_on=until_on,
        consented_at=consented_at or now(),
        given_by=giver if isinstance(giver, Person) else None,
    )
    if until_on is not None and until_on <= hat.from_on:
        raise RuleBroken(code="term", errors={"until_on": [_("The last day comes after the first.")]})
    if person.hats.filter(kind=kind).overlapping(Span(hat.from_on, until_on)).exists():
        raise Conflict(_("They already wear this hat during that time."), code="already_worn")
    hat.full_clean()
    hat.save(force_insert=True)
    announce(
        HatGiven(hat_id=hat.pk, person_id=person.pk, kind=Code(hat.kind), from_on=hat.from_on, until_on=hat.until_on),
        by=by,
    )
    return hat


@transaction.atomic
def end_hat(hat: Hat, *, by: Actor, until_on: date | None = None) -> Hat:
    """Somebody takes off a hat, from today unless a later day is given. The last steward finds a successor first."""
    person = _locked(hat.person)
    hat = Hat.objects.select_for_update(of=["self"]).select_related("person").get(pk=hat.pk)
    if not policies.can_end_hat(require(by), hat):
        raise NotAllowed(_("Only they themselves or a steward can end this hat."))
    last_day = max(until_on or today(), hat.from_on)
    if hat.until_on is not None and hat.until_on <= last_day:
        raise Conflict(_("This hat has ended by then already."), code="already_ended")
    _keep_a_steward(person, hat, last_day)
    return _end(hat, last_day, by)


@transaction.atomic
def leave_circle(person: Person, *, by: Actor) -> Person:
    """Somebody leaves: their hats end today, they can no longer sign in, and what the circle knows of them stays."""
    person = _locked(person)
    if not policies.can_leave_circle(require(by), person):
        raise NotAllowed(_("Only they themselves or a steward can do this."))
    if not person.is_present:
        raise Conflict(_("They have left already."), code="has_left")
    day = today()
    for hat in person.hats.select_for_update().overlapping(Span(day)):
        _keep_a_steward(person, hat, day)
        _end(hat, max(day, hat.from_on), by)
    if person.account_id is not None:
        _unlink(person, by)
    person.left_at = now()
    person.full_clean()
    person.save(update_fields=["left_at"])
    announce(PersonLeft(person_id=person.pk), by=by)
    return person


@transaction.atomic
def link_account(person: Person, account_id: UUID, *, by: Actor) -> Person:
    """From now on this person signs in with this account. Doing it twice does nothing more."""
    person = _locked(person)
    if not policies.can_link_account(require(by)):
        raise NotAllowed(_("Accounts are linked by Coopbox, from the e-mail address."))
    if person.account_id == account_id:
        return person
    if not person.is_present:
        raise Conflict(_("They have left the circle."), code="has_left")
    if person.account_id is not None:
        raise Conflict(_("They sign in with another account already."), code="other_account")
    person.account_id = account_id
    person.full_clean()
    person.save(update_fields=["account_id"])
    announce(AccountLinked(person_id=person.pk, account_id=account_id), by=by)
    return person


@transaction.atomic
def unlink_account(person: Person, *, by: Actor) -> Person:
    """This person can no longer sign in here. They stay in the circle."""
    person = _locked(person)
    if not policies.can_unlink_account(require(by)):
        raise NotAllowed(_("Only a steward can do this."))
    if person.account_id is None:
        raise Conflict(_("They have no account here."), code="no_account")
    return _unlink(person, by)


def _locked(person: Person) -> Person:
    return Person.objects.select_for_update(of=["self"]).get(pk=person.pk)


def _end(hat: Hat, on: date, by: Actor) -> Hat:
    hat.until_on = on
    hat.full_clean()
    hat.save(update_fields=["until_on"])
    announce(HatEnded(hat_id=hat.pk, person_id=hat.person_id, kind=Code(hat.kind), until_on=on), by=by)
    return hat


def _unlink(person: Person, by: Actor) -> Person:
    account_id, person.account_id = person.account_id, None
    assert account_id is not None
    person.save(update_fields=["account_id"])
    announce(AccountUnlinked(person_id=person.pk, account_id=account_id), by=by)
    return person


def _keep_a_steward(person: Person, hat: Hat, on: date) -> None:
    """A circle without a steward could not let anybody in or give any hat, so the last one cannot just go.

    Two stewards who leave at the same moment are asked one after the other.
    """
    if hat.kind != Hat.Kind.STEWARD or not hat.is_worn(on):
        return
    circle_lock("people.stewards")
    if not Person.objects.present().wearing(Hat.Kind.STEWARD, on=on).exclude(pk=person.pk).exists():
        raise Conflict(_("Find another steward first: a circle needs at least one."), code="last_steward")
