"""How it is going, and the meetings of a team, for programs: called, moved, written down, decided. As on the pages."""

from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.actors import Actor
from tenant_apps.entry.api_acting import ACTING_UNDER
from tenant_apps.entry.models import Scope
from tenant_apps.teams.api_team import OfATeam
from tenant_apps.teams.models import CheckIn, Decision, Meeting, Team
from tenant_apps.teams.services import meetings

R, W = Scope.TEAMS_READ, Scope.TEAMS_WRITE


class CheckInSerializer(serializers.Serializer):
    """How it is going, as somebody of the team said it."""

    id = serializers.UUIDField(read_only=True)
    person = serializers.UUIDField(source="person_id", read_only=True)
    going = serializers.ChoiceField(choices=CheckIn.Going.choices)
    words = serializers.CharField(max_length=600, required=False, allow_blank=True, default="")
    written_by = serializers.UUIDField(source="written_by_id", read_only=True, allow_null=True)
    at = serializers.DateTimeField(read_only=True)


@extend_schema(parameters=[ACTING_UNDER])
class CheckInsView(OfATeam):
    """How it is going."""

    serializer_class = CheckInSerializer
    queryset = CheckIn.objects.none()
    scopes: ClassVar = {"list": R, "say": W, "ask": W}

    @extend_schema(operation_id="team_check_ins_list")
    def list(self, request: Request, team_id: UUID) -> Response:
        """What was said, the newest first."""
        return self.told(CheckIn.objects.filter(team=self.team(team_id)[0]))

    @extend_schema(request=CheckInSerializer, responses={201: CheckInSerializer}, operation_id="team_check_ins_say")
    def say(self, request: Request, team_id: UUID) -> Response:
        """Say how it is going, for the team to read. Acting for the person it is for, you say it for them."""
        team, actor = self.team(team_id)
        said = self.said(CheckInSerializer)
        told = meetings.check_in(team, said["going"], said["words"], by=actor)
        return Response(CheckInSerializer(told).data, status=201)

    @extend_schema(request=None, responses={204: None}, operation_id="team_check_ins_ask")
    def ask(self, request: Request, team_id: UUID) -> Response:
        """Ask everybody in the team how it is going: once a day, for each of them gets a letter."""
        team, actor = self.team(team_id)
        meetings.ask_how_it_goes(team, by=actor)
        return Response(status=204)


class TeamMeetingSerializer(serializers.Serializer):
    """When a team meets or met."""

    id = serializers.UUIDField(read_only=True)
    at = serializers.DateTimeField()
    place = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    noted_at = serializers.DateTimeField(
        read_only=True, allow_null=True, help_text="When it was written down what was talked about"
    )


class TeamDecisionSerializer(serializers.Serializer):
    """What was decided, and the day on which the team looks at it again."""

    id = serializers.UUIDField(read_only=True)
    what = serializers.CharField(max_length=1000)
    review_on = serializers.DateField()
    looked_at = serializers.DateTimeField(read_only=True, allow_null=True)
    ended_at = serializers.DateTimeField(read_only=True, allow_null=True)


class WholeMeetingSerializer(TeamMeetingSerializer):
    """A meeting with what was talked about and decided. `number` is what `seen` says when it is written on."""

    number = serializers.IntegerField()
    notes = serializers.CharField()
    there = serializers.ListField(child=serializers.UUIDField())
    decisions = TeamDecisionSerializer(many=True)


class TeamMeetingNotedSerializer(serializers.Serializer):
    """Who was there and what was talked about. What somebody else wrote after `seen` is not overwritten."""

    notes = serializers.CharField(max_length=8000, allow_blank=True)
    there = serializers.ListField(child=serializers.UUIDField(), max_length=200, required=False, default=list)
    seen = serializers.IntegerField(min_value=0)


class DecisionLookedAtSerializer(serializers.Serializer):
    """It goes on until another day, or it is over."""

    goes_on = serializers.BooleanField()
    review_on = serializers.DateField(required=False, allow_null=True, default=None)


