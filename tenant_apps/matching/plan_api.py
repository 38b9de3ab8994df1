"""A whole team for an ask, for programs: look for one, see how far it is, read what was found, and ask those in it."""

from http import HTTPStatus
from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.actors import Actor
from kernel.sections import Scope as Reach
from tenant_apps.entry.api_acting import ACTING_UNDER, ForSomebody
from tenant_apps.entry.models import Scope
from tenant_apps.matching import plan_words
from tenant_apps.matching.models import Ask, Plan, State
from tenant_apps.matching.policies import can_write
from tenant_apps.matching.services import plans
from tenant_apps.matching.services.asking_a_team import ask_a_team


class ComerSerializer(serializers.Serializer):
    person = serializers.UUIDField(source="card", help_text="Of this ask alone, while you may not know their name")
    called = serializers.CharField()
    times = serializers.ListField(child=serializers.CharField(), help_text="Empty: they stand in for the others")
    speaks_for_it = serializers.ListField(child=serializers.CharField(), help_text="In words both may know")
    introduction = serializers.UUIDField(allow_null=True)
    is_in_team = serializers.BooleanField(help_text="They are in the asker's team already")


class FoundTeamSerializer(serializers.Serializer):
    """People who together come to every visit, in words."""

    kind = serializers.CharField(help_text="By this it is named to ask those in it")
    title = serializers.CharField()
    facts = serializers.ListField(child=serializers.CharField())
    trades = serializers.ListField(child=serializers.CharField(), help_text="Beside the first team")
    comers = ComerSerializer(many=True)
    nobody_else = serializers.ListField(child=serializers.CharField(), source="alone")
    left_open = serializers.ListField(child=serializers.CharField())
    sureness = serializers.CharField()


class WhyNotSerializer(serializers.Serializer):
    """Why some visits stay without anybody, and what would help."""

    nobody = serializers.ListField(child=serializers.CharField(), help_text="Too few people can come at these times")
    left_open = serializers.ListField(
        child=serializers.CharField(), help_text="There is not enough time or money in all"
    )
    helps = serializers.ListField(child=serializers.CharField(), help_text="What single change would help most")
    is_complete = serializers.BooleanField(help_text="Every single change was tried")
    ran_out = serializers.BooleanField(help_text="Time ran out before a team was found: there may still be one")


class PlanSerializer(serializers.Serializer):
    """How the looking for a team stands, and what was found as far as it still holds."""

    state = serializers.CharField(help_text=", ".join(Plan.State.values))
    part = serializers.CharField(help_text="What is looked for just now")
    is_of_before = serializers.BooleanField(help_text="The ask has changed since: look again")
    teams = FoundTeamSerializer(many=True)
    why_not = WhyNotSerializer(allow_null=True)
    changed = serializers.ListField(child=serializers.CharField(), help_text="What has changed since: look again")
    unchecked = serializers.BooleanField(help_text="There is a must-have that could not be looked at")


@extend_schema(parameters=[ACTING_UNDER])
class PlanView(ForSomebody, viewsets.GenericViewSet):
    """A whole team for an ask of yours, or of somebody you act for or look after."""

    serializer_class = PlanSerializer
    queryset = Plan.objects.none()
    scopes: ClassVar = {
        "show": Scope.PROFILES_READ,
        **dict.fromkeys(("plan", "stop", "ask_all"), Scope.MATCHING_WRITE),
    }

    @extend_schema(operation_id="team_plan_show")
    def show(self, request: Request, id: UUID) -> Response:
        """How far it is; and when it is ready, two or three teams, each with what it trades."""
        return self._told(*self._ask(id))

    @extend_schema(operation_id="team_plan_begin", request=None, responses={202: PlanSerializer})
    def plan(self, request: Request, id: UUID) -> Response:
        """Have a team looked for. Asking twice is asking once."""
        ask, actor = self._ask(id)
        plans.plan_team(ask, by=actor)
        return self._told(ask, actor, HTTPStatus.ACCEPTED)

    @extend_schema(operation_id="team_plan_stop", responses=PlanSerializer)
    def stop(self, request: Request, id: UUID) -> Response:
        """Nobody waits for it any more."""
        ask, actor = self._ask(id)
        plans.stop_plan(self._plan(ask), by=actor)
        return self._told(ask, actor)

    @extend_schema(operation_id="team_plan_ask", request=None, responses=PlanSerializer)
    def ask_all(self, request: Request, id: UUID, kind: str) -> Response:
        """Say that you would like to know everybody in one of these teams better. They are asked one by one."""
        ask, actor = self._ask(id)
        ask_a_team(self._plan(ask), kind, by=actor)
        return self._told(ask, actor)

    def _ask(self, ask_id: UUID) -> tuple[Ask, Actor]:
        person, actor = self.whose(Reach.CARE)
        found = Ask.objects.select_related("person").filter(pk=ask_id).first()
        if found is None or not can_write(actor, found.person):
            raise Http404
        if found.state == State.DRAFT and found.person_id != person.pk:
            raise Http404
        return found, actor

    def _plan(self, ask: Ask) -> Plan:
        plan = plans.latest_plan(ask)
        if plan is None:
            raise Http404
        return plan

    def _told(self, ask: Ask, actor: Actor, status: int = HTTPStatus.OK) -> Response:
        plan = self._plan(ask)
        is_of_before = plan.ask_number != ask.number or ask.state != State.OPEN
        said: dict[str, Any] = {"state": plan.state, "part": plan.part, "is_of_before": is_of_before}
        said |= {"teams": [], "why_not": None, "changed": [], "unchecked": False}
        if plan.state == Plan.State.DONE and not is_of_before:
            faults = plans.faults_of(plan, ask)
            said["teams"] = plan_words.told(plan.result, ask, actor, faults)
            said["why_not"] = plan_words.why(plan.result)
            said["changed"] = plan_words.what_changed(faults)
            said["unchecked"] = plan_words.unchecked(plan.result)
        return Response(PlanSerializer(said).data, status=status)
