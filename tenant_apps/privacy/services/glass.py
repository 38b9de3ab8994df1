"""When it cannot wait: one hour, a reason, and everybody concerned is told."""

from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, hand_of, require
from kernel.errors import Conflict, NotAllowed, RuleBroken
from kernel.time import now
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Person, today
from tenant_apps.privacy import policies
from tenant_apps.privacy.events import GlassBroken, WithholdingDue, WithholdingEnded, WithholdingReviewed
from tenant_apps.privacy.models import BreakGlass, Withholding
from tenants.locks import circle_lock

LASTS: Final = timedelta(minutes=60)
SHORTEST: Final = 4  # letters and digits: no reason that is read is shorter
REVIEW_WITHIN: Final = timedelta(days=30)


@transaction.atomic
def break_glass(person: Person, *, reason: str, withhold: str = "", by: Actor) -> BreakGlass:
    """See for an hour what somebody has not shared, because it cannot wait. They and the safeguarding lead are told.

    A safeguarding lead may say in `withhold` why telling the person now would put somebody at risk; then they are told
    later, and that is looked at again within thirty days.
    """
    if not policies.can_break_glass(require(by), person):
        raise NotAllowed(_("Only those who look after people in the circle can do this."))
    reason, withhold = reason.strip(), withhold.strip()
    if sum(sign.isalnum() for sign in reason) < SHORTEST:
        raise RuleBroken(code="no_reason", errors={"reason": [_("Say why it cannot wait.")]})
    if withhold and not policies.can_withhold(by):
        raise NotAllowed(_("Only a safeguarding lead decides that somebody is not told yet."))
    reader, began = hand_of(by), now()
    assert isinstance(reader, Person)
    circle_lock(f"glass:{person.pk.hex}")
    before = BreakGlass.objects.by(reader).broken(began).filter(person=person, reason=reason)
    if (twin := before.filter(withholding__isnull=not withhold).first()) is not None:
        return twin  # pressed twice
    glass = BreakGlass(reader=reader, person=person, reason=reason, began_at=began, ends_at=began + LASTS)
    glass.full_clean()
    glass.save(force_insert=True)
    if withhold:
        kept = Withholding(glass=glass, reason=withhold, decided_by=reader, review_on=today() + REVIEW_WITHIN)
        kept.full_clean()
        kept.save(force_insert=True)
    announce(
        GlassBroken(glass_id=glass.pk, reader_id=reader.pk, person_id=person.pk, is_withheld=bool(withhold)), by=by
    )
    return glass


@transaction.atomic
def end_withholding(withholding: Withholding, *, by: Actor) -> Withholding:
    """From now on they see who looked, and are told."""
    withholding = _standing(withholding, by)
    reader = hand_of(by)
    assert isinstance(reader, Person)
    withholding.ended_at, withholding.ended_by = now(), reader
    withholding.full_clean()
    withholding.save(update_fields=["ended_at", "ended_by"])
    glass = withholding.glass
    announce(WithholdingEnded(glass_id=glass.pk, person_id=glass.person_id), by=by)
    return withholding


@transaction.atomic
def review_withholding(withholding: Withholding, *, until: date, by: Actor) -> Withholding:
    """Looked at again: it is still not safe to tell them, and this is looked at once more by that day."""
    withholding = _standing(withholding, by)
    if not today() < until <= today() + REVIEW_WITHIN:
        raise RuleBroken(code="review_date", errors={"until": [_("Choose a day within the next thirty days.")]})
    withholding.review_on = until
    withholding.save(update_fields=["review_on"])
    announce(WithholdingReviewed(glass_id=withholding.glass_id, person_id=withholding.glass.person_id), by=by)
    return withholding


@transaction.atomic
def remind(*, by: Actor) -> int:
    """Say once for each day of review that it has come. Nothing is shown by itself: a person decides that."""
    due = Withholding.objects.standing().filter(review_on__lte=today()).exclude(reminded_on=F("review_on"))
    told = list(due.select_for_update(of=["self"], skip_locked=True).select_related("glass"))
    for each in told:
        each.reminded_on = each.review_on
        each.save(update_fields=["reminded_on"])
        announce(WithholdingDue(glass_id=each.glass_id, person_id=each.glass.person_id), by=by)
    return len(told)


def _standing(withholding: Withholding, by: Actor) -> Withholding:
    withholding = Withholding.objects.select_for_update(of=["self"]).select_related("glass").get(pk=withholding.pk)
    if not policies.can_withhold(require(by)) or withholding.glass.person_id == by.id:
        raise NotAllowed(_("Only a safeguarding lead decides this, and nobody about themselves."))
    if withholding.ended_at is not None:
        raise Conflict(_("They have been told already."), code="already_told")
    return withholding
