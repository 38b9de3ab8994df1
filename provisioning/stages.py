"""The federation's record of where a circle stands follows what is done to its home, if the checklists let it."""

from uuid import UUID

from kernel.actors import SYSTEM
from kernel.errors import RuleBroken
from provisioning.running import Work
from shared_apps.federation import reasons
from shared_apps.federation.models import CircleFact, Standing
from shared_apps.federation.modes import Mode
from shared_apps.federation.services import facts, standing
from shared_apps.federation.stages import MOVES
from shared_apps.runs import kept


def begin(circle_id: UUID) -> None:
    """Begin the record of a circle nobody applied for. Safe to repeat."""
    standing.begin(circle_id, Standing.Stage.FORMING, by=SYSTEM, why=reasons.NO_APPLICATION)


def note_mode(circle_id: UUID, mode: str, evidence: str) -> None:
    """Write down which kind of circle it is before the law, unless somebody has already. Safe to repeat."""
    if CircleFact.Kind.MODE not in facts.known(circle_id):
        facts.note(circle_id, CircleFact.Kind.MODE, mode, by=SYSTEM, from_on=facts.today(), evidence=evidence)


def check_mode(mode: str) -> str:
    """The mode, if it is one. Raises RuleBroken with a sentence."""
    if mode and mode not in Mode.values:
        raise RuleBroken(f"“{mode}” is no kind of circle. There are: {', '.join(Mode.values)}.", code="no_such_mode")
    return mode


def check_stage(stage: str) -> str:
    """The stage, if there is one of that name. Raises RuleBroken with a sentence that names them all."""
    if stage not in Standing.Stage.values:
        raise RuleBroken(
            f"“{stage}” is no stage of a circle's life. There are: {', '.join(Standing.Stage.values)}.",
            code="no_such_stage",
        )
    return stage


def begin_where_it_stood(circle_id: UUID, stage: str) -> None:
    """Begin the record of a circle that moved in, at the stage its archive tells. Safe to repeat."""
    standing.begin(circle_id, stage, by=SYSTEM, why=reasons.MOVED_IN)


def follow(work: Work, circle_id: UUID, stage: str, why: str) -> None:
    """Move the record along with what has happened; what was not ticked by then stands in the log of the run."""
    begin(circle_id)
    now_at = standing.of_circle(circle_id)
    if now_at is None or now_at.stage == stage:
        return
    if stage not in MOVES[now_at.stage]:
        work.say(_stays(now_at))
        return
    for item in standing.missing(circle_id, stage):
        work.say(kept.NOT_TICKED % {"item": item.words})
    standing.move_stage(circle_id, stage, by=SYSTEM, why=why, has_happened=True)


def _stays(at: Standing) -> str:
    return kept.STAGE_STAYS % {"stage": at.get_stage_display()}
