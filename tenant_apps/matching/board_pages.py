"""The co-ordinators' board as a page: a table, figures in words, a filter, and the same on paper."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tenant_apps.entry.gate import hat_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.matching import board as waiting
from tenant_apps.matching.across_words import times_in_words
from tenant_apps.matching.figures import AREA, TASK, Gap, gather
from tenant_apps.matching.models import Pay
from tenant_apps.profiles.policies import HOSTS

A_PAGE, ON_PAPER = 50, 200


@require_safe
@hat_required(*HOSTS)
def board(request: MemberRequest) -> HttpResponse:
    """Who waits longest, what is missing where, whose offer nobody has seen, and whether all are shown alike."""
    wanted = waiting.wanted_by(request.GET)
    is_paper = "paper" in request.GET
    paginator = Paginator(waiting.rows_of(wanted), ON_PAPER if is_paper else A_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    figures = gather()
    asked = request.GET.copy()
    asked.pop("page", None)
    asked.pop("paper", None)
    context = {
        "wanted": wanted,
        "rows": waiting.told(list(page), request.person),
        "page": page,
        "is_paper": is_paper,
        "asked": asked.urlencode(),
        "tasks": list(waiting.TASKS.items()),
        "pays": Pay.choices,
        "weeks": waiting.WEEKS[1:],
        "gaps": [(_named(each), each) for each in figures.gaps],
        "spread": figures.spread,
    }
    return render(request, "matching/board/board.html", context)


def _named(gap: Gap) -> str:
    """What is missing, in words."""
    if gap.kind == TASK:
        return str(waiting.TASKS.get(gap.code, gap.code))
    return gap.code if gap.kind == AREA else times_in_words(gap.code)
