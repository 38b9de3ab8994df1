"""Taking an office off somebody else: never from one moment to the next, never without a word to them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import SYSTEM, Actor, hand_of, require
from kernel.errors import Conflict, NotAllowed, Refusal, RuleBroken
from kernel.time import now
from tenant_apps.journal.events import Code
from tenant_apps.journal.services import announce
from tenant_apps.people import policies
from tenant_apps.people.events import HatRemovalAsked
from tenant_apps.people.models import Hat, HatRemoval, Person, today
from tenant_apps.people.services.hats import close_removal, end_worn, keep_a_steward
from tenant_apps.people.services.people import locked


@transaction.atomic
def ask_for_removal(hat: Hat, *, reason: str, by: Actor) -> HatRemoval:
    """A steward wants an office taken off somebody: they and all stewards are told why, and it waits some days."""
    person = locked(hat.person)
    hat = Hat.objects.select_for_update(of=["self"]).get(pk=hat.pk)
    hat.person = person
    if not policies.can_ask_removal(require(by), hat):
        raise NotAllowed(_("Only another steward can ask for that."))
    if not reason.strip():
        raise RuleBroken(code="no_reason", errors={"reason": [_("Say why: they are told.")]})
    if hat.until_on is not None and hat.until_on <= today():
        raise Conflict(_("This hat has ended by then already."), code="already_ended")
    if hat.removals.waiting().exists():
        raise Conflict(_("That is asked already, and in its days of notice."), code="already_asked")
    asker, at = hand_of(by), now()
    assert isinstance(asker, Person)
    removal = HatRemoval(hat=hat, reason=reason.strip(), asked_by=asker, asked_at=at, due_at=at + policies.NOTICE)
    removal.full_clean()
    removal.save(force_insert=True)
    announce(
        HatRemovalAsked(removal_id=removal.pk, hat_id=hat.pk, person_id=person.pk, kind=Code(hat.kind)),
        by=by,
    )
    return removal


@transaction.atomic
def object_to_removal(removal: HatRemoval, *, by: Actor) -> HatRemoval:
    """The wearer, or another steward, says no: the office stays where it is."""
    removal = _held(removal)
    if not policies.can_object(require(by), removal):
        raise NotAllowed(_("Only whoever wears it, or another steward, can object."))
    return close_removal(removal, removal.hat, HatRemoval.Outcome.OBJECTED, by)


@transaction.atomic
def agree_to_removal(removal: HatRemoval, *, by: Actor) -> HatRemoval:
    """A second steward says yes: the office ends at once, without waiting for the rest of the notice."""
    removal = _held(removal)
    if not policies.can_agree(require(by), removal):
        raise NotAllowed(
            _("A second steward can say yes, who has been one for a week at least: neither who asked nor who wears it.")
        )
    return _take_off(removal, HatRemoval.Outcome.AGREED, by)


@transaction.atomic
def take_back_removal(removal: HatRemoval, *, by: Actor) -> HatRemoval:
    """Whoever asked does not want it any more."""
    removal = _held(removal)
    if not policies.can_take_back_removal(require(by), removal):
        raise NotAllowed(_("Only whoever asked can take it back."))
    return close_removal(removal, removal.hat, HatRemoval.Outcome.TAKEN_BACK, by)


def remove_what_is_due(at: datetime | None = None) -> int:
    """Take off the offices whose days of notice are over without an objection. Returns how many were taken off.

    A steward whose place is on hold cannot object, so their notice waits for them: nobody sends all others away alone.
    It lapses when whoever asked is a steward no longer, or when nobody would be left to be one.
    """
    done = 0
    for removal in HatRemoval.objects.due(at or now()).soonest_first():
        with transaction.atomic():
            try:
                done += _come_due(_held(removal))
            except Conflict:
                continue  # somebody answered it a moment ago
    return done


def _come_due(removal: HatRemoval) -> bool:
    wearer = removal.hat.person
    if removal.hat.kind == Hat.Kind.STEWARD and wearer.is_suspended:
        return False
    if not removal.asked_by.wears(Hat.Kind.STEWARD):
        close_removal(removal, removal.hat, HatRemoval.Outcome.LAPSED, SYSTEM)
        return False
    try:
        with transaction.atomic():
            _take_off(removal, HatRemoval.Outcome.DONE, SYSTEM)
    except Refusal:
        close_removal(_held(removal), removal.hat, HatRemoval.Outcome.LAPSED, SYSTEM)
        return False
    return True


def _take_off(removal: HatRemoval, outcome: HatRemoval.Outcome, by: Actor) -> HatRemoval:
    """End the hat in the name of whoever asked; the answer stands beside it."""
    hat, day = removal.hat, today()
    keep_a_steward(hat.person, hat, day)
    closed = close_removal(removal, hat, outcome, by)
    end_worn(hat, max(day, hat.from_on), removal.asked_by, removal.reason)
    return closed


def _held(removal: HatRemoval) -> HatRemoval:
    """The removal as it is now, with its hat and the wearer, all held until the transaction ends."""
    hat = Hat.objects.select_related("person").get(pk=removal.hat_id)
    person = locked(hat.person)
    hat = Hat.objects.select_for_update(of=["self"]).get(pk=hat.pk)
    hat.person = person
    removal = HatRemoval.objects.select_for_update(of=["self"]).select_related("asked_by").get(pk=removal.pk)
    removal.hat = hat
    if not removal.is_waiting:
        raise Conflict(_("This has been answered already."), code="already_answered")
    return removal
