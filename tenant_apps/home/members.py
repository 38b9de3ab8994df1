"""What a member sees after signing in.

Rooms that are not furnished yet say so, and say what comes next and whom to ask.
"""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tenant_apps.entry.gate import member_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.home.greeting import greeting, in_words, span_of, wall_clock, week_of
from tenant_apps.people.models import Hat, Person
from tenant_apps.people.policies import can_see_people
from tenant_apps.profiles.freshness import hint as profile_hint
from tenant_apps.rights.policies import can_answer

# For whom an empty room is written. Whoever wears several hats reads the first that fits.
PARTS = {
    "supported": {Hat.Kind.SUPPORTED},
    "supporter": {Hat.Kind.SUPPORTER},
    "steward": {Hat.Kind.STEWARD, Hat.Kind.COORDINATOR},
}


@require_safe
@member_required
def home(request: MemberRequest) -> HttpResponse:
    """Good morning, the date, who is coming, and whom to ask."""
    at = wall_clock(request.circle.time_zone)
    hats = worn_hats(request)
    looks_after_people = can_see_people(request.person)
    context = {
        "greeting": greeting(at),
        "today": in_words(at),
        "hats": hats,
        "part": part_of(hats),
        "offers": request.person.hat_offers.waiting().select_related("offered_by"),
        "no_steward_from": Hat.objects.given_up_on(Hat.Kind.STEWARD, at.date()) if looks_after_people else None,
        "profile": profile_hint(request.person),
        "how_many": Person.objects.present().count() if looks_after_people else None,
    }
    return render(request, "home/home.html", context)


@require_safe
@member_required
def week(request: MemberRequest) -> HttpResponse:
    """This week, day by day."""
    days = week_of(wall_clock(request.circle.time_zone))
    context = {"days": days, "span": span_of(days), "part": part_of(worn_hats(request))}
    return render(request, "home/week.html", context)


@require_safe
@member_required
def team(request: MemberRequest) -> HttpResponse:
    """The people around me."""
    return render(request, "home/team.html", {"part": part_of(worn_hats(request))})


@require_safe
@member_required
def messages(request: MemberRequest) -> HttpResponse:
    """Conversations I am part of."""
    return render(request, "home/messages.html", {"part": part_of(worn_hats(request))})


@require_safe
@member_required
def more(request: MemberRequest) -> HttpResponse:
    """Everything that is not in the bar, and the way out."""
    context = {
        "hats": worn_hats(request),
        "looks_after_people": can_see_people(request.person),
        "answers_for_data": can_answer(request.person),
    }
    return render(request, "home/more.html", context)


def worn_hats(request: MemberRequest) -> list[Hat]:
    """What this person is doing here today, by the circle's own clock."""
    return list(request.person.hats.worn(wall_clock(request.circle.time_zone).date()))


def part_of(hats: list[Hat]) -> str:
    """Whether somebody gets support, gives it, or looks after the circle; "" when their hats do not say."""
    kinds = {hat.kind for hat in hats}
    return next((part for part, fitting in PARTS.items() if kinds & fitting), "")
