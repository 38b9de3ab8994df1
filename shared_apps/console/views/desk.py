"""The overview: how the federation is, what waits, and who works here."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Max, Q
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from kernel.time import now
from shared_apps.applications.models import Application
from shared_apps.console.circles import BEHIND, HEALTH, NO_COPY, PAUSED, STOPPED, TABLES, latest_step, with_everything
from shared_apps.console.gate import ConsoleRequest, officer_required
from shared_apps.console.hats import APPLICATIONS, Hat
from shared_apps.console.models import Term
from shared_apps.console.pages import show
from shared_apps.federation.models import Incident, Standing, SupportSession
from shared_apps.federation.services.facts import today
from shared_apps.runs.models import Run
from tenants.models import Circle

SOON = timedelta(days=30)


@dataclass(frozen=True)
class Counted:
    """A number with its words and where it leads."""

    words: object
    number: int
    url: str
    icon: str = ""
    is_trouble: bool = False


@require_safe
@officer_required()
def overview(request: ConsoleRequest) -> HttpResponse:
    """How the federation is, and what waits for somebody. Nothing of people."""
    living = with_everything(latest_step()).exclude(state=Circle.State.CLOSED)
    health = dict(living.order_by().values_list("health").annotate(n=Count("pk")))
    stages = dict(Standing.objects.order_by().values_list("stage").annotate(n=Count("pk")))
    runs = Run.objects.aggregate(
        stopped=Count("pk", filter=Q(state=Run.State.STOPPED)),
        under_way=Count("pk", filter=Q(state__in=[Run.State.WAITING, Run.State.RUNNING])),
        last=Max("ended_at"),
    )
    uncopied = living.filter(exported_at=None).count()
    facts = {
        "circles": sum(health.values()),
        "uncopied": uncopied,
        "uncopied_url": f"/circles/?copy={NO_COPY}",
        "troubles": _troubles(health, runs["stopped"]),
        "stages": [Counted(label, stages.get(stage, 0), f"/circles/?stage={stage}") for stage, label in STAGES],
        "runs": runs,
        "incidents": Incident.objects.filter(closed_at=None),
        "looking": SupportSession.objects.open_at(now()).count(),
        "waiting": Application.objects.waiting().count() if APPLICATIONS in request.desk.powers else None,
        "last_director": _last_director(),
    }
    return show(request, "console/overview.html", facts)


STAGES = [(stage, label) for stage, label in Standing.Stage.choices if stage != Standing.Stage.CLOSED]


def _troubles(health: dict[str, int], stopped: int) -> list[Counted]:
    found = [Counted(HEALTH[key], health.get(key, 0), f"/circles/?health={key}") for key in (TABLES, BEHIND, PAUSED)]
    found.append(Counted(HEALTH[STOPPED], stopped, "/runs/?state=stopped"))
    return [each for each in found if each.number]


def _last_director() -> Term | None:
    """The term of the only director, when it ends within a month: nobody should find the desk empty."""
    day = today()
    terms = list(Term.objects.filter(hat=Hat.DIRECTOR).worn(day).select_related("officer"))
    ends = [term for term in terms if term.until_on and term.until_on <= day + SOON]
    return ends[0] if terms and len(ends) == len(terms) else None
