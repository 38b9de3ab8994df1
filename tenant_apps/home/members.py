"""What a member sees after signing in.

Rooms that are not furnished yet say so, and say what comes next and whom to ask.
"""

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tenant_apps.entry.gate import member_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.helping.asking import is_asked_to_help
from tenant_apps.home.for_others import who_waits
from tenant_apps.home.greeting import greeting, in_words, span_of, wall_clock, week_of
from tenant_apps.matching.waiting import how_many_wait, to_be_told, to_hear, visits_off
from tenant_apps.merging.mine import is_asked
from tenant_apps.messaging.reading import how_many_are_new
from tenant_apps.people.models import Hat, HatRemoval, Person
from tenant_apps.people.policies import can_see_people
from tenant_apps.people.services.terms import went_on
from tenant_apps.profiles.freshness import hint as profile_hint
from tenant_apps.rights.policies import can_answer
from tenant_apps.site.federation.says import federation_says
from tenant_apps.site.leaving.record import leaving
from tenant_apps.site.today.views import Word
from tenant_apps.teams.coming import what_comes
from tenant_apps.teams.policies import HOSTS
from tenant_apps.teams.waiting import waiting_for

# How long before the last steward's term ends the circle is reminded.
IN_TIME = timedelta(days=60)
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
    is_steward = any(hat.kind == Hat.Kind.STEWARD for hat in hats)
    context = {
        "greeting": greeting(at),
        "today": in_words(at),
        "hats": hats,
        "part": part_of(hats),
        "me": request.person,
        "leaving": leaving(),
        "removals": removals_for(request.person, hats),
        "offers": request.person.hat_offers.waiting().select_related("offered_by"),
        "asked_to_help": is_asked_to_help(request.person),
        "act_for": who_waits(request.person),
        "in_teams": waiting_for(request.person),
        "coming": what_comes(request.person, request.person),
        "profile": profile_hint(request.person),
        "asked_to_meet": how_many_wait(request.person),
        "visits_off": visits_off(request.person),
        "to_hear": len(to_hear()) + len(to_be_told()) if any(hat.kind in HOSTS for hat in hats) else 0,
        "new_in_talks": how_many_are_new(request.person),
        **(steward_ahead(at.date()) if any(hat.is_office for hat in hats) else {}),
        "may_renew": is_steward,
        "how_many": Person.objects.present().count() if looks_after_people else None,
    }
    if is_steward:
        context["desk"] = Word(federation_says(), request)
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
def more(request: MemberRequest) -> HttpResponse:
    """Everything that is not in the bar, and the way out."""
    context = {
        "hats": worn_hats(request),
        "looks_after_people": can_see_people(request.person),
        "answers_for_data": can_answer(request.person),
        "seems_to_be_twice": is_asked(request.person),
    }
    return render(request, "home/more.html", context)


def worn_hats(request: MemberRequest) -> list[Hat]:
    """What this person is doing here today, by the circle's own clock."""
    return list(request.person.hats.worn(wall_clock(request.circle.time_zone).date()))


def steward_ahead(day: date) -> dict[str, date | bool | None]:
    """The day from which nobody is steward, when it is near enough to think of somebody; for everybody in office."""
    ends = Hat.objects.given_up_on(Hat.Kind.STEWARD, day)
    if ends is None or ends > day + IN_TIME:
        return {}
    return {"no_steward_from": ends, "nobody_is_steward": ends <= day, "steward_goes_on": went_on(ends)}


def removals_for(person: Person, hats: list[Hat]) -> list[HatRemoval]:
    """The offices that are in their days of notice, for whoever wears one of them and for every steward."""
    waiting = HatRemoval.objects.waiting().select_related("hat__person", "asked_by").soonest_first()
    is_steward = any(hat.kind == Hat.Kind.STEWARD for hat in hats)
    return list(waiting if is_steward else waiting.filter(hat__person=person))


def part_of(hats: list[Hat]) -> str:
    """Whether somebody gets support, gives it, or looks after the circle; "" when their hats do not say."""
    kinds = {hat.kind for hat in hats}
    return next((part for part, fitting in PARTS.items() if kinds & fitting), "")
