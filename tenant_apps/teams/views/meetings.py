"""The pages of a team's meetings, papers and agreements."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.time import now
from tenant_apps.entry.gate import member_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.helping.acting import knows_acting
from tenant_apps.helping.forms import ask
from tenant_apps.teams.forms_life import (
    AgreementForm,
    DecisionForm,
    DocumentForm,
    MeetingForm,
    NotesForm,
    WordingForm,
)
from tenant_apps.teams.life import agreement_lines
from tenant_apps.teams.models import Agreement, AgreementVersion, Decision, Document, Meeting, Team
from tenant_apps.teams.naming import Names, to_choose_from
from tenant_apps.teams.paper import as_a_file
from tenant_apps.teams.policies_life import can_end_agreement, can_remove, people_of
from tenant_apps.teams.services import agreements as agreements_service
from tenant_apps.teams.services import documents as documents_service
from tenant_apps.teams.services import meetings as service
from tenant_apps.teams.views.life import team_of
from tenant_apps.vault.sealing import keys_at_hand

page = require_http_methods(["GET", "HEAD", "POST"])
MOST = 50


# --- meetings ---------------------------------------------------------------------------------------------------------


@page
@member_required
@knows_acting
def meetings(request: MemberRequest, team_id: UUID) -> HttpResponse:
    """When the team meets and met, what is to be looked at again, and a form to call a meeting."""
    team, actor = team_of(request, team_id)
    zone = request.circle.time_zone
    form = MeetingForm(request.POST if request.method == "POST" else None, zone=zone)
    keys_at_hand([team.owner_id])
    held = Meeting.objects.filter(team=team, cancelled_at=None)
    context = {
        "team": team,
        "coming": held.filter(at__gt=now()).order_by("at"),
        "past": held.filter(at__lte=now())[:MOST],
        "decisions": Decision.objects.filter(meeting__team=team, ended_at=None),
    }
    return ask(
        request,
        "teams/life/meetings.html",
        form,
        lambda said: service.call_meeting(team, said["at"], said["place"], by=actor),
        reverse("teams:meetings", args=[team.pk]),
        **context,
    )


@page
@member_required
@knows_acting
def meeting(request: MemberRequest, team_id: UUID, meeting_id: UUID) -> HttpResponse:
    """One meeting: before it, when and where; afterwards who was there and what was talked about."""
    team, actor = team_of(request, team_id)
    found = _meeting(team, meeting_id)
    to = reverse("teams:meeting", args=[team.pk, found.pk])
    context = _shown(request, team, found)
    sent = request.POST if request.method == "POST" else None
    if not found.has_begun:
        zone = request.circle.time_zone
        form = MeetingForm(sent, zone=zone, initial=_as_typed(found, zone))
        move = lambda said: service.move_meeting(found, said["at"], said["place"], by=actor)  # noqa: E731
        return ask(request, "teams/life/meeting.html", form, move, to, **context)
    people = to_choose_from(actor, people_of(team))
    there = [str(each) for each in found.attendances.values_list("person_id", flat=True)]
    notes = NotesForm(sent, people=people, initial={"there": there, "notes": found.notes, "seen": found.number})

    def note(said: dict[str, Any]) -> None:
        were = list(people_of(team).filter(pk__in=said["there"]))
        service.note_meeting(found, said["notes"], were, seen=said["seen"], by=actor)

    return ask(request, "teams/life/meeting.html", notes, note, to, decision_form=DecisionForm(), **context)


@page
@member_required
@knows_acting
def note_decision(request: MemberRequest, team_id: UUID, meeting_id: UUID) -> HttpResponse:
    """What was decided at it."""
    team, actor = team_of(request, team_id)
    found = _meeting(team, meeting_id)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    return ask(
        request,
        "teams/life/decide.html",
        form,
        lambda said: service.note_decision(found, said["what"], said["review_on"], by=actor),
        reverse("teams:meeting", args=[team.pk, found.pk]),
        team=team,
        meeting=found,
    )


@require_POST
@member_required
@knows_acting
def cancel_meeting(request: MemberRequest, team_id: UUID, meeting_id: UUID) -> HttpResponse:
    """They do not meet."""
    team, actor = team_of(request, team_id)
    service.cancel_meeting(_meeting(team, meeting_id), by=actor)
    return redirect("teams:meetings", team.pk)


@page
@member_required
@knows_acting
def look_at_decision(request: MemberRequest, team_id: UUID, decision_id: UUID) -> HttpResponse:
    """Look at a decision again: it goes on until another day, or it is over."""
    team, actor = team_of(request, team_id)
    found = Decision.objects.filter(meeting__team=team, pk=decision_id).select_related("meeting__team__owner").first()
    if found is None or found.ended_at is not None:
        raise Http404
    to = reverse("teams:meetings", args=[team.pk])
    if request.method == "POST" and request.POST.get("do") == "end":
        service.look_at_decision(found, goes_on=False, by=actor)
        return redirect(to)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    del form.fields["what"]
    return ask(
        request,
        "teams/life/decision.html",
        form,
        lambda said: service.look_at_decision(found, goes_on=True, review_on=said["review_on"], by=actor),
        to,
        team=team,
        decision=found,
    )


def _meeting(team: Team, meeting_id: UUID) -> Meeting:
    found = Meeting.objects.filter(team=team, pk=meeting_id, cancelled_at=None).select_related("team__owner").first()
    if found is None:
        raise Http404
    return found


def _as_typed(found: Meeting, zone: str) -> dict[str, Any]:
    there = found.at.astimezone(ZoneInfo(zone))
    return {"day": there.date().isoformat(), "at": there.strftime("%H:%M"), "place": found.place}


def _shown(request: MemberRequest, team: Team, found: Meeting) -> dict[str, Any]:
    actor = team_of(request, team.pk)[1]
    there = list(found.attendances.values_list("person_id", flat=True))
    names = Names(actor, [*there, found.noted_by_id])
    return {
        "team": team,
        "meeting": found,
        "there": [names(each) for each in there],
        "noted_by": names(found.noted_by_id),
        "decisions": list(found.decisions.all()),
    }


# --- papers -----------------------------------------------------------------------------------------------------------


@page
@member_required
@knows_acting
def documents(request: MemberRequest, team_id: UUID) -> HttpResponse:
    """The team's papers, and a form to put one there."""
    team, actor = team_of(request, team_id)
    keys_at_hand([team.owner_id])
    found = list(Document.objects.filter(team=team).select_related("team__owner"))
    names = Names(actor, [each.kept_by_id for each in found])
    form = DocumentForm(request.POST or None, request.FILES or None)
    return ask(
        request,
        "teams/life/documents.html",
        form,
        lambda said: documents_service.keep_document(team, said["paper"], said["called"], by=actor),
        reverse("teams:documents", args=[team.pk]),
        team=team,
        documents=[(each, names(each.kept_by_id), can_remove(actor, each)) for each in found],
    )


