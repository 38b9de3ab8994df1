"""From getting to know each other to a first visit: talk, meet, agree on a visit, and tell each other how it was."""

from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor
from kernel.errors import Conflict, NotAllowed, RuleBroken
from kernel.sections import Scope
from kernel.time import now
from kernel.words import tidy
from shared_apps.federation.here import offers_paid_work
from tenant_apps.entry.acting import OutOfReach
from tenant_apps.journal.services import announce
from tenant_apps.matching import meeting_policies as policies
from tenant_apps.matching import pace
from tenant_apps.matching.events import TrialSuggested
from tenant_apps.matching.models import BETWEEN, Introduction, Offer, Pay, Review, Stage, Step
from tenant_apps.matching.services.introductions import What, both_said, go_on, locked, said, spoken, write
from tenant_apps.matching.summaries import GROUPS
from tenant_apps.matching.told import pounds
from tenant_apps.people.models import Person

# What each side may hand over for the first visit, if they tick it. Each look is written down.
ASKER_TELLS: Final = (
    "people.contact",
    "matching.asks",
    "profiles.getting.support",
    "profiles.getting.safe",
    "profiles.getting.home",
    "profiles.getting.health",
    "profiles.me.communication",
    "profiles.me.emergency",
)
GIVER_TELLS: Final = (
    "people.contact",
    "matching.asks",
    "profiles.me.communication",
    "profiles.checks",
    "profiles.giving.training",
)
# Nobody gives personal care, or helps with medicines, to somebody they have not met face to face.
FACE_TO_FACE: Final = frozenset(GROUPS["personal"])


def meets_first(found: Introduction) -> bool:
    """Whether the two have to meet face to face before the first visit."""
    return found.ask is not None and bool(FACE_TO_FACE.intersection(found.ask.tasks))


def may_tell(found: Introduction, person: Person) -> tuple[str, ...]:
    """Which sections this one may hand over for the first visit."""
    return ASKER_TELLS if person.pk == found.asker_id else GIVER_TELLS


# How to reach somebody may be said, changed or taken back for as long as the two are between each other.
AFTER: Final = tuple(stage for stage in BETWEEN if stage != Stage.MUTUAL)


@transaction.atomic
def talk(introduction: Introduction, person: Person, tells: str, *, by: Actor) -> Introduction:
    """Yes, let us talk; with how they can be reached, if they would like to say that. Saying it again changes that."""
    found = spoken(introduction, person, Stage.MUTUAL, by, *AFTER)
    words = tells.strip()
    if words and not policies.reaches_to(by, {Scope.CONTACT}):
        raise OutOfReach
    if len(words) > 500:
        raise RuleBroken(code="long", errors={"tells": [_("Use 500 letters at most.")]})
    write(found, What.TALK, person, by, words=words)
    if found.stage == Stage.MUTUAL and both_said(found, What.TALK):
        go_on(found, Stage.TALKING, by)
    return found


@transaction.atomic
def have_met(introduction: Introduction, person: Person, *, by: Actor) -> Introduction:
    """One of the two says that they have met face to face. Twice is once."""
    found = spoken(introduction, person, Stage.TALKING, by, again=What.MET)
    if said(found, What.MET, person) is None:
        write(found, What.MET, person, by)
    return found


@transaction.atomic
def suggest_trial(
    introduction: Introduction,
    person: Person,
    at: datetime,
    *,
    is_paid: bool,
    an_hour_minor: int | None = None,
    where: str = "",
    ticked: tuple[str, ...] = (),
    seen: int | None = None,
    by: Actor,
) -> Introduction:
    """One of the two suggests when the first visit could be, or another time; also when it did not take place.
    The other says yes to just that, and what was arranged before is off. `an_hour_minor`: what an hour of it is paid,
    in pence, if it is. `seen`: the number of the suggestion they had read, if they say so."""
    found = spoken(introduction, person, Stage.TALKING, by, Stage.TRIAL)
    moment = now()
    if seen is not None and seen != found.trial_number:
        raise Conflict(OTHER_TIME, code="other_time")
    if found.reviews.exists():
        raise Conflict(_("The first visit has been. Tell how it was."), code="has_been")
    _must_have_met(found)
    if not moment < at <= moment + pace.TRIAL_WITHIN.length:
        raise RuleBroken(code="when", errors={"at": [_("Choose a time in the next eight weeks.")]})
    found.call_off(moment)
    found.trial_number, found.trial_at, found.trial_is_paid = found.trial_number + 1, at, is_paid
    found.trial_an_hour_minor = _paid(found, an_hour_minor) if is_paid else None
    _refuse_what_was_not_meant(found, person, by)
    _refuse_two_at_once(found, person)
    found.trial_where = _where(found, person, where if person.pk == found.asker_id else where or found.trial_where)
    found.steps.filter(what=What.TRIAL).exclude(person=person).delete()
    if found.stage == Stage.TRIAL:
        found.stage, found.due_at, found.reminded_at = Stage.TALKING, pace.waits_until(Stage.TALKING, moment), None
    found.full_clean(exclude=["ask", "asker", "giver", "began_by"])
    found.save()
    _agree(found, person, ticked, by)
    announce(TrialSuggested(introduction_id=found.pk, person_id=person.pk), by=by)
    return found


