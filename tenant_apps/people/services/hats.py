"""Hats: offered, answered, given, taken back, ended. Nobody wears one without having said yes."""

from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import SYSTEM, Actor, hand_of, require
from kernel.errors import Conflict, NotAllowed, RuleBroken
from kernel.time import Span, now
from tenant_apps.journal.events import Code
from tenant_apps.journal.models import Entry
from tenant_apps.journal.services import announce
from tenant_apps.people import policies
from tenant_apps.people.events import HatEnded, HatGiven, HatOfferClosed, HatOffered, HatRemovalClosed, TermWentOn
from tenant_apps.people.models import Hat, HatOffer, HatRemoval, Person, today
from tenant_apps.people.services.people import locked
from tenants.locks import circle_lock

LAST_STEWARD: Final = _("Find another steward first: a circle needs at least one who can sign in.")
# What was announced of the term of a hat, the last word being right.
TERM_SAID_BY: Final = (HatGiven.event_name, HatEnded.event_name, TermWentOn.event_name)
WITH_THE_ACCOUNT: Final = _("Given up with the account.")


@transaction.atomic
def offer_hat(
    person: Person, kind: str, *, by: Actor, from_on: date | None = None, until_on: date | None = None
) -> HatOffer:
    """Ask somebody to wear a hat, for a term or until further notice. They say yes or no.

    Without `from_on` it begins on the day they say yes.
    """
    person = locked(person)
    if not policies.can_offer_hat(require(by), kind):
        raise NotAllowed(_("Only a steward can give this hat."))
    _can_wear(person, kind, from_on, until_on)
    if person.hat_offers.waiting().filter(kind=kind).exists():
        raise Conflict(_("They have been asked already, and have not answered yet."), code="already_asked")
    giver = hand_of(by)
    offer = HatOffer(
        person=person,
        kind=kind,
        from_on=from_on,
        until_on=until_on,
        offered_by=giver if isinstance(giver, Person) else None,
    )
    offer.full_clean()
    offer.save(force_insert=True)
    announce(HatOffered(offer_id=offer.pk, person_id=person.pk, kind=Code(kind)), by=by)
    return offer


@transaction.atomic
def answer_offer(offer: HatOffer, *, yes: bool, by: Actor) -> HatOffer:
    """Say yes or no to a hat. With yes it is worn from today, or from the day that was agreed.

    Whoever offered it must still be somebody who may give it.
    """
    offer = _held(offer)
    if not policies.can_answer_offer(require(by), offer):
        raise NotAllowed(_("Only they themselves can say yes or no to this."))
    if not yes:
        return _close(offer, HatOffer.Answer.NO, by)
    giver: Actor = offer.offered_by if offer.offered_by is not None else by
    if offer.offered_by is not None and not policies.can_give_hat(giver, offer.kind):
        raise Conflict(_("Whoever asked can no longer give this hat. Ask a steward."), code="offer_lapsed")
    day = today()
    if offer.until_on is not None and offer.until_on <= day:
        raise Conflict(_("The term you were asked for is over."), code="offer_lapsed")
    offer.hat = _give(
        offer.person,
        offer.kind,
        giver=offer.offered_by,
        from_on=max(offer.from_on or day, day),
        until_on=offer.until_on,
        consented_at=now(),
        by=by,
    )
    return _close(offer, HatOffer.Answer.YES, by)


@transaction.atomic
def take_back_offer(offer: HatOffer, *, by: Actor) -> HatOffer:
    """Ask no longer whether somebody will wear a hat."""
    offer = _held(offer)
    if not policies.can_take_back_offer(require(by), offer):
        raise NotAllowed(_("Only whoever could give this hat can take the question back."))
    return _close(offer, HatOffer.Answer.TAKEN_BACK, by)


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
    person = locked(person)
    if not policies.can_give_hat(require(by), kind):
        raise NotAllowed(_("Only a steward can give this hat."))
    giver = hand_of(by)
    return _give(
        person,
        kind,
        giver=giver if isinstance(giver, Person) else None,
        from_on=from_on or today(),
        until_on=until_on,
        consented_at=consented_at or now(),
        by=by,
    )


@transaction.atomic
def end_hat(hat: Hat, *, by: Actor, until_on: date | None = None, reason: str = "") -> Hat:
    """Somebody takes off a hat, from today unless a later day is given. The last steward finds a successor first.

    An office of somebody else is not taken off like this: `ask_for_removal`. Of any other hat the wearer is told, with
    the `reason` if there is one.
    """
    person = locked(hat.person)
    hat = Hat.objects.select_for_update(of=["self"]).select_related("person").get(pk=hat.pk)
    if not policies.can_end_hat(require(by), hat):
        raise NotAllowed(_("Only they themselves or a steward can end this hat."))
    if policies.needs_notice(by, hat):
        raise NotAllowed(
            _("An office is taken off somebody with a reason and some days of notice. Ask for that."),
            code="needs_notice",
        )
    last_day = max(until_on or today(), hat.from_on)
    if hat.until_on is not None and hat.until_on <= last_day:
        raise Conflict(_("This hat has ended by then already."), code="already_ended")
    keep_a_steward(person, hat, last_day)
    return end_worn(hat, last_day, by, reason)


