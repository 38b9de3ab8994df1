"""The verbs of helping."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, hand_of, require
from kernel.errors import Conflict, NotAllowed, RuleBroken
from kernel.sections import Scope
from kernel.time import now
from tenant_apps.helping import policies
from tenant_apps.helping.bases import GROUNDS, LEGAL, Basis
from tenant_apps.helping.events import (
    AuthorityAccepted,
    AuthorityChecked,
    AuthorityEnded,
    AuthorityLookedAt,
    AuthorityNeedsALook,
    AuthorityRecorded,
    CapacityNeedsALook,
    CapacityRecorded,
    CheckerNamed,
    SaidYesForADay,
)
from tenant_apps.helping.models import LOOK_BEFORE, Authority, Capacity, Yes
from tenant_apps.journal.events import Code
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Person, today
from tenants.locks import circle_lock

WATCHERS_ONLY: Final = _("Only a steward or the safeguarding lead can do this.")


def ask_for_help(person: Person, helper: Person, scopes: list[str], *, until_on: date | None, by: Actor) -> Authority:
    """Somebody asks another to act for them; they may from when the other says yes."""
    if not policies.can_ask_for_help(require(by), person):
        raise NotAllowed(_("Only they themselves can ask somebody to act for them."))
    if not can_decide(person):
        raise Conflict(_("It is written down that they cannot decide this just now."), code="no_capacity")
    return _record(person, helper, Basis.CONSENT, scopes, until_on=until_on, by=by)


def record_authority(
    person: Person,
    helper: Person,
    basis: str,
    scopes: list[str],
    *,
    until_on: date | None = None,
    by: Actor,
    **more: Any,
) -> Authority:
    """A steward writes down an authority that a paper or a meeting gave; it counts when another has checked it."""
    if not policies.can_look_after(require(by)):
        raise NotAllowed(WATCHERS_ONLY)
    if basis == Basis.CONSENT:
        raise RuleBroken(_("Only they themselves can ask somebody to act for them."), code="own_words")
    return _record(person, helper, basis, scopes, until_on=until_on, by=by, **more)


@transaction.atomic
def _record(
    person: Person,
    helper: Person,
    basis: str,
    scopes: list[str],
    *,
    until_on: date | None,
    by: Actor,
    from_on: date | None = None,
    review_on: date | None = None,
    **more: Any,
) -> Authority:
    circle_lock(f"helping:{person.pk.hex}")
    ground, day, hand = GROUNDS[basis], from_on or today(), hand_of(by)
    if not person.is_present or not helper.may_come_in:
        raise Conflict(_("Both must be in the circle."), code="not_here")
    latest = months_after(day, ground.most_months) if ground.most_months else None
    until_on = until_on or latest
    authority = Authority(
        person=person,
        helper=helper,
        basis=basis,
        scopes=sorted({str(Scope(scope)) for scope in scopes}),
        from_on=day,
        until_on=until_on,
        review_on=review_on or min(filter(None, (until_on, months_after(day, ground.review_months)))),
        recorded_by=hand if isinstance(hand, Person) else None,
        **more,
    )
    _refuse_what_the_ground_does_not_bear(authority, latest)
    authority.full_clean()
    authority.save(force_insert=True)
    told = {"authority_id": authority.pk, "person_id": person.pk, "helper_id": helper.pk}
    announce(AuthorityRecorded(**told, basis=Code(basis)), by=by)
    return authority


def _refuse_what_the_ground_does_not_bear(authority: Authority, latest: date | None) -> None:
    ground = authority.ground
    if any(scope not in ground.scopes for scope in authority.scopes):
        sentence = _("This ground does not reach so far. Take out what it does not cover.")
        raise RuleBroken(sentence, code="too_far", errors={"scopes": [sentence]})
    if latest is not None and (authority.until_on is None or authority.until_on > latest):
        too_long = _("On this ground it can last until %(day)s at most.") % {"day": date_format(latest, "j E Y")}
        raise RuleBroken(code="too_long", errors={"until_on": [too_long]})
    if authority.basis == Basis.BEST_INTERESTS and attorneys_reaching(authority).exists():
        raise Conflict(
            _("An attorney or a deputy decides about this for them. Ask them instead."), code="attorney_decides"
        )


def attorneys_reaching(authority: Authority) -> Any:
    """Attorneys and deputies, checked or waiting, whose authority reaches to something this one does as well."""
    legal = Authority.objects.living().filter(person=authority.person, basis__in=LEGAL)
    return legal.filter(scopes__overlap=authority.scopes)


@transaction.atomic
def accept(authority: Authority, *, by: Actor) -> Authority:
    """The helper says yes."""
    authority = _held(authority)
    if not policies.can_accept(require(by), authority):
        raise NotAllowed(_("Only whoever is asked can say yes."))
    if authority.accepted_at is not None:
        return authority
    authority.accepted_at = now()
    authority.save(update_fields=["accepted_at"])
    announce(AuthorityAccepted(authority_id=authority.pk), by=by)
    return authority


@transaction.atomic
def check(authority: Authority, *, by: Actor) -> Authority:
    """Somebody else has looked at the papers and says that they bear it out."""
    authority = _held(authority)
    if not policies.can_check(require(by), authority):
        raise NotAllowed(policies.WHO_CHECKS)
    if authority.checked_at is not None:
        return authority
    if authority.ground.needs_evidence and not authority.evidence.exists():
        raise RuleBroken(_("Add the paper that bears it out first."), code="no_evidence")
    hand = hand_of(by)
    authority.checked_by, authority.checked_at = hand if isinstance(hand, Person) else None, now()
    authority.full_clean(exclude=["person", "helper"])
    authority.save(update_fields=["checked_by", "checked_at"])
    announce(AuthorityChecked(authority_id=authority.pk), by=by)
    return authority


@transaction.atomic
def name_checker(authority: Authority, checker: Person, *, by: Actor) -> Authority:
    """Where nobody who looks after authorities is free to check one, a steward names somebody who had no hand in it.
    The person is told who it is."""
    authority = _held(authority)
    if not policies.can_name_checker(require(by), authority):
        raise NotAllowed(WATCHERS_ONLY)
    if not authority.waits_for_check:
        raise Conflict(_("This needs no check any more."), code="no_check")
    if policies.somebody_can_check(authority):
        raise Conflict(policies.SOMEBODY_CAN, code="somebody_can")
    if not policies.could_be_named(authority).filter(pk=checker.pk).exists():
        raise RuleBroken(policies.WHO_CHECKS, code="had_a_hand_in_it")
    authority.checker = checker
    authority.full_clean(exclude=["person", "helper"])
    authority.save(update_fields=["checker"])
    told = {"authority_id": authority.pk, "person_id": authority.person_id, "checker_id": checker.pk}
    announce(CheckerNamed(**told), by=by)
    return authority


@transaction.atomic
def look_again(authority: Authority, *, by: Actor) -> Authority:
    """Somebody looked at it, and it still stands: the next look is as far off as its ground says, or at its end."""
    authority = _held(authority)
    if not policies.can_look_again(require(by), authority):
        raise NotAllowed(_("The person themselves, another steward or the safeguarding lead looks at this."))
    if authority.waits_for_check or authority.accepted_at is None:
        raise Conflict(_("This does not count yet."), code="not_in_force")
    later = months_after(today(), authority.ground.review_months)
    authority.review_on = min(filter(None, (authority.until_on, later)))
    authority.save(update_fields=["review_on"])
    announce(AuthorityLookedAt(authority_id=authority.pk, next_on=authority.review_on), by=by)
    return authority


@transaction.atomic
def find_not_proved(authority: Authority, *, by: Actor) -> Authority:
    """Whoever checks it says that the papers do not bear it out: it ends."""
    authority = _held(authority)
    if not policies.can_check(require(by), authority):
        raise NotAllowed(policies.WHO_CHECKS)
    return _ended(authority, Authority.Ended.NOT_PROVED, by)


@transaction.atomic
def end(authority: Authority, *, why: str, by: Actor) -> Authority:
    """It is over: whoever acts under it no longer does, from their next request on. What they did stays as it was."""
    authority = _held(authority)
    if not policies.can_end(require(by), authority):
        raise NotAllowed(_("Only the two of them, a steward or the safeguarding lead can end this."))
    return _ended(authority, why, by)


def _ended(authority: Authority, why: str, by: Actor) -> Authority:
    hand = hand_of(by)
    authority.ended_at, authority.ended_why = now(), Authority.Ended(why)
    authority.ended_by = hand if isinstance(hand, Person) else None
    authority.save(update_fields=["ended_at", "ended_by", "ended_why"])
    told = {"authority_id": authority.pk, "person_id": authority.person_id, "helper_id": authority.helper_id}
    announce(AuthorityEnded(**told, why=Code(why)), by=by)
    return authority


@transaction.atomic
def say_yes_for_today(authority: Authority, *, by: Actor) -> Yes:
    """One of several who act only together agrees that they act for the person today."""
    authority = _held(authority)
    if not policies.can_accept(require(by), authority):
        raise NotAllowed(_("Only the helper can say this."))
    if authority.how != Authority.How.TOGETHER:
        raise Conflict(_("This one may act alone."), code="acts_alone")
    said, is_new = Yes.objects.get_or_create(authority=authority, on=today())
    if is_new:
        announce(SaidYesForADay(authority_id=authority.pk, on=said.on), by=by)
    return said


def who_must_still_agree(authority: Authority) -> list[Authority]:
    """Of those who act only together with this one, whoever has not said yes for today. Nobody for one alone.

    Whoever has not agreed yet, waits for a check or has stopped is one of them: none of the others may go on without
    (Mental Capacity Act 2005, sections 10(6) and 13(5) to (7)). When the paper says otherwise, a steward
    writes it down anew.
    """
    if authority.how == Authority.How.ALONE:
        return []
    together = Authority.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=authority.recorded_at),
        person=authority.person_id,
        basis=authority.basis,
        how=Authority.How.TOGETHER,
    )
    newest = {each.helper_id: each for each in together.order_by("id")}
    agreed = Authority.objects.in_force().filter(pk__in=[each.pk for each in newest.values()], yeses__on=today())
    missing = {each.pk for each in newest.values()} - set(agreed.values_list("pk", flat=True))
    return list(Authority.objects.filter(pk__in=missing).select_related("helper").order_by("id"))


# --- whether somebody can decide --------------------------------------------------------------------------------------


def can_decide(person: Person) -> bool:
    """Everybody can, until it was assessed and written down that they cannot just now."""
    return not Capacity.objects.filter(person=person, can_decide=False, ended_at=None).exists()


@transaction.atomic
def record_capacity(person: Person, *, can_decide: bool, why: str, review_on: date, by: Actor) -> Capacity:
    """Write down whether somebody can decide for themselves just now.

    Nothing is ended by it: what rests on their own consent rests while they cannot decide, and comes back with them;
    attorneys for health, deputies and best interests count only meanwhile.
    """
    if not policies.can_look_after(require(by)):
        raise NotAllowed(WATCHERS_ONLY)
    circle_lock(f"helping:{person.pk.hex}")
    hand = hand_of(by)
    if isinstance(hand, Person) and hand.pk == person.pk:
        raise NotAllowed(_("Somebody else writes this down."))
    if Person.objects.filter(pk=person.pk).exclude(restricted_at=None).exists():
        raise Conflict(_("Somebody who was forgotten is not here any more."), code="forgotten")
    Capacity.objects.filter(person=person, ended_at=None).update(ended_at=now())
    row = Capacity(
        person=person,
        can_decide=can_decide,
        why=why,
        from_on=today(),
        review_on=review_on,
        recorded_by=hand if isinstance(hand, Person) else None,
    )
    row.full_clean()
    row.save(force_insert=True)
    announce(CapacityRecorded(capacity_id=row.pk, person_id=person.pk, can_decide=can_decide), by=by)
    return row


# --- by the clock -----------------------------------------------------------------------------------------------------


@transaction.atomic
def remind(*, by: Actor) -> int:
    """Say, once for each day that comes near, that an authority ends soon or has to be looked at again, and that
    whether somebody can decide has. Its end is said as well where the look was said long before."""
    near, told = today() + timedelta(days=LOOK_BEFORE), 0
    for authority in Authority.objects.living().filter(accepted_at__isnull=False).select_for_update(skip_locked=True):
        due = _newly_due((authority.review_on, authority.until_on), authority.reminded_on, near)
        if due is not None:
            authority.reminded_on = due
            authority.save(update_fields=["reminded_on"])
            announce(AuthorityNeedsALook(authority_id=authority.pk, due_on=due), by=by)
            told += 1
    present = Capacity.objects.filter(ended_at=None, person__left_at=None)
    for capacity in present.select_for_update(of=["self"], skip_locked=True):
        due = _newly_due((capacity.review_on,), capacity.reminded_on, near)
        if due is not None:
            capacity.reminded_on = due
            capacity.save(update_fields=["reminded_on"])
            announce(CapacityNeedsALook(capacity_id=capacity.pk, person_id=capacity.person_id, due_on=due), by=by)
            told += 1
    return told


def _newly_due(days: Iterable[date | None], told: date | None, near: date) -> date | None:
    """The latest of these days that is near and was not told of yet."""
    new = [day for day in days if day is not None and day <= near and (told is None or day > told)]
    return max(new, default=None)


def _held(authority: Authority) -> Authority:
    found = Authority.objects.select_for_update(of=["self"]).get(pk=authority.pk)
    if found.ended_at is not None:
        raise Conflict(_("This has ended already."), code="has_ended")
    return found


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months on, or the last day that month has."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