@require_safe
@member_required
@knows_acting
def document(request: MemberRequest, team_id: UUID, document_id: UUID) -> HttpResponse:
    """A paper, as a file to keep: never a page of ours."""
    team, actor = team_of(request, team_id)
    found = _document(team, document_id)
    return as_a_file(found, documents_service.open_document(found, by=actor))


@require_POST
@member_required
@knows_acting
def remove_document(request: MemberRequest, team_id: UUID, document_id: UUID) -> HttpResponse:
    """Take a paper away."""
    team, actor = team_of(request, team_id)
    documents_service.remove_document(_document(team, document_id), by=actor)
    return redirect("teams:documents", team.pk)


def _document(team: Team, document_id: UUID) -> Document:
    found = Document.objects.filter(team=team, pk=document_id).select_related("team__owner").first()
    if found is None:
        raise Http404
    return found


# --- agreements -------------------------------------------------------------------------------------------------------


@page
@member_required
@knows_acting
def agreements(request: MemberRequest, team_id: UUID) -> HttpResponse:
    """What the team agreed on, who said yes, and a form to write something down."""
    team, actor = team_of(request, team_id)
    form = AgreementForm(request.POST if request.method == "POST" else None)
    return ask(
        request,
        "teams/life/agreements.html",
        form,
        lambda said: agreements_service.make_agreement(team, said["title"], said["words"], by=actor),
        reverse("teams:agreements", args=[team.pk]),
        team=team,
        agreements=agreement_lines(team, actor),
    )


@page
@member_required
@knows_acting
def agreement(request: MemberRequest, team_id: UUID, agreement_id: UUID) -> HttpResponse:
    """One agreement: its wordings, and a form to write it anew."""
    team, actor = team_of(request, team_id)
    found = _agreement(team, agreement_id)
    versions = list(found.versions.all())
    line = next((each for each in agreement_lines(team, actor) if each.agreement.pk == found.pk), None)
    names = Names(actor, [each.written_by_id for each in versions])
    form = WordingForm(
        request.POST if request.method == "POST" else None,
        initial={"words": versions[0].words, "seen": versions[0].number},
    )
    return ask(
        request,
        "teams/life/agreement.html",
        form,
        lambda said: agreements_service.write_anew(found, said["words"], seen=said["seen"], by=actor),
        reverse("teams:agreement", args=[team.pk, found.pk]),
        team=team,
        agreement=found,
        line=line,
        before=[(each, names(each.written_by_id)) for each in versions[1:]],
        can_end=can_end_agreement(actor, found),
    )


@require_POST
@member_required
@knows_acting
def answer_agreement(request: MemberRequest, team_id: UUID, version_id: UUID) -> HttpResponse:
    """Yes, or I cannot say yes to this; or the owner ends it."""
    team, actor = team_of(request, team_id)
    rows = AgreementVersion.objects.filter(agreement__team=team, pk=version_id).select_related("agreement__team__owner")
    version = rows.first()
    if version is None:
        raise Http404
    said = request.POST.get("do")
    if said in ("yes", "no"):
        agreements_service.answer_agreement(version, yes=said == "yes", by=actor)
    elif said == "end":
        agreements_service.end_agreement(version.agreement, by=actor)
    return redirect("teams:agreements", team.pk)


def _agreement(team: Team, agreement_id: UUID) -> Agreement:
    found = Agreement.objects.filter(team=team, pk=agreement_id, ended_at=None).select_related("team__owner").first()
    if found is None:
        raise Http404
    return found
