"""Bring a circle back: call its closing off, or fetch its home from where it was put aside.

Possible until what the circle kept is removed for good. Its members are told.
"""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict
from kernel.time import now
from provisioning import chronicle, circles, closing, migrate, owner, replay, stages, telling
from provisioning.kinds.close import CALLED_OFF, closing_of
from provisioning.kinds.suspend import everywhere
from provisioning.running import NotYet, Step, Work, kind
from shared_apps.federation import reasons
from shared_apps.federation.models import Standing
from shared_apps.federation.services import standing
from shared_apps.runs import kept
from shared_apps.runs.models import Run
from tenants.models import Circle, MigrationStep, SchemaState

BUSY = timedelta(minutes=1)
ENDING = (Standing.Stage.CLOSING, Standing.Stage.CLOSED)


def check(circle: Circle) -> None:
    """Raises Conflict when there is nothing to call off, or nothing left to bring back."""
    if circle.state == Circle.State.CLOSED and not closing.is_kept(circle):
        raise Conflict(_("What this circle kept has been removed for good."), code="removed")
    if circle.state not in (Circle.State.CLOSING, Circle.State.CLOSED) and not closing_of(circle.pk):
        raise Conflict(_("This circle is not closing."), code="not_closing")


def _call_off(work: Work) -> None:
    """Whoever is closing the circle finishes the step they are at, and does no other."""
    circle = circles.numbered(work.run.circle_id)
    check(circle)
    for run in Run.objects.under_way().filter(kind="close", circle_id=circle.pk):
        with owner.in_turn(f"run:{run.pk}"):
            if (
                Run.objects.under_way()
                .filter(pk=run.pk)
                .update(state=Run.State.CANCELLED, ended_at=now(), held_until=None)
            ):
                run.lines.create(words=str(CALLED_OFF))


def _home(work: Work) -> None:
    closing.bring_back(circles.numbered(work.run.circle_id).pk)


def _tables(work: Work) -> None:
    """What was migrated while it lay aside is made up for."""
    circle = circles.of_run(work)
    state = SchemaState.objects.using(owner.ALIAS).get(schema_name=circle.schema)
    behind = list(MigrationStep.objects.using(owner.ALIAS).filter(number__gt=state.at_step).order_by("number"))
    if not behind:
        return
    with owner.only_one(migrate.TURN) as mine:
        if not mine:
            raise NotYet(now() + BUSY, _("Waiting for another migration to end."))
        if trouble := replay.bring(state, behind):
            raise Conflict(kept.TABLES % {"why": trouble}, code="tables")


def _doors(work: Work) -> None:
    """Open again; but a pause that somebody ordered for another reason stays."""
    circle = circles.numbered(circles.of_run(work).id)
    if circle.state == Circle.State.SUSPENDED and circle.state_reason != closing.COMING_BACK:
        work.say(kept.STAYS_PAUSED)
        return
    was = {Circle.State.CLOSING, Circle.State.SUSPENDED}
    circles.change_state(circle.pk, Circle.State.OPEN, was=was, suspended_at=None, closes_at=None)


def _journal(work: Work) -> None:
    circle = circles.of_run(work)
    chronicle.note(work, circle, "recovered")
    before = [change.to_stage for change in standing.history(circle.id) if change.to_stage not in ENDING]
    if before:
        why = reasons.CALLED_OFF
        at = standing.of_circle(circle.id)
        for stage in [Standing.Stage.CLOSING, before[-1]] if at and at.stage == Standing.Stage.CLOSED else before[-1:]:
            stages.follow(work, circle.id, stage, why)


def _tell(work: Work) -> None:
    telling.tell(work, circles.of_run(work), telling.BACK)


RECOVER = kind(
    "recover",
    _("Bring a circle back"),
    Step("call-off", _("Calling the closing off"), _call_off),
    Step("home", _("Fetching its home"), _home),
    Step("tables", _("Bringing its tables up to date"), _tables),
    Step("doors", _("Opening the doors again"), _doors),
    Step("journal", _("Writing it into the circle's journal"), _journal),
    Step("everywhere", _("Waiting until it holds everywhere"), everywhere),
    Step("tell", _("Writing to its members"), _tell),
)
