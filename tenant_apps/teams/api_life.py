"""What is to be done for a team, for programs. As on the pages."""

from typing import ClassVar, Final
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tenant_apps.entry.api_acting import ACTING_UNDER
from tenant_apps.entry.models import Scope
from tenant_apps.teams.api_team import OfATeam
from tenant_apps.teams.models import TeamTask
from tenant_apps.teams.saying import OF_A_TASK, say_of_task
from tenant_apps.teams.services.tasks import add_task, change_task

SHOW: Final = OpenApiParameter("show", str, enum=["done"], description="Those that are done, not those to be done")
WORD: Final = OpenApiParameter("word", str, OpenApiParameter.PATH, enum=list(OF_A_TASK))


class TeamTaskSerializer(serializers.Serializer):
    """Something to be done for a team."""

    id = serializers.UUIDField()
    what = serializers.CharField()
    who = serializers.UUIDField(source="who_id", allow_null=True, help_text="Nobody means: anybody in the team")
    due_on = serializers.DateField(allow_null=True)
    done_at = serializers.DateTimeField(allow_null=True)
    done_by = serializers.UUIDField(source="done_by_id", allow_null=True)
    dropped_at = serializers.DateTimeField(allow_null=True, help_text="It need not be done")


class TeamTaskAddedSerializer(serializers.Serializer):
    what = serializers.CharField(max_length=300)
    who = serializers.UUIDField(required=False, allow_null=True, default=None)
    due_on = serializers.DateField(required=False, allow_null=True, default=None)


@extend_schema(parameters=[ACTING_UNDER])
class TeamTasksView(OfATeam):
    """What is to be done for a team."""

    serializer_class = TeamTaskSerializer
    queryset = TeamTask.objects.none()
    scopes: ClassVar = {
        "list": Scope.TEAMS_READ,
        "add": Scope.TEAMS_WRITE,
        "say": Scope.TEAMS_WRITE,
        "change": Scope.TEAMS_WRITE,
    }

    @extend_schema(request=TeamTaskAddedSerializer, responses=TeamTaskSerializer, operation_id="team_tasks_add")
    def add(self, request: Request, team_id: UUID) -> Response:
        """Something is to be done: by somebody of the team, or by anybody."""
        team, actor = self.team(team_id)
        said = self.said(TeamTaskAddedSerializer)
        who = self.somebody_of(team, said["who"]) if said["who"] else None
        task = add_task(team, said["what"], who=who, due_on=said["due_on"], by=actor)
        return Response(self.get_serializer(task).data, status=201)

    @extend_schema(parameters=[SHOW], operation_id="team_tasks_list")
    def list(self, request: Request, team_id: UUID) -> Response:
        """What is still to be done, what was added last first; or what was done."""
        rows = TeamTask.objects.filter(team=self.team(team_id)[0])
        return self.told(rows.done() if request.query_params.get("show") == "done" else rows.open())

    @extend_schema(request=TeamTaskAddedSerializer, responses=TeamTaskSerializer, operation_id="team_tasks_change")
    def change(self, request: Request, team_id: UUID, id: UUID) -> Response:
        """Put right what is to be done, by whom or until when. Who is left out is anybody; twice is once."""
        team, actor = self.team(team_id)
        task: TeamTask = self.one_of(TeamTask.objects.filter(team=team).select_related("team__owner"), id)
        said = self.said(TeamTaskAddedSerializer)
        who = self.somebody_of(team, said["who"]) if said["who"] else None
        task = change_task(task, said["what"], who=who, due_on=said["due_on"], by=actor)
        return Response(self.get_serializer(task).data)

    @extend_schema(parameters=[WORD], request=None, responses=TeamTaskSerializer, operation_id="team_tasks_say")
    def say(self, request: Request, team_id: UUID, id: UUID, word: str) -> Response:
        """Say that it is done, that it is not after all, that it need not be; or that you do it, or anybody may.

        Saying it twice changes nothing, but what was dropped is not dropped twice.
        """
        team, actor = self.team(team_id)
        task: TeamTask = self.one_of(TeamTask.objects.filter(team=team).select_related("team__owner"), id)
        if word not in OF_A_TASK:
            raise Http404
        return Response(self.get_serializer(say_of_task(task, word, by=actor)).data)