@extend_schema(parameters=[ACTING_UNDER])
class TeamMeetingsView(OfATeam):
    """When a team meets, what was talked about, and what was decided."""

    serializer_class = TeamMeetingSerializer
    queryset = Meeting.objects.none()
    scopes: ClassVar = {"list": R, "one": R, "call": W, "move": W, "cancel": W, "note": W, "decide": W, "look": W}

    @extend_schema(operation_id="team_meetings_list")
    def list(self, request: Request, team_id: UUID) -> Response:
        """The meetings that were not cancelled, the newest first."""
        return self.told(Meeting.objects.filter(team=self.team(team_id)[0], cancelled_at=None))

    @extend_schema(
        request=TeamMeetingSerializer, responses={201: WholeMeetingSerializer}, operation_id="team_meetings_call"
    )
    def call(self, request: Request, team_id: UUID) -> Response:
        """The team meets then. One that took place already can be noted, too."""
        team, actor = self.team(team_id)
        return Response(_whole(meetings.call_meeting(team, by=actor, **self.said(TeamMeetingSerializer))), status=201)

    @extend_schema(responses=WholeMeetingSerializer, operation_id="team_meetings_one")
    def one(self, request: Request, team_id: UUID, id: UUID) -> Response:
        """One meeting, with what was talked about and decided."""
        return Response(_whole(self._meeting(team_id, id)[0]))

    @extend_schema(request=TeamMeetingSerializer, responses=WholeMeetingSerializer, operation_id="team_meetings_move")
    def move(self, request: Request, team_id: UUID, id: UUID) -> Response:
        """Another time or place, until it begins."""
        found, actor = self._meeting(team_id, id)
        return Response(_whole(meetings.move_meeting(found, by=actor, **self.said(TeamMeetingSerializer))))

    @extend_schema(request=None, responses={204: None}, operation_id="team_meetings_cancel")
    def cancel(self, request: Request, team_id: UUID, id: UUID) -> Response:
        """They do not meet after all."""
        found, actor = self._meeting(team_id, id)
        meetings.cancel_meeting(found, by=actor)
        return Response(status=204)

    @extend_schema(
        request=TeamMeetingNotedSerializer, responses=WholeMeetingSerializer, operation_id="team_meetings_note"
    )
    def note(self, request: Request, team_id: UUID, id: UUID) -> Response:
        """Write down who was there and what was talked about."""
        found, actor = self._meeting(team_id, id)
        said = self.said(TeamMeetingNotedSerializer)
        there = self.some_of(found.team, said["there"], "there")
        return Response(_whole(meetings.note_meeting(found, said["notes"], there, seen=said["seen"], by=actor)))

    @extend_schema(
        request=TeamDecisionSerializer, responses={201: TeamDecisionSerializer}, operation_id="team_meetings_decide"
    )
    def decide(self, request: Request, team_id: UUID, id: UUID) -> Response:
        """What was decided at it. The day on which the team looks at it again is never left out."""
        found, actor = self._meeting(team_id, id)
        decision = meetings.note_decision(found, by=actor, **self.said(TeamDecisionSerializer))
        return Response(TeamDecisionSerializer(decision).data, status=201)

    @extend_schema(
        request=DecisionLookedAtSerializer, responses=TeamDecisionSerializer, operation_id="team_decisions_look"
    )
    def look(self, request: Request, team_id: UUID, id: UUID) -> Response:
        """Look at a decision again: it goes on until another day, or it is over."""
        team, actor = self.team(team_id)
        rows = Decision.objects.filter(meeting__team=team, meeting__cancelled_at=None)
        found: Decision = self.one_of(rows.select_related("meeting__team__owner"), id)
        looked = meetings.look_at_decision(found, by=actor, **self.said(DecisionLookedAtSerializer))
        return Response(TeamDecisionSerializer(looked).data)

    def _meeting(self, team_id: UUID, meeting_id: UUID) -> tuple[Meeting, Actor]:
        team, actor = self.team(team_id)
        found: Meeting = self.one_of(_meetings_of(team), meeting_id)
        return found, actor


def _meetings_of(team: Team) -> Any:
    return Meeting.objects.filter(team=team, cancelled_at=None).select_related("team__owner")


def _whole(found: Meeting) -> Any:
    told = {name: getattr(found, name) for name in ("id", "at", "place", "noted_at", "number", "notes")}
    there = list(found.attendances.values_list("person_id", flat=True))
    return WholeMeetingSerializer({**told, "there": there, "decisions": list(found.decisions.all())}).data
