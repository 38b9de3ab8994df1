"""Pausing, going and coming back. What somebody did here stays; what they may do here ends with the next request."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import SYSTEM, Actor, hand_of, require
from kernel.errors import Conflict, NotAllowed, RuleBroken
from kernel.time import Span, now
from tenant_apps.journal.events import Code
from tenant_apps.journal.services import announce
from tenant_apps.people import policies
from tenant_apps.people.events import PersonDied, PersonLeft, PersonResumed, PersonReturned, PersonSuspended
from tenant_apps.people.models import HatOffer, Parting, Person, Suspension, today
from tenant_apps.people.services.hats import end_worn, keep_a_steward, wear_again
from tenant_apps.people.services.people import link_account, locked, unlink

UNDO_WITHIN: Final = timedelta(days=14)
DEATH_UNDONE_WITHIN: Final = timedelta(days=30)
DIED: Final = "died"
HOLDS_OFFICE: Final = _(
    "They hold an office here. Take that off first: they are told, and have some days to answer. If somebody is not"
    " safe, put their place on hold meanwhile."
)


@transaction.atomic
def leave_circle(person: Person, *, by: Actor) -> Person:
    """Somebody leaves: their hats end today, they can no longer sign in, and what the circle knows of them stays.

    Whoever leaves by themselves can come back for two weeks by signing in once more.
    """
    person = locked(person)
    if not policies.can_leave_circle(require(by), person):
        raise NotAllowed(_("Only they themselves or a steward can do this."))
    return _part(person, by, undone_within=UNDO_WITHIN if by.id == person.pk else None)


@transaction.atomic
def end_membership(person: Person, *, reason: str, by: Actor, died: bool = False, tell: Person | None = None) -> Person:
    """A steward ends somebody's membership, and writes down why for the other stewards.

    To whoever has died nothing is sent, and an office of theirs ends at once, without days of notice. For a month that
    can be undone as if nothing had been: by a steward, or by themself signing in. `tell` is somebody close to them in
    the circle, who gets a letter then.
    """
    person = locked(person)
    if not policies.can_end_membership(require(by), person):
        raise NotAllowed(_("Only a steward can end somebody's membership, and nobody their own."))
    if not reason.strip():
        raise RuleBroken(code="no_reason", errors={"reason": [_("Say why: other stewards need to know.")]})
    if tell is not None and (not died or tell.pk == person.pk or not tell.is_present):
        raise RuleBroken(code="tell", errors={"tell": [_("Choose this only if they have died, and somebody else.")]})
    undone_within = DEATH_UNDONE_WITHIN if died else None
    _part(person, by, reason=reason.strip(), undone_within=undone_within, how=DIED if died else "ended")
    if died:
        announce(PersonDied(person_id=person.pk, tell_id=tell.pk if tell is not None else None), by=by)
    return person


@transaction.atomic
def welcome_back(person: Person, *, by: Actor) -> Person:
    """Somebody who left is here again, after they said that they want to be: with their history, without their hats.

    With an e-mail address they can sign in again soon, as when they were added. Who was said to have died by mistake
    signs in and wears their hats as before.
    """
    person = locked(person)
    parting = _last_parting(person)
    if not policies.can_welcome_back(require(by), parting):
        raise NotAllowed(_("A steward ended their membership, so a steward welcomes them back."))
    account_id = parting.account_id if parting.is_death and parting.can_be_undone(now()) else None
    if account_id is not None and Person.objects.linked_to(account_id).exists():
        account_id = None
    return _return(person, parting, by, account_id)


@transaction.atomic
def undo_leaving(person: Person, account_id: UUID, *, by: Actor) -> Person:
    """Somebody who left changed their mind within two weeks, and has just proved that the account is theirs."""
    person = locked(person)
    parting = _last_parting(person)
    if not policies.can_undo_leaving(require(by)):
        raise NotAllowed(_("Only whoever left can undo it, by signing in."))
    if parting.account_id != account_id or not parting.can_be_undone(now()):
        raise Conflict(_("This can no longer be undone. Ask the circle to invite you back."), code="too_late")
    return _return(person, parting, by, account_id)


@transaction.atomic
def suspend_person(person: Person, *, reason: str, talk_to: Person, by: Actor) -> Suspension:
    """Somebody may not come in for a while, from their next request on. They are told whom to talk to, not why."""
    person = locked(person)
    if not policies.can_suspend(require(by), person):
        raise NotAllowed(_("Only a steward can suspend somebody, and nobody themselves."))
    if not person.is_present:
        raise Conflict(_("They have left the circle."), code="has_left")
    if person.is_suspended:
        raise Conflict(_("They are suspended already."), code="already_suspended")
    if not reason.strip():
        raise RuleBroken(code="no_reason", errors={"reason": [_("Say why: other stewards need to know.")]})
    if talk_to.pk == person.pk or not talk_to.may_come_in:
        raise RuleBroken(code="talk_to", errors={"talk_to": [_("Choose somebody of the circle they can talk to.")]})
    day = today()
    for hat in person.hats.worn(day):
        keep_a_steward(person, hat, day)
    hand = hand_of(by)
    suspension = Suspension(
        person=person,
        reason=reason.strip(),
        talk_to=talk_to,
        suspended_by=hand if isinstance(hand, Person) else None,
    )
    suspension.full_clean()
    suspension.save(force_insert=True)
    person.suspended_at = suspension.began_at
    person.save(update_fields=["suspended_at"])
    announce(PersonSuspended(person_id=person.pk, suspension_id=suspension.pk), by=by)
    return suspension


@transaction.atomic
def lift_suspension(person: Person, *, by: Actor) -> Person:
    """Somebody who was suspended may come in again, with their hats."""
    person = locked(person)
    if not policies.can_suspend(require(by), person):
        raise NotAllowed(_("Only a steward can end a suspension."))
    if not person.is_suspended:
        raise Conflict(_("They are not suspended."), code="not_suspended")
    suspension = _lift(person, by)
    announce(PersonResumed(person_id=person.pk, suspension_id=suspension.pk), by=by)
    return person


def _part(
    person: Person, by: Actor, *, reason: str = "", undone_within: timedelta | None = None, how: str = "left"
) -> Person:
    if not person.is_present:
        raise Conflict(_("They have left already."), code="has_left")
    day, at, hand = today(), now(), hand_of(by)
    if how != DIED and policies.holds_office_for(by, person):
        raise Conflict(HOLDS_OFFICE, code="holds_office")
    for hat in person.hats.select_for_update().overlapping(Span(day)):
        if how != DIED or hand is not SYSTEM:  # a circle may be left with nobody, and that is told: `PersonDied`
            keep_a_steward(person, hat, day)
        end_worn(hat, max(day, hat.from_on), by)
    person.hat_offers.waiting().update(answer=HatOffer.Answer.TAKEN_BACK, answered_at=at)
    if person.is_suspended:
        _lift(person, by)
    parting = Parting(person=person, at=at, reason=reason)
    if reason:
        parting.ended_by = hand if isinstance(hand, Person) else None
    if undone_within is not None and (person.account_id is not None or how == DIED):
        parting.account_id, parting.undo_until = person.account_id, at + undone_within
    parting.full_clean()
    parting.save(force_insert=True)
    if person.account_id is not None:
        unlink(person, by)
    person.left_at = at
    person.full_clean()
    person.save(update_fields=["left_at"])
    announce(PersonLeft(person_id=person.pk, parting_id=parting.pk, how=Code(how)), by=by)
    return person


def _last_parting(person: Person) -> Parting:
    """How they left, when they have; it may have been before partings were written down."""
    if person.is_present:
        raise Conflict(_("They are in the circle already."), code="already_in")
    if person.same_as_id is not None:
        raise Conflict(_("They are the same person as somebody else here."), code="same_person")
    parting = person.partings.filter(returned_at=None).first()
    return parting or Parting.objects.create(person=person, at=person.left_at or now())


def _return(person: Person, parting: Parting, by: Actor, account_id: UUID | None) -> Person:
    was_a_mistake = parting.is_death and parting.can_be_undone(now())
    parting.returned_at, parting.account_id, parting.undo_until = now(), None, None
    parting.save(update_fields=["returned_at", "account_id", "undo_until"])
    person.left_at = person.restricted_at = None
    person.save(update_fields=["left_at", "restricted_at"])
    announce(PersonReturned(person_id=person.pk, parting_id=parting.pk), by=by)
    if account_id is not None:
        person = link_account(person, account_id, by=SYSTEM)
    if was_a_mistake:
        wear_again(person, parting.at)
    return person


def _lift(person: Person, by: Actor) -> Suspension:
    hand = hand_of(by)
    suspension: Suspension = person.suspensions.select_for_update().get(ended_at=None)
    suspension.ended_at, suspension.lifted_by = now(), hand if isinstance(hand, Person) else None
    suspension.save(update_fields=["ended_at", "lifted_by"])
    person.suspended_at = None
    person.save(update_fields=["suspended_at"])
    return suspension
