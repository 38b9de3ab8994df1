"""How it is going, and the team's meetings: called, written down, with decisions that are looked at again."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor
from kernel.errors import Conflict, RuleBroken
from kernel.time import now
from shared_apps.identity.guesses import may_guess
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Person, today
from tenant_apps.teams.events import (
    CheckedIn,
    CheckInAsked,
    DecisionLookedAt,
    DecisionNoted,
    MeetingCalled,
    MeetingCancelled,
    MeetingMoved,
    MeetingNoted,
)
from tenant_apps.teams.models import Attendance, CheckIn, Decision, Meeting, Team
from tenant_apps.teams.policies_life import people_of, voice_of
from tenant_apps.teams.services.taking_part import held_team, the_hand
from tenant_apps.teams.terms import LATEST_REVIEW
from tenants.context import current_circle

A_DAY = 86400
A_MINUTE = timedelta(minutes=1)
FURTHEST = timedelta(days=366)


@transaction.atomic
def check_in(team: Team, going: str, words: str = "", *, by: Actor) -> CheckIn:
    """Somebody says how it is going, for the team to read. Sent twice within a minute it is there once."""
    team = held_team(team, by=by)
    said = CheckIn(team=team, owner=team.owner, person=voice_of(by, team), going=going, words=words.strip())
    before = CheckIn.objects.filter(team=team, person=said.person, at__gt=now() - A_MINUTE).order_by("-at").first()
    if before is not None and (before.going, before.words) == (said.going, said.words):
        return before
    said.written_by = the_hand(by)
    said.full_clean()
    said.save(force_insert=True)
    announce(CheckedIn(check_in_id=said.pk, team_id=team.pk), by=by)
    return said


@transaction.atomic
def ask_how_it_goes(team: Team, *, by: Actor) -> None:
    """Ask everybody in the team how it is going: once a day at most, for each of them gets a letter."""
    team = held_team(team, by=by)
    if not may_guess("team-check-in", f"{current_circle().id}:{team.pk}", most=1, seconds=A_DAY):
        raise Conflict(_("The team was asked today already. Wait until tomorrow."), code="asked_today")
    announce(CheckInAsked(team_id=team.pk), by=by)


@transaction.atomic
def call_meeting(team: Team, at: datetime, place: str = "", *, by: Actor) -> Meeting:
    """The team meets then. One that took place already can be noted, too. Sent twice it is there once."""
    team = held_team(team, by=by)
    known = Meeting.objects.filter(team=team, at=at, cancelled_at=None).first()
    if known is not None:
        return known
    meeting = Meeting(team=team, owner=team.owner, at=at, place=place.strip(), called_by=the_hand(by))
    _refuse_a_time_nobody_meant(at)
    meeting.full_clean()
    meeting.save(force_insert=True)
    announce(MeetingCalled(meeting_id=meeting.pk, team_id=team.pk), by=by)
    return meeting


def _refuse_a_time_nobody_meant(at: datetime) -> None:
    if abs(at - now()) > FURTHEST:
        raise RuleBroken(code="too_far", errors={"day": [_("Choose a day within a year from now.")]})


@transaction.atomic
def move_meeting(meeting: Meeting, at: datetime, place: str, *, by: Actor) -> Meeting:
    """Another time or place."""
    meeting = _held(meeting, by=by)
    if meeting.noted_at is not None:
        raise Conflict(_("This meeting took place and is written down."), code="took_place")
    if meeting.has_begun:
        raise Conflict(_("This meeting has begun already. Write down what you talked about."), code="has_begun")
    _refuse_a_time_nobody_meant(at)
    if (meeting.at, meeting.place) == (at, place.strip()):
        return meeting
    meeting.at, meeting.place = at, place.strip()
    meeting.full_clean()
    meeting.save(update_fields=["at", "place"])
    announce(MeetingMoved(meeting_id=meeting.pk, team_id=meeting.team_id), by=by)
    return meeting


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, by: Actor) -> Meeting:
    """They do not meet after all."""
    meeting = _held(meeting, by=by)
    if meeting.noted_at is not None:
        raise Conflict(_("This meeting took place and is written down."), code="took_place")
    meeting.cancelled_at = now()
    meeting.save(update_fields=["cancelled_at"])
    announce(MeetingCancelled(meeting_id=meeting.pk, team_id=meeting.team_id), by=by)
    return meeting


@transaction.atomic
def note_meeting(meeting: Meeting, notes: str, there: Collection[Person], *, seen: int, by: Actor) -> Meeting:
    """Write down who was there and what was talked about. `seen` is the number under which the writer saw the notes:
    what somebody else wrote meanwhile is not overwritten."""
    meeting = _held(meeting, by=by)
    if meeting.at > now():
        raise Conflict(_("This meeting has not begun yet."), code="not_begun")
    if seen != meeting.number:
        raise Conflict(
            _("Somebody else wrote here meanwhile. Copy what you wrote, open the page again and add it."),
            code="written_meanwhile",
        )
    meeting.notes, meeting.number = notes.strip(), meeting.number + 1
    meeting.noted_at, meeting.noted_by = now(), the_hand(by)
    meeting.full_clean()
    meeting.save(update_fields=["notes", "number", "noted_at", "noted_by"])
    _note_who_was_there(meeting, there)
    announce(MeetingNoted(meeting_id=meeting.pk, team_id=meeting.team_id), by=by)
    return meeting


def _note_who_was_there(meeting: Meeting, there: Collection[Person]) -> None:
    """Of those who are of the team now. Whoever was noted before and left since stays noted."""
    here = set(people_of(meeting.team).values_list("pk", flat=True))
    were = {each.pk for each in there} & here
    meeting.attendances.filter(person__in=here - were).delete()
    known = set(meeting.attendances.values_list("person_id", flat=True))
    Attendance.objects.bulk_create([Attendance(meeting=meeting, person_id=each) for each in sorted(were - known)])


@transaction.atomic
def note_decision(meeting: Meeting, what: str, review_on: date, *, by: Actor) -> Decision:
    """What was decided, and when it is looked at again."""
    meeting = _held(meeting, by=by)
    if meeting.at > now():
        raise Conflict(_("This meeting has not begun yet."), code="not_begun")
    decision = Decision(meeting=meeting, owner=meeting.team.owner, what=what.strip(), review_on=review_on)
    decision.noted_by = the_hand(by)
    if not decision.what:
        raise RuleBroken(code="says_nothing", errors={"what": [_("Say what was decided.")]})
    refuse_no_review(review_on)
    decision.full_clean()
    decision.save(force_insert=True)
    announce(DecisionNoted(decision_id=decision.pk, team_id=meeting.team_id, review_on=review_on), by=by)
    return decision


def refuse_no_review(review_on: date) -> None:
    if not today() < review_on <= today() + LATEST_REVIEW:
        raise RuleBroken(code="review_day", errors={"review_on": [_("Choose a later day, within a year from now.")]})


@transaction.atomic
def look_at_decision(decision: Decision, *, goes_on: bool, review_on: date | None = None, by: Actor) -> Decision:
    """The team looked at it again: it goes on until another day, or it is over."""
    team = held_team(decision.meeting.team, by=by)
    decision = Decision.objects.select_for_update(of=["self"]).get(pk=decision.pk)
    if decision.ended_at is not None:
        raise Conflict(_("This is over already."), code="already_ended")
    if goes_on:
        if review_on is None:
            raise RuleBroken(code="review_day", errors={"review_on": [_("Say when you look at it again.")]})
        refuse_no_review(review_on)
        decision.review_on = review_on
    else:
        decision.ended_at = now()
    decision.looked_at = now()
    decision.full_clean()
    decision.save(update_fields=["review_on", "ended_at", "looked_at"])
    announce(DecisionLookedAt(decision_id=decision.pk, team_id=team.pk, goes_on=goes_on), by=by)
    return decision


def _held(meeting: Meeting, *, by: Actor) -> Meeting:
    team = held_team(meeting.team, by=by)
    found = Meeting.objects.select_for_update(of=["self"]).get(pk=meeting.pk)
    found.team = team
    if found.cancelled_at is not None:
        raise Conflict(_("This meeting was cancelled."), code="was_cancelled")
    return found
