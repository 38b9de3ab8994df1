"""The circle gets to know people and puts right what it wrote down; accounts are linked to them and unlinked."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import SYSTEM, Actor, OnBehalf, hand_of, require
from kernel.errors import Conflict, NotAllowed, RuleBroken
from kernel.ids import uuid7
from kernel.words import refuse_what_is_no_name, tidy
from tenant_apps.journal.events import Code
from tenant_apps.journal.services import announce
from tenant_apps.people import policies
from tenant_apps.people.events import AccountLinked, AccountUnlinked, PersonAdded, PersonCorrected
from tenant_apps.people.models import Person, today
from tenants.context import current_circle
from tenants.locks import circle_lock

CORRECTABLE: Final = (
    "name",
    "known_as",
    "email",
    "phone",
    "how_joined",
    "joined_on",
    "reach_by",
    "contact_note",
    "language",
)


@transaction.atomic
def add_person(
    name: str,
    *,
    by: Actor,
    known_as: str = "",
    email: str = "",
    phone: str = "",
    how_joined: str = "",
    reach_by: str = "",
    contact_note: str = "",
    language: str = "",
    joined_on: date | None = None,
    account_id: UUID | None = None,
    is_starting: bool = False,
    key: UUID | None = None,
) -> Person:
    """The circle gets to know somebody new. While it tries things out, only who is starting it (`is_starting`).

    With an e-mail address they will be able to sign in: their account is opened in the background, if nobody else of
    this circle signs in with that address. Only Coopbox itself may say at once which account is theirs.

    `key` comes with a form and becomes their id, so that a form sent twice is one person. With another name on it the
    form was used again, for somebody else.
    """
    if not policies.can_add_person(require(by)):
        raise NotAllowed(_("Only a steward or a co-ordinator can add people."))
    only_founders_while_trying(by=by, is_starting=is_starting)
    if key is not None:
        circle_lock(f"person:{key}")
        known = Person.objects.filter(pk=key).first()
        if known is not None and known.name == tidy(name):
            return known
        key = key if known is None else None
    person = Person(
        id=key or uuid7(),
        name=name,
        known_as=known_as,
        email=email,
        phone=phone,
        how_joined=how_joined,
        reach_by=reach_by,
        contact_note=contact_note,
        language=language,
        joined_on=joined_on or today(),
    )
    person.full_clean()
    person.save(force_insert=True)
    announce(PersonAdded(person_id=person.pk), by=by)
    return person if account_id is None else link_account(person, account_id, by=by)


def only_founders_while_trying(*, by: Actor, is_starting: bool) -> None:
    """Nobody's real life belongs into a circle full of invented people, but for those who are starting it.

    Coopbox itself brings in those who were asked, and the invented ones.
    """
    if current_circle().is_sandbox and not is_starting and hand_of(by) is not SYSTEM:
        sentence = _("Until the federation says yes, ask in only those who are starting the circle with you.")
        raise RuleBroken(sentence, code="trying_out", errors={"is_starting": [sentence]})


@transaction.atomic
def correct_person(person: Person, *, by: Actor, **changes: Any) -> Person:
    """Put right what the circle wrote down about somebody: any of `CORRECTABLE`, by name."""
    if unknown := set(changes) - set(CORRECTABLE):
        raise TypeError(f"Not something to correct: {', '.join(sorted(unknown))}.")
    person = locked(person)
    for_them = isinstance(require(by), OnBehalf)
    may = policies.can_correct_for(by, person, changes) if for_them else policies.can_correct_person(by, person)
    if not may:
        raise NotAllowed(_("Only they themselves or a steward can change this."))
    if changes.get("email", person.email) != person.email and not policies.can_correct_address(by, person):
        raise NotAllowed(_("Whoever signs in says so where they sign in, with proof that the address is theirs."))
    before = {column: getattr(person, column) for column in changes}
    for column, value in changes.items():
        setattr(person, column, value)
    if current_circle().is_sandbox:
        _must_be_names({column: getattr(person, column) for column in ("name", "known_as") if column in changes})
    person.full_clean()
    changed = [column for column in CORRECTABLE if column in before and getattr(person, column) != before[column]]
    if changed:
        person.save(update_fields=changed)
        announce(PersonCorrected(person_id=person.pk, columns=tuple(Code(column) for column in changed)), by=by)
    return person


def _must_be_names(called: Mapping[str, str]) -> None:
    """Nobody has looked at a circle that tries things out, and those it asks read who asks them."""
    wrong: dict[str, ValidationError] = {}
    for column, name in called.items():
        try:
            refuse_what_is_no_name(name)
        except ValidationError as no:
            wrong[column] = no
    if wrong:
        raise ValidationError(wrong)


@transaction.atomic
def link_account(person: Person, account_id: UUID, *, by: Actor) -> Person:
    """From now on this person signs in with this account. Doing it twice does nothing more."""
    person = locked(person)
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


def locked(person: Person) -> Person:
    """The person as they are now, held until the transaction ends."""
    return Person.objects.select_for_update(of=["self"]).get(pk=person.pk)


def unlink(person: Person, by: Actor) -> Person:
    """Take the account off a person who is held by the caller."""
    account_id, person.account_id = person.account_id, None
    assert account_id is not None
    person.save(update_fields=["account_id"])
    announce(AccountUnlinked(person_id=person.pk, account_id=account_id), by=by)
    return person
