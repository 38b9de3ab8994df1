"""Looking for a whole team: asked for, carried out in a worker, stopped, and forgotten when it is old."""

import logging
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from kernel.actors import SYSTEM, Actor, hand_of, require
from kernel.errors import Conflict, NotAllowed, RuleBroken
from kernel.time import now, zone
from tenant_apps.journal.events import Code
from tenant_apps.journal.services import announce
from tenant_apps.matching import planning, policies
from tenant_apps.matching.engine.teams.checking import recheck
from tenant_apps.matching.engine.teams.choosing import options
from tenant_apps.matching.engine.teams.clock import Cancelled, Clock
from tenant_apps.matching.engine.teams.hindering import hindrance
from tenant_apps.matching.events import TeamPlanAsked, TeamPlanEnded
from tenant_apps.matching.models import Ask, Plan, State
from tenant_apps.matching.models.plans import GIVEN_UP_AFTER, KEPT_FOR
from tenant_apps.matching.plan_results import options_in, written
from tenant_apps.matching.services import shortlists
from tenant_apps.people.models import Person
from tenants.context import CircleRef, current_circle, in_circle

log = logging.getLogger(__name__)

# So often in so many days a team is looked for anew: who asks again and again with one thing changed could find out
# what people keep to themselves.
MOST_PLANS: Final = 10
WITHIN: Final = timedelta(days=28)
MOST_TRIES: Final = 3
# How long the looking may take. Steps come first: they are the same on every machine.
SECONDS: Final = 45.0
SECONDS_FOR_HELP: Final = 20.0
STEPS: Final = 400_000
SAY_EVERY: Final = timedelta(seconds=2)


CHANGED_OFTEN: Final = _(
    "People were looked for several times lately. So that nobody can be found out by changing an ask again and again, "
    "you can look on %(day)s."
)


@transaction.atomic
def plan_team(ask: Ask, *, by: Actor) -> Plan:
    """Somebody wants to know which people together could come to everything. Asking twice is asking once."""
    ask = Ask.objects.select_for_update(of=["self"]).select_related("person").get(pk=ask.pk)
    if not policies.can_write(require(by), ask.person):
        raise NotAllowed(_("Only whoever asks, or who acts for them, can have a team looked for."))
    if ask.state != State.OPEN:
        raise Conflict(_("This ask is not open. Open it first, and then look for a team."), code="not_open")
    if not planning.visits_of(ask):
        raise RuleBroken(_("Say on which days and at what times first. A team is made for times."), code="no_times")
    current = latest_plan(ask)
    if current is not None and (current.is_at_work or _still_stands(current, ask)):
        return current
    _refuse_too_often(ask)
    if (waits_until := shortlists.waits_until(ask)) is not None:
        day = date_format(waits_until.astimezone(zone(current_circle().time_zone)), "l, j E")
        raise Conflict(CHANGED_OFTEN % {"day": day}, code="changed_often")
    hand, at = hand_of(by), now()
    plan = Plan(
        ask=ask,
        ask_number=ask.number,
        asked_by=hand if isinstance(hand, Person) else ask.person,
        seed=ask.pk.int % (1 << 31),
        asked_at=at,
        expires_at=at + KEPT_FOR,
    )
    plan.full_clean()
    plan.save(force_insert=True)
    announce(TeamPlanAsked(plan_id=plan.pk, ask_id=ask.pk, person_id=ask.person_id), by=by)
    return plan


@transaction.atomic
def stop_plan(plan: Plan, *, by: Actor) -> Plan:
    """Nobody waits for it any more. The worker stops when it next looks up."""
    plan = Plan.objects.select_for_update(of=["self"]).select_related("ask").get(pk=plan.pk)
    if not policies.can_write(require(by), plan.ask.person):
        raise NotAllowed(_("Only whoever asks, or who acts for them, can stop this."))
    if plan.is_at_work:
        _end(plan, Plan.State.STOPPED, by=by)
    return plan


def latest_plan(ask: Ask) -> Plan | None:
    """The plan that was asked for last, unless it is too old."""
    return Plan.objects.filter(ask=ask, expires_at__gt=now()).order_by("-asked_at", "-id").first()


def faults_of(plan: Plan, ask: Ask) -> dict[int, list[str]]:
    """Which of its teams no longer hold with the facts of now, and why. Only the people in them are looked at."""
    people = [UUID(each) for each in plan.result.get("people", [])]
    problem = planning.week_of(ask, only=people, seed=plan.seed).problem
    found = {}
    for place, team in enumerate(options_in(plan.result)):
        if faults := recheck(problem, team):
            found[place] = sorted({fault.what for fault in faults})
    return found


def _still_stands(plan: Plan, ask: Ask) -> bool:
    """Whether looking again would be looking for the same: nothing changed, so the answer is the one there is."""
    if plan.state != Plan.State.DONE or plan.ask_number != ask.number or not plan.result.get("options"):
        return False
    return not plan.result.get("hindrance") and not faults_of(plan, ask)


def looks_left(ask: Ask) -> tuple[int, str]:
    """How often a team may still be looked for, and from which day on there is one time more."""
    since = now() - WITHIN
    lately = list(Plan.objects.filter(ask__person=ask.person_id, asked_at__gt=since).order_by("-asked_at")[:MOST_PLANS])
    day = date_format((lately[-1].asked_at + WITHIN).date(), "j E Y") if lately else ""
    return MOST_PLANS - len(lately), day


def _refuse_too_often(ask: Ask) -> None:
    left, day = looks_left(ask)
    if not left:
        raise Conflict(
            _("Teams were looked for many times lately. You can look again from %(day)s.") % {"day": day},
            code="too_often",
        )


