"""What follows when somebody wants a whole team: it is looked for in the worker."""

from tenant_apps.journal.registry import Told, sends_for
from tenant_apps.matching.events import TeamPlanAsked
from tenant_apps.matching.services.plans import carry_out


@sends_for(TeamPlanAsked)
def look_for_the_team(event: TeamPlanAsked, told: Told) -> None:
    """Whoever dies in between leaves it to the next worker, which begins again."""
    carry_out(event.plan_id)
