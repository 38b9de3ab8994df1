"""Move a circle to another stage of its life, when what has to be ticked for that is ticked.

Facts: stage, why. Who may ask for it is decided where it is asked; the checklist is looked at here, at that moment.
"""

from django.utils.translation import gettext_lazy as _

from kernel.actors import SYSTEM
from kernel.errors import RuleBroken
from provisioning import chronicle, circles, stages
from provisioning.running import Step, Work, kind
from shared_apps.federation.models import Standing
from shared_apps.federation.services import standing


def _move(work: Work) -> None:
    stage = str(work.facts.get("stage", ""))
    if stage not in Standing.Stage.values:
        raise RuleBroken(_("There is no such stage in a circle's life."), code="no_such_stage")
    circle = circles.of_run(work)
    stages.begin(circle.id)
    standing.move_stage(circle.id, stage, by=SYSTEM, why=str(work.facts.get("why", "")))


def _journal(work: Work) -> None:
    chronicle.note(work, circles.of_run(work), f"stage.{work.facts['stage']}")


STAGE = kind(
    "stage",
    _("Move a circle to another stage"),
    Step("move", _("Looking at the checklist, and moving on"), _move),
    Step("journal", _("Writing it into the circle's journal"), _journal),
)