def _can_wear(person: Person, kind: str, from_on: date | None, until_on: date | None) -> None:
    """Refuses a hat for somebody who left, for no time at all, or for days on which they wear it already."""
    if not person.is_present:
        raise Conflict(_("They have left the circle."), code="has_left")
    start = from_on or today()
    if until_on is not None and until_on <= start:
        raise RuleBroken(code="term", errors={"until_on": [_("The last day comes after the first.")]})
    if person.hats.filter(kind=kind).overlapping(Span(start, until_on)).exists():
        raise Conflict(_("They already wear this hat during that time."), code="already_worn")


def _give(
    person: Person,
    kind: str,
    *,
    giver: Person | None,
    from_on: date,
    until_on: date | None,
    consented_at: datetime,
    by: Actor,
) -> Hat:
    _can_wear(person, kind, from_on, until_on)
    hat = Hat(person=person, kind=kind, from_on=from_on, until_on=until_on, consented_at=consented_at, given_by=giver)
    hat.full_clean()
    hat.save(force_insert=True)
    announce(
        HatGiven(hat_id=hat.pk, person_id=person.pk, kind=Code(hat.kind), from_on=hat.from_on, until_on=hat.until_on),
        by=by,
    )
    return hat


def _held(offer: HatOffer) -> HatOffer:
    """The offer as it is now, with its person, both held until the transaction ends."""
    person = locked(offer.person)
    offer = HatOffer.objects.select_for_update(of=["self"]).select_related("offered_by").get(pk=offer.pk)
    offer.person = person
    if not offer.is_waiting:
        raise Conflict(_("This has been answered already."), code="already_answered")
    return offer


def _close(offer: HatOffer, answer: HatOffer.Answer, by: Actor) -> HatOffer:
    hand = hand_of(by)
    offer.answer, offer.answered_at = answer, now()
    offer.answered_by = hand if isinstance(hand, Person) else None
    offer.full_clean()
    offer.save(update_fields=["answer", "answered_at", "answered_by", "hat"])
    announce(
        HatOfferClosed(
            offer_id=offer.pk, person_id=offer.person_id, kind=Code(offer.kind), answered=Code(answer.value)
        ),
        by=by,
    )
    return offer


def end_worn(hat: Hat, on: date, by: Actor, reason: str = "") -> Hat:
    """End a hat that the caller holds and may end. Whoever had asked for it to be taken off need not wait any more."""
    hand = hand_of(by)
    hat.until_on, hat.ended_at, hat.end_reason = on, now(), reason.strip()
    hat.ended_by = hand if isinstance(hand, Person) else None
    hat.full_clean()
    hat.save(update_fields=["until_on", "ended_at", "ended_by", "end_reason"])
    announce(HatEnded(hat_id=hat.pk, person_id=hat.person_id, kind=Code(hat.kind), until_on=on), by=by)
    for removal in hat.removals.waiting().select_for_update():
        close_removal(removal, hat, HatRemoval.Outcome.LAPSED, by)
    return hat


def wear_again(person: Person, since: datetime) -> None:
    """The hats that ended when somebody was said to have died are theirs again from today, for the rest of each term.

    They had agreed to them, and took none of them off. Offices are not, unless they can sign in.
    """
    kinds = Hat.Kind.values if person.account_id is not None else set(Hat.Kind.values) - set(Hat.OFFICES)
    for hat in person.hats.filter(kind__in=kinds, ended_at__gte=since, until_on__lte=today()).order_by("from_on", "id"):
        told = Entry.objects.filter(event__in=TERM_SAID_BY, at__lt=since)
        before = told.filter(payload__hat_id=str(hat.pk)).order_by("at", "id").last()
        until = date.fromisoformat(before.payload["until_on"]) if before and before.payload.get("until_on") else None
        if (until is not None and until <= today()) or person.hats.worn(today()).filter(kind=hat.kind).exists():
            continue
        _give(
            person,
            hat.kind,
            giver=hat.given_by,
            from_on=max(today(), hat.from_on),
            until_on=until,
            consented_at=hat.consented_at,
            by=SYSTEM,
        )


def close_removal(removal: HatRemoval, hat: Hat, outcome: HatRemoval.Outcome, by: Actor) -> HatRemoval:
    """Write down what became of a removal that the caller holds, and tell."""
    hand = hand_of(by)
    removal.outcome, removal.closed_at = outcome, now()
    removal.closed_by = hand if isinstance(hand, Person) else None
    removal.full_clean()
    removal.save(update_fields=["outcome", "closed_at", "closed_by"])
    said = Code(outcome.value)
    told = HatRemovalClosed(
        removal_id=removal.pk, hat_id=hat.pk, person_id=hat.person_id, kind=Code(hat.kind), outcome=said
    )
    announce(told, by=by)
    return removal


def keep_a_steward(person: Person, hat: Hat, on: date) -> None:
    """A circle without a steward could not let anybody in or give any hat, so the last one cannot just go.

    Who cannot sign in looks after nothing, and does not count. Two stewards who leave at the same moment are asked one
    after the other.
    """
    if hat.kind != Hat.Kind.STEWARD or not hat.is_worn(on):
        return
    circle_lock("people.stewards")
    if not Person.objects.signing_in().wearing(Hat.Kind.STEWARD, on=on).exclude(pk=person.pk).exists():
        raise Conflict(LAST_STEWARD, code="last_steward")
