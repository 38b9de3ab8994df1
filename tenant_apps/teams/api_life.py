"""What a team does together, for programs: tasks and meetings."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.actors import Actor
from kernel.errors import RuleBroken
from kernel.sections import Scope as Reach
from tenant_apps.entry.api_acting import ACTING_UNDER, ForSomebody
from tenant_apps.entry.models import Scope
from tenant_apps.people.models import Person
from tenant_apps.teams.models import Meeting, Session, Team, TeamTask
from tenant_apps.teams.policies_life import can_take_part, people_of
from tenant_apps.teams.services.reviews import note_session
from tenant_apps.teams.services.taking_part import NOT_OF_THE_TEAM
from tenant_apps.teams.services.tasks import add_task, finish_task
from tenant_apps.vault.sealing import keys_at_hand


class TeamTaskSerializer(serializers.Serializer):
    """Something to be done for a team."""

    id = serializers.UUIDField()
    what = serializers.CharField()
    who = serializers.UUIDField(source="who_id", allow_null=True, help_text="Nobody means: anybody in the team")
    due_on = serializers.DateField(allow_null=True)
    done_at = serializers.DateTimeField(allow_null=True)
    done_by = serializers.UUIDField(source="done_by_id", allow_null=True)


class TeamMeetingSerializer(serializers.Serializer):
    """When a team meets or met. What was talked about stands on its page."""

    id = serializers.UUIDField()
    at = serializers.DateTimeField()
    place = serializers.CharField()
    noted_at = serializers.DateTimeField(allow_null=True, help_text="When it was written down what was talked about")


class TeamTaskAddedSerializer(serializers.Serializer):
    what = serializers.CharField(max_length=300)
    who = serializers.UUIDField(required=False, allow_null=True, default=None)
    due_on = serializers.DateField(required=False, allow_null=True, default=None)


class SessionNotedSerializer(serializers.Serializer):
    """A day on which somebody of the team and the person it is for met."""

    id = serializers.UUIDField(read_only=True)
    who = serializers.UUIDField(source="who_id")
    on = serializers.DateField()


class _OfATeam(ForSomebody, viewsets.GenericViewSet):
    """For those who take part in the team, and whoever acts for the person it is for."""

    def team(self, team_id: UUID) -> tuple[Team, Actor]:
        _person, actor = self.whose(Reach.CARE)
        found = Team.objects.select_related("owner").filter(pk=team_id).first()
        if found is None or not can_take_part(actor, found):
            raise Http404
        keys_at_hand([found.owner_id])
        return found, actor

    def said(self, shape: type[serializers.Serializer]) -> dict[str, Any]:
        said = shape(data=self.request.data)
        said.is_valid(raise_exception=True)
        return dict(said.validated_data)

    def somebody_of(self, team: Team, person_id: UUID) -> Person:
        """Somebody who takes part; refused for anybody else, without a word of whether they are known."""
        found = people_of(team).filter(pk=person_id).first()
        if found is None:
            raise RuleBroken(code="not_of_the_team", errors={"who": [NOT_OF_THE_TEAM]})
        return found

    def told(self, rows: Any) -> Response:
        return self.get_paginated_response(self.get_serializer(self.paginate_queryset(rows), many=True).data)


@extend_schema(parameters=[ACTING_UNDER])
class TeamTasksView(_OfATeam):
    """What is to be done for a team."""

    serializer_class = TeamTaskSerializer
    queryset = TeamTask.objects.none()
    scopes: ClassVar = {"list": Scope.TEAMS_READ, "add": Scope.TEAMS_WRITE, "done": Scope.TEAMS_WRITE}

    @extend_schema(request=TeamTaskAddedSerializer, responses=TeamTaskSerializer, operation_id="team_tasks_add")
    def add(self, request: Request, team_id: UUID) -> Response:
        """Something is to be done: by somebody of the team, or by anybody."""
        team, actor = self.team(team_id)
        said = self.said(TeamTaskAddedSerializer)
        who = self.somebody_of(team, said["who"]) if said["who"] else None
        task = add_task(team, said["what"], who=who, due_on=said["due_on"], by=actor)
        return Response(self.get_serializer(task).data, status=201)

    @extend_schema(operation_id="team_tasks_list")
    def list(self, request: Request, team_id: UUID) -> Response:
        """What is still to be done, the next due first."""
        return self.told(self.team(team_id)[0].tasks.open())

    @extend_schema(request=None, responses=TeamTaskSerializer, operation_id="team_tasks_done")
    def done(self, request: Request, team_id: UUID, id: UUID) -> Response:
        """Say that it is done. Saying it twice changes nothing."""
        team, actor = self.team(team_id)
        task = TeamTask.objects.filter(team=team, pk=id).select_related("team__owner").first()
        if task is None:
            raise Http404
        return Response(self.get_serializer(finish_task(task, by=actor)).data)


@extend_schema(parameters=[ACTING_UNDER])
class TeamMeetingsView(_OfATeam):
    """When a team meets."""

    serializer_class = TeamMeetingSerializer
    queryset = Meeting.objects.none()
    scopes: ClassVar = {"list": Scope.TEAMS_READ}

    @extend_schema(operation_id="team_meetings_list")
    def list(self, request: Request, team_id: UUID) -> Response:
        """The meetings that were not cancelled, the newest first."""
        return self.told(Meeting.objects.filter(team=self.team(team_id)[0], cancelled_at=None))


@extend_schema(parameters=[ACTING_UNDER])
class TeamSessionsView(_OfATeam):
    """That somebody of the team and the person it is for met."""

    serializer_class = SessionNotedSerializer
    queryset = Session.objects.none()
    scopes: ClassVar = {"note": Scope.TEAMS_WRITE}

    @extend_schema(operation_id="team_sessions_note")
    def note(self, request: Request, team_id: UUID) -> Response:
        """Say that you met on a day. A day that is noted already stays as it is."""
        team, actor = self.team(team_id)
        said = self.said(SessionNotedSerializer)
        session = note_session(team, self.somebody_of(team, said["who_id"]), said["on"], by=actor)
        return Response(self.get_serializer(session).data)
