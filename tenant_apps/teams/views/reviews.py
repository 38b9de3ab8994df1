"""The pages of sessions and reviews, and the team on one sheet of paper."""

from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.sections import Purpose
from tenant_apps.entry.gate import member_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.helping.acting import knows_acting
from tenant_apps.helping.forms import ask
from tenant_apps.people.models import today
from tenant_apps.privacy.doors import masked_many
from tenant_apps.teams.forms_life import ReviewForm, SessionForm
from tenant_apps.teams.life import agreed_wordings, agreement_lines, hat_lines, review_lines, what_matters
from tenant_apps.teams.models import Place, Review, ReviewWords
from tenant_apps.teams.naming import Names, to_choose_from
from tenant_apps.teams.policies import is_owners_word
from tenant_apps.teams.policies_life import can_write_review, members_of, voice_of
from tenant_apps.teams.services import reviews as service
from tenant_apps.teams.views.life import somebody_of, team_of

page = require_http_methods(["GET", "HEAD", "POST"])
LOOKS: Final = ("normal", "large")
MOST: Final = 30


@page
@member_required
@knows_acting
def reviews(request: MemberRequest, team_id: UUID) -> HttpResponse:
    """The days on which one met, and the reviews after some of them."""
    team, actor = team_of(request, team_id)
    is_owner, me = is_owners_word(actor, team), voice_of(actor, team)
    members = members_of(team) if is_owner else members_of(team).filter(pk=me.pk)
    people = to_choose_from(actor, members)
    only = {"who": people[0][0]} if len(people) == 1 else {}
    sent = request.POST if request.method == "POST" else None
    form = SessionForm(sent, people=people, initial={"on": today().isoformat(), **only})

    def do(said: dict[str, Any]) -> None:
        who = somebody_of(team, said["who"])
        if who is None:
            raise Http404
        service.note_session(team, who, said["on"], by=actor)

    sessions = list(service.sessions_known_to(team, actor)[:MOST])
    names = Names(actor, [each.who_id for each in sessions])
    context = {
        "team": team,
        "is_owners_word": is_owner,
        "sessions": [(each, names(each.who_id)) for each in sessions],
        "reviews": review_lines(team, actor),
    }
    return ask(request, "teams/life/reviews.html", form, do, reverse("teams:reviews", args=[team.pk]), **context)


@require_POST
@member_required
@knows_acting
def take_session_back(request: MemberRequest, team_id: UUID, session_id: UUID) -> HttpResponse:
    """A day was noted by mistake."""
    team, actor = team_of(request, team_id)
    rows = service.sessions_known_to(team, actor).filter(pk=session_id)
    found = rows.select_related("team__owner").first()
    if found is None:
        raise Http404
    service.take_session_back(found, by=actor)
    return redirect("teams:reviews", team.pk)


@page
@member_required
@knows_acting
def review(request: MemberRequest, team_id: UUID, review_id: UUID) -> HttpResponse:
    """Three plain questions, for one of the two it is between."""
    team, actor = team_of(request, team_id)
    found = Review.objects.filter(team=team, pk=review_id).select_related("team__owner").first()
    line = next((each for each in review_lines(team, actor) if found is not None and each.review.pk == found.pk), None)
    if found is None or line is None:
        raise Http404
    if not can_write_review(actor, found):
        return render(request, "teams/life/review.html", {"team": team, "line": line})
    form = ReviewForm(request.POST if request.method == "POST" else None, initial=_as_written(line.mine))
    return ask(
        request,
        "teams/life/review.html",
        form,
        lambda said: service.write_review(found, by=actor, **said),
        reverse("teams:reviews", args=[team.pk]),
        team=team,
        line=line,
    )


def _as_written(words: ReviewWords | None) -> dict[str, Any]:
    if words is None:
        return {}
    return {"good": words.good, "change": words.change, "going_on": words.next, "is_shared": words.is_shared}


@require_safe
@member_required
@knows_acting
def sheet(request: MemberRequest, team_id: UUID) -> HttpResponse:
    """The team on one sheet of paper: who is who, how to reach them, what matters. `?look=large` is large print."""
    team, actor = team_of(request, team_id)
    look = request.GET.get("look", "normal")
    if look not in LOOKS:
        raise Http404
    members = list(members_of(team).order_by("name", "id"))
    seen = masked_many(actor, [team.owner, *members], Purpose.VIEW, ["people.name", "people.contact"])
    names = Names(actor, [team.owner_id, *(each.pk for each in members)])
    does = {place.person_id: place for place in Place.objects.held().filter(team=team, covers_until=None)}
    lines = agreement_lines(team, actor, names)
    agreed = agreed_wordings(team, lines)
    hats: dict[UUID, list[str]] = {}
    for line in hat_lines(team, actor, names):
        for worn in line.worn:
            hats.setdefault(worn.hat.person_id, []).append(str(line.kind.label))
    context = {
        "team": team,
        "look": look,
        "owner": {"called": names(team.owner_id), "seen": seen[0], "hats": hats.get(team.owner_id, [])},
        "members": [
            {"called": names(each.pk), "seen": view, "place": does[each.pk], "hats": hats.get(each.pk, [])}
            for each, view in zip(members, seen[1:], strict=True)
        ],
        "matters": what_matters(team, actor),
        "agreements": [(each, agreed.get(each.agreement.pk)) for each in lines],
        "printed_on": today(),
    }
    return render(request, "teams/life/sheet.html", context)