def who_wants_no_pay(found: Introduction) -> str:
    """Why the first visit of these two cannot be paid: "circle", "ask" or "offer"; "" where it can."""
    if not offers_paid_work():
        return "circle"
    if found.ask is not None and found.ask.pay == Pay.VOLUNTARY:
        return "ask"
    offer = Offer.objects.living().filter(person=found.giver).first()
    return "offer" if offer is not None and offer.pay == Pay.VOLUNTARY else ""


_UNPAID: Final = MappingProxyType(
    {
        "circle": _("There is no paid work in this circle."),
        "ask": _("This was asked for without pay."),
        "offer": _("This is offered without pay."),
    }
)
# What an hour may be said to cost at most, in pence: more is a slip of the finger.
MOST_AN_HOUR: Final = 50_000


def _paid(found: Introduction, an_hour_minor: int | None) -> int:
    """What an hour of the first visit is paid, where it may be paid at all."""
    if why := who_wants_no_pay(found):
        raise RuleBroken(code="no_paid_work", errors={"is_paid": [_UNPAID[why]]})
    if an_hour_minor is None or not 0 < an_hour_minor <= MOST_AN_HOUR:
        raise RuleBroken(code="an_hour", errors={"an_hour": [_("Say what an hour is paid, up to £500.")]})
    return an_hour_minor


def _refuse_what_was_not_meant(found: Introduction, person: Person, by: Actor) -> None:
    """Nobody says yes to another pay than what they said themselves in their ask or offer; and whoever acts for
    somebody, and not with their money, not to more than the ask itself says. Of the other's limit nothing is told."""
    pence = found.trial_an_hour_minor
    if pence is None:
        return
    if person.pk == found.asker_id:
        most = found.ask.most_an_hour_minor if found.ask is not None else None
        if most is None and not policies.reaches_to(by, {Scope.MONEY}):
            raise RuleBroken(code="not_your_money", errors={"an_hour": [_NOT_YOUR_MONEY]})
        if most is not None and pence > most:
            raise RuleBroken(code="too_much", errors={"an_hour": [_TOO_MUCH % {"money": pounds(most)}]})
        return
    offer = Offer.objects.living().filter(person=found.giver).first()
    least = offer.least_an_hour_minor if offer is not None else None
    if least is not None and pence < least:
        raise RuleBroken(code="too_little", errors={"an_hour": [_TOO_LITTLE % {"money": pounds(least)}]})


_NOT_YOUR_MONEY: Final = _("You do not act for them in matters of money. Their ask has to say what it may cost.")
_TOO_MUCH: Final = _("The ask says %(money)s an hour at most. Suggest less, or change the ask first.")
_TOO_LITTLE: Final = _("The offer says %(money)s an hour at least. Suggest more, or change the offer first.")
OTHER_TIME: Final = _("Another time was suggested meanwhile. Read it first.")
# Two first visits of one person begin so long after one another at least.
APART: Final = timedelta(hours=1)


def _refuse_two_at_once(found: Introduction, person: Person) -> None:
    """Nobody promises to be in two places. Of the other's visits nothing is told."""
    assert found.trial_at is not None
    near = Q(trial_at__gt=found.trial_at - APART, trial_at__lt=found.trial_at + APART)
    others = Introduction.objects.between().of(person).filter(near, stage=Stage.TRIAL).exclude(pk=found.pk)
    if others.exists():
        raise RuleBroken(code="two_at_once", errors={"at": [_("You have another first visit at that time.")]})


