"""How long things are kept here: what holds, who confirmed it, and what may not go because somebody holds it back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, hand_of, require
from kernel.errors import Conflict, NotAllowed, NotFound, RuleBroken
from kernel.time import now
from tenant_apps.journal.events import Code
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Hat, Person, today
from tenant_apps.privacy.models import BreakGlass, Withholding
from tenant_apps.rights import policies
from tenant_apps.rights.book import BASES, RULES, Rule
from tenant_apps.rights.clock import months_later
from tenant_apps.rights.events import HoldBegan, HoldEnded, RuleConfirmed
from tenant_apps.rights.models import Complaint, Confirmed, DataRequest, LegalHold

About = Confirmed.About
Begins = Callable[[UUID], date | None]
ONLY_ANSWERERS = _("Only the data-protection lead or a steward can do this.")


@dataclass(frozen=True)
class Keeping:
    """A rule as it holds in this circle today. `confirmed` is the circle's own word for it, if there is one."""

    rule: Rule
    months: int
    source: str
    confirmed: Confirmed | None

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed is not None

    @property
    def years(self) -> int | None:
        """The span in whole years, if it is."""
        return self.months // 12 if self.months % 12 == 0 else None


@dataclass(frozen=True)
class Duty:
    """Until when something about one person has to be kept. It ends by itself only under a confirmed rule."""

    keeping: Keeping
    began: date

    @property
    def until(self) -> date:
        return months_later(self.began, self.keeping.months)

    @property
    def holds(self) -> bool:
        """Whether it is not over yet, or nobody has said that it may end."""
        return self.until > today() or not self.keeping.is_confirmed


def rules() -> list[Keeping]:
    """Every rule, as it holds today."""
    said = _confirmed(About.KEEPING)
    return [_as_it_holds(rule, said.get(rule.code)) for rule in RULES.values()]


def rule_called(code: str) -> Keeping:
    return _as_it_holds(RULES[code], _confirmed(About.KEEPING, code).get(code))


def may_remove(code: str, began_on: date) -> bool:
    """Whether what came to its end on that day may be removed by itself: only under a confirmed rule."""
    keeping = rule_called(code)
    return keeping.is_confirmed and months_later(began_on, keeping.months) <= today()


def last_day_to_go(code: str) -> date | None:
    """What came to its end before this day may be removed by itself; None while nobody has confirmed the rule."""
    keeping = rule_called(code)
    return months_later(today(), -keeping.months) if keeping.is_confirmed else None


def bases_confirmed() -> dict[str, Confirmed]:
    """Why things are held, as far as the circle has confirmed it."""
    return _confirmed(About.BASIS)


def duty_of(code: str, person_id: UUID) -> Duty | None:
    """Until when this rule keeps something about this person; None when it keeps nothing, or no longer."""
    began = STARTS[RULES[code].starts](person_id)
    if began is None:
        return None
    duty = Duty(rule_called(code), began)
    return duty if duty.holds else None


@transaction.atomic
def confirm_rule(code: str, months: int, source: str, *, by: Actor) -> Confirmed:
    """The data-protection lead says that a rule is right for this circle, with this span and for this reason."""
    if code not in RULES:
        raise NotFound
    if not 1 <= months <= 1200:
        raise RuleBroken(code="months", errors={"months": [_("Say for how many months: from 1 to 1200.")]})
    return _confirm(About.KEEPING, code, months, source, by)


@transaction.atomic
def confirm_basis(code: str, source: str, *, by: Actor) -> Confirmed:
    """The data-protection lead says that this is why something is held in this circle."""
    if code not in BASES:
        raise NotFound
    return _confirm(About.BASIS, code, None, source, by)


@transaction.atomic
def hold(person: Person, reason: str, review_on: date, *, by: Actor) -> LegalHold:
    """From now on nothing about this person goes, whatever is due. They are not told: it may be about them."""
    hand = _answerer(by)
    if not reason.strip():
        raise RuleBroken(code="reason", errors={"reason": [_("Say why nothing may go.")]})
    if review_on <= today():
        raise RuleBroken(code="review_on", errors={"review_on": [_("Choose a day that is still to come.")]})
    made = LegalHold(person=person, reason=reason.strip(), by=hand, began_at=now(), review_on=review_on)
    made.full_clean()
    made.save(force_insert=True)
    announce(HoldBegan(hold_id=made.pk, person_id=person.pk), by=by)
    return made