# --- in the worker ---------------------------------------------------------------------------------------------------


def carry_out(plan_id: UUID) -> bool:
    """Look for the teams of one plan. Safe to repeat and to be killed at any moment: it begins again from the start.

    Whatever takes long is done outside every transaction. What was found is checked with the facts of the end: when
    somebody's offer changed while it was looked for, it is looked for once more; if that happens again, what no longer
    holds is left out. Says whether a result lies ready.
    """
    circle = current_circle()
    with in_circle(circle):
        if not _take_up(plan_id):
            return False
    try:
        for is_last in (False, True):
            with in_circle(circle):
                plan = Plan.objects.select_related("ask__person").get(pk=plan_id)
                week = planning.week_of(plan.ask, seed=plan.seed)
            result = _look(circle, plan, week)
            with in_circle(circle):
                done = _keep(plan_id, result, is_last=is_last)
            if done is not None:
                return done
    except Cancelled:
        return False
    except Exception:
        with in_circle(circle):
            _give_up(plan_id)
        raise
    return False


def _take_up(plan_id: UUID) -> bool:
    plan = Plan.objects.select_for_update(of=["self"]).select_related("ask__person").filter(pk=plan_id).first()
    if plan is None or not plan.is_at_work:
        return False
    if plan.tries >= MOST_TRIES:
        _end(plan, Plan.State.FAILED, by=SYSTEM)
        return False
    if plan.ask.state != State.OPEN or plan.ask.number != plan.ask_number:
        _end(plan, Plan.State.STOPPED, by=SYSTEM)
        return False
    plan.state, plan.part, plan.tries, plan.alive_at = Plan.State.RUNNING, Plan.Part.FACTS, plan.tries + 1, now()
    plan.save(update_fields=["state", "part", "tries", "alive_at"])
    return True


class _Voice:
    """Says in between what is being looked for and that somebody is still at it; hears whether it was stopped."""

    def __init__(self, circle: CircleRef, plan_id: UUID) -> None:
        self.circle, self.plan_id, self.part = circle, plan_id, str(Plan.Part.FACTS)
        self._said_at = now()
        self._is_stopped = False

    def step(self, part: str) -> None:
        self.part = part
        self._say()
        if self._is_stopped:
            raise Cancelled

    def alive(self) -> None:
        if now() - self._said_at >= SAY_EVERY:
            self._say()

    def is_stopped(self) -> bool:
        return self._is_stopped

    def _say(self) -> None:
        self._said_at = now()
        with in_circle(self.circle):
            mine = Plan.objects.filter(pk=self.plan_id, state=Plan.State.RUNNING)
            self._is_stopped = mine.update(part=self.part, alive_at=self._said_at) == 0


def _look(circle: CircleRef, plan: Plan, week: planning.Week) -> dict[str, Any]:
    voice = _Voice(circle, plan.pk)
    clock = Clock(STEPS, SECONDS, alive=voice.alive, is_cancelled=voice.is_stopped)
    found = options(week.problem, clock, voice.step)
    why = None
    if not found or found[0].team.open:
        voice.step(Plan.Part.CHANGES)
        clock = Clock(STEPS, SECONDS_FOR_HELP, alive=voice.alive, is_cancelled=voice.is_stopped)
        with in_circle(circle):  # some of the changes read anew who could come
            tries = list(planning.variants(plan.ask, plan.seed))
        why = hindrance(week.problem, found[0].team if found else None, clock, tries)
    return written(week, found, why)


def _keep(plan_id: UUID, result: dict[str, Any], *, is_last: bool) -> bool | None:
    """Keep what was found if it holds now. None: something changed meanwhile, look once more."""
    plan = Plan.objects.select_for_update(of=["self"]).select_related("ask__person").filter(pk=plan_id).first()
    if plan is None or plan.state != Plan.State.RUNNING:
        return False
    if plan.ask.state != State.OPEN or plan.ask.number != plan.ask_number:
        _end(plan, Plan.State.STOPPED, by=SYSTEM)
        return False
    plan.result = result
    faults = faults_of(plan, plan.ask)
    if faults and not is_last:
        return None
    if faults:
        kept = [each for place, each in enumerate(result["options"]) if place not in faults]
        plan.result = {**result, "options": kept, "changed": True}
    plan.verified_at = now()
    _end(plan, Plan.State.DONE, by=SYSTEM)
    return True


def _give_up(plan_id: UUID) -> None:
    plan = Plan.objects.select_for_update(of=["self"]).select_related("ask").filter(pk=plan_id).first()
    if plan is not None and plan.is_at_work:
        _end(plan, Plan.State.FAILED, by=SYSTEM)


def _end(plan: Plan, state: Plan.State, *, by: Actor) -> None:
    plan.state, plan.ended_at = state, now()
    plan.full_clean(exclude=["ask", "asked_by"])
    plan.save()
    told = TeamPlanEnded(plan_id=plan.pk, ask_id=plan.ask_id, person_id=plan.ask.person_id, state=Code(state.value))
    announce(told, by=by)


# --- by the clock ----------------------------------------------------------------------------------------------------


@transaction.atomic
def tend_plans() -> None:
    """What nobody took up again is said to have stopped; what is old is forgotten."""
    for plan in Plan.objects.quiet_since(now() - GIVEN_UP_AFTER).select_for_update(of=["self"]).select_related("ask"):
        _end(plan, Plan.State.FAILED, by=SYSTEM)
    Plan.objects.over(now()).delete()