def ticked_last(found: Introduction, person: Person) -> list[str]:
    """What one of the two would hand over for the visit, as they said it last."""
    row = found.steps.filter(what=What.TRIAL, person=person).order_by("number").last()
    return list(row.ticked) if row is not None else []


@transaction.atomic
def agree_trial(
    introduction: Introduction,
    person: Person,
    number: int,
    *,
    where: str = "",
    ticked: tuple[str, ...] = (),
    by: Actor,
) -> Introduction:
    """Yes to the first visit as it was read, which `number` says. It is arranged when both have said so."""
    found = spoken(introduction, person, Stage.TALKING, by, Stage.TRIAL, again=What.TRIAL)
    if found.trial_number != number or found.trial_at is None:
        raise Conflict(OTHER_TIME, code="other_time")
    if found.stage != Stage.TALKING:
        return found
    if found.trial_at <= now():
        raise Conflict(_("That time has gone by. Suggest another one."), code="gone_by")
    _must_have_met(found)
    _refuse_what_was_not_meant(found, person, by)
    _refuse_two_at_once(found, person)
    if person.pk == found.asker_id:
        found.trial_where = _where(found, person, where or found.trial_where)
        found.save(update_fields=["trial_where"])
    _agree(found, person, ticked, by)
    if both_said(found, What.TRIAL, number):
        if found.off_at == found.trial_at:
            found.off_at = None  # at that very time after all
        go_on(found, Stage.TRIAL, by, waits_from=found.trial_at)
    return found


def _must_have_met(found: Introduction) -> None:
    if meets_first(found) and not both_said(found, What.MET):
        raise Conflict(
            _("This is about personal care or medicines. First meet face to face, and both say that you have."),
            code="meet_first",
        )


def _where(found: Introduction, person: Person, where: str) -> str:
    """Where they meet is said by whoever asks; somebody who would give may leave it open."""
    words = tidy(where)
    if person.pk == found.asker_id and not words:
        raise RuleBroken(code="where", errors={"where": [_("Say where you meet. They read it when both said yes.")]})
    if len(words) > 300:
        raise RuleBroken(code="long", errors={"where": [_("Use 300 letters at most.")]})
    return words


def _agree(found: Introduction, person: Person, ticked: tuple[str, ...], by: Actor) -> Step:
    chosen = sorted(set(ticked))
    if not set(chosen) <= set(may_tell(found, person)):
        raise RuleBroken(code="ticked", errors={"ticked": [_("Choose from the list.")]})
    if not policies.reaches_to(by, policies.scopes_for(chosen)):
        raise OutOfReach
    return write(found, What.TRIAL, person, by, number=found.trial_number, ticked=chosen)


@transaction.atomic
def review(
    introduction: Introduction, person: Person, *, went_well: str, differently: str, agree_on: str, by: Actor
) -> Introduction:
    """How the first visit was for one of the two. The other reads it when both have said. Saying it again before that
    changes it."""
    told = {"went_well": went_well.strip(), "differently": differently.strip(), "agree_on": agree_on.strip()}
    row = locked(introduction, person, by).reviews.filter(person=person).first()
    if row is not None and row.introduction.stage != Stage.TRIAL and row.told == told:
        return row.introduction  # sent twice
    found = spoken(introduction, person, Stage.TRIAL, by)
    if found.trial_at is None or found.trial_at > now():
        raise Conflict(_("The first visit is still to come."), code="to_come")
    if not any(told.values()):
        raise RuleBroken(code="empty", errors={"went_well": [_("Answer one of the three at least.")]})
    row = row or Review(introduction=found, person=person)
    for name, words in told.items():
        if len(words) > 1000:
            raise RuleBroken(code="long", errors={name: [_("Use 1000 letters at most.")]})
        setattr(row, name, words)
    hand = policies.stands_for(by)
    if hand is None:
        raise NotAllowed
    row.given_at, row.given_by = now(), hand
    row.save()
    if found.reviews.count() == len((found.asker_id, found.giver_id)):
        go_on(found, Stage.REVIEWED, by)
    return found