@transaction.atomic
def end_hold(hold: LegalHold, *, by: Actor) -> LegalHold:
    """It may go again when its time comes."""
    hold = LegalHold.objects.select_for_update(of=["self"]).get(pk=hold.pk)
    hand = _answerer(by)
    if hold.ended_at is not None:
        raise Conflict(_("This has ended already."), code="ended")
    hold.ended_at, hold.ended_by = now(), hand
    hold.full_clean()
    hold.save(update_fields=["ended_at", "ended_by"])
    announce(HoldEnded(hold_id=hold.pk, person_id=hold.person_id), by=by)
    return hold


def is_held(person_id: UUID) -> bool:
    """Whether nothing about this person may go just now."""
    return LegalHold.objects.in_force().filter(person=person_id).exists()


def _confirmed(about: str, *codes: str) -> dict[str, Confirmed]:
    """The latest word of this circle for each rule."""
    found = Confirmed.objects.filter(about=about, from_on__lte=today()).select_related("by")
    if codes:
        found = found.filter(code__in=codes)
    latest: dict[str, Confirmed] = {}
    for each in found.order_by("from_on", "id"):
        latest[each.code] = each
    return latest


def _as_it_holds(rule: Rule, confirmed: Confirmed | None) -> Keeping:
    """What we ship, unless the circle has said otherwise since. A newer law of ours asks for a new word of theirs."""
    span = rule.on(today())
    if confirmed is None or confirmed.from_on < span.from_on or confirmed.months is None:
        return Keeping(rule, span.months, span.source, None)
    return Keeping(rule, confirmed.months, confirmed.source, confirmed)


def _confirm(about: str, code: str, months: int | None, source: str, by: Actor) -> Confirmed:
    hand = _answerer(by)
    if not source.strip():
        raise RuleBroken(code="source", errors={"source": [_("Say which law or advice it rests on.")]})
    made = Confirmed(about=about, code=code, from_on=today(), months=months, source=source.strip(), by=hand, at=now())
    made.full_clean()
    made.save(force_insert=True)
    announce(RuleConfirmed(confirmed_id=made.pk, about=Code(about), rule=Code(code), from_on=made.from_on), by=by)
    return made


def _answerer(by: Actor) -> Person:
    hand = hand_of(require(by))
    if not isinstance(hand, Person) or not policies.can_answer(by):
        raise NotAllowed(ONLY_ANSWERERS)
    return hand


# --- from which day a rule counts, for one person; None when it does not touch them ---------------------------------


def _wore_last(*kinds: str) -> Begins:
    """The day after they wore such a hat for the last time; today while they still wear it."""

    def begins(person_id: UUID) -> date | None:
        ends = [until or today() for until in _worn_at_all(person_id, kinds)]
        return max(ends) if ends else None

    return begins


def _worn_at_all(person_id: UUID, kinds: tuple[str, ...]) -> list[date | None]:
    """When each of those hats ended, None if it has not. One that was put on only today was never worn."""
    worn = Hat.objects.filter(person=person_id, kind__in=kinds).values_list("from_on", "until_on")
    return [until for begin, until in worn if (until if until is not None else today()) > begin]


def _asked(person_id: UUID) -> date | None:
    """The last day on which something they asked for was settled; today while it is not."""
    days = DataRequest.objects.filter(person=person_id).values_list("settled_at", flat=True)
    return max((at.date() if at else today() for at in days), default=None)


def _complained(person_id: UUID) -> date | None:
    """The last day on which a complaint of theirs was answered; today while one is not."""
    days = Complaint.objects.filter(person=person_id).values_list("answered_on", flat=True)
    return max((on or today() for on in days), default=None)


def _glass_broken(person_id: UUID) -> date | None:
    """The last day on which somebody looked at them because it could not wait, as far as they were told."""
    glasses = BreakGlass.objects.filter(person=person_id, withholding=None).order_by("-began_at")
    began = glasses.values_list("began_at", flat=True).first()
    return began.date() if began else None


def _withheld(person_id: UUID) -> date | None:
    """The last day on which they were told of what had been withheld; today while something still is."""
    ends = Withholding.objects.filter(glass__person=person_id).values_list("ended_at", flat=True)
    return max((at.date() if at else today() for at in ends), default=None)


def _closed(_person_id: UUID) -> date | None:
    """Who became a person of the circle is no first contact any more."""
    return None


STARTS: Final[dict[str, Begins]] = {
    "care_ended": _wore_last(Hat.Kind.SUPPORTED),
    "work_ended": _wore_last(Hat.Kind.SUPPORTER),
    "office_ended": _wore_last(*Hat.OFFICES),
    "asked": _asked,
    "complained": _complained,
    "glass_broken": _glass_broken,
    "withheld": _withheld,
    "closed": _closed,
}
