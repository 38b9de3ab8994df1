"""What is done to a team, for programs: begin it, bring somebody up, let somebody stand in, end it. As on the pages."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.actors import Actor
from kernel.errors import RuleBroken
from kernel.sections import Scope as Reach
from tenant_apps.entry.api_acting import ACTING_UNDER, ForSomebody, ScopeByAction
from tenant_apps.entry.models import Scope
from tenant_apps.people.models import Person
from tenant_apps.teams import policies, services
from tenant_apps.teams.api import PlaceToldSerializer
from tenant_apps.teams.models import Place, Team
from tenant_apps.teams.reading import newcomers, whom_hosts_found_for

W = Scope.TEAMS_WRITE
UNKNOWN = _("Choose somebody whose name you may know.")


class TeamStateSerializer(serializers.Serializer):
    """How a team stands after what was done."""

    id = serializers.UUIDField()
    owner = serializers.UUIDField(source="owner_id")
    rests = serializers.BooleanField(source="is_frozen")
    ended_at = serializers.DateTimeField(allow_null=True)
    stepped_back_at = serializers.DateTimeField(allow_null=True)


class BroughtUpSerializer(serializers.Serializer):
    """Somebody for a place in a team."""

    person = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Place.Kind.choices)
    does = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class StandInAskedSerializer(serializers.Serializer):
    """Somebody who is to stand in until a time."""

    person = serializers.UUIDField()
    until = serializers.DateTimeField(help_text="Within the next 14 days")
    does = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class TeamEndSerializer(serializers.Serializer):
    why = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


@extend_schema(parameters=[ACTING_UNDER])
class TeamDoingView(ForSomebody, viewsets.GenericViewSet):
    """What somebody does to their own team, or to one they are in."""

    serializer_class = TeamStateSerializer
    queryset = Team.objects.none()
    scopes: ClassVar = {
        "found": W,
        "bring_up": W,
        "stand_in": W,
        "end": W,
        "step_back": W,
        "ask_over": W,
    }

    @extend_schema(request=None, operation_id="teams_found")
    def found(self, request: Request) -> Response:
        """Begin your own team. There is one around a person: the same again answers with it."""
        person, actor = self.whose(Reach.CARE)
        return Response(TeamStateSerializer(services.found_team(person, by=actor)).data)

    @extend_schema(request=BroughtUpSerializer, responses=PlaceToldSerializer, operation_id="teams_bring_up")
    def bring_up(self, request: Request, id: UUID) -> Response:
        """Bring somebody up. What the owner asks is agreed; else the owner is asked first, and then they are."""
        team, actor = self._team(id)
        said = self._said(BroughtUpSerializer)
        place = services.bring_up(team, _newcomer(actor, team, said.pop("person")), by=actor, **said)
        return Response(PlaceToldSerializer(place).data, status=201)

    @extend_schema(request=StandInAskedSerializer, responses=PlaceToldSerializer, operation_id="teams_stand_in")
    def stand_in(self, request: Request, id: UUID) -> Response:
        """Ask somebody to stand in for at most two weeks."""
        team, actor = self._team(id)
        said = self._said(StandInAskedSerializer)
        place = services.let_stand_in(team, _newcomer(actor, team, said.pop("person")), by=actor, **said)
        return Response(PlaceToldSerializer(place).data, status=201)

    @extend_schema(request=TeamEndSerializer, operation_id="teams_end")
    def end(self, request: Request, id: UUID) -> Response:
        """End a team, and every place in it. Twice is once."""
        team, actor = self._team(id, also_ended=True)
        return Response(TeamStateSerializer(services.end_team(team, by=actor, **self._said(TeamEndSerializer))).data)

    @extend_schema(request=None, operation_id="teams_step_back")
    def step_back(self, request: Request, id: UUID) -> Response:
        """Whoever helped a team to begin steps back."""
        team, actor = self._team(id)
        return Response(TeamStateSerializer(services.step_back(team, by=actor)).data)

    @extend_schema(request=None, responses=PlaceToldSerializer(many=True), operation_id="teams_ask_over")
    def ask_over(self, request: Request, id: UUID) -> Response:
        """Ask everybody of the team around the owner's other entry into this one."""
        team, actor = self._team(id)
        return Response(PlaceToldSerializer(services.ask_over(team, by=actor), many=True).data)

    def _said(self, shape: type[serializers.Serializer]) -> dict[str, Any]:
        said = shape(data=self.request.data)
        said.is_valid(raise_exception=True)
        return dict(said.validated_data)

    def _team(self, team_id: UUID, *, also_ended: bool = False) -> tuple[Team, Actor]:
        """The team, for whoever may open it; else it is not there."""
        _person, actor = self.whose(Reach.CARE)
        rows = Team.objects.all() if also_ended else Team.objects.living()
        found = rows.select_related("owner", "starter").filter(pk=team_id).first()
        if found is None or not policies.can_bring_up(actor, found):
            raise Http404
        return found, actor


class TeamFoundedForSerializer(serializers.Serializer):
    """For whom a team begins, who was asked and would like one."""

    person = serializers.UUIDField()
    asked = serializers.BooleanField(help_text="You have asked them, and they would like a team")
    starter = serializers.BooleanField(default=True, help_text="You help it to begin")


class TeamFoundingView(ScopeByAction, viewsets.GenericViewSet):
    """Stewards and coordinators begin teams for others; nobody does that in another's name."""

    serializer_class = TeamStateSerializer
    queryset = Team.objects.none()
    scopes: ClassVar = {"found_for": W}

    @extend_schema(request=TeamFoundedForSerializer, operation_id="teams_found_for")
    def found_for(self, request: Request) -> Response:
        """Begin a team around somebody who said that they would like one. The same again answers with it."""
        me: Any = request.user
        if not policies.is_host(me):
            raise Http404
        said = TeamFoundedForSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        if not said.validated_data["asked"]:
            raise RuleBroken(code="not_asked", errors={"asked": [_("Ask them first whether they would like a team.")]})
        owner = whom_hosts_found_for(me).filter(pk=said.validated_data["person"]).first()
        if owner is None:
            raise RuleBroken(code="unknown_person", errors={"person": [UNKNOWN]})
        team = services.found_for(owner, helps=said.validated_data["starter"], by=me)
        return Response(TeamStateSerializer(team).data)


@extend_schema(parameters=[ACTING_UNDER])
class PlaceDoingView(ForSomebody, viewsets.GenericViewSet):
    """Ending a place, and taking a question about one back."""

    serializer_class = PlaceToldSerializer
    queryset = Place.objects.none()
    scopes: ClassVar = {"end": W, "take_back": W}

    @extend_schema(request=None, operation_id="teams_places_end")
    def end(self, request: Request, id: UUID) -> Response:
        """End somebody's place, or their standing in. Nobody asks why; twice is once."""
        place, actor = self._place(id)
        return Response(PlaceToldSerializer(services.ask_to_go(place, by=actor)).data)

    @extend_schema(request=None, operation_id="teams_places_take_back")
    def take_back(self, request: Request, id: UUID) -> Response:
        """Take a question back before anybody was in. Twice is once."""
        place, actor = self._place(id)
        return Response(PlaceToldSerializer(services.take_back(place, by=actor)).data)

    def _place(self, place_id: UUID) -> tuple[Place, Actor]:
        _person, actor = self.whose(Reach.CARE)
        found = Place.objects.select_related("team__owner", "person").filter(pk=place_id).first()
        if found is None or not policies.can_reach(actor, found):
            raise Http404
        return found, actor


def _newcomer(actor: Actor, team: Team, person_id: UUID) -> Person:
    """Whom the page would offer to this reader; of anybody else nothing is said, not even that they are known.

    Whoever has a place in the team already is told by the service, as far as the reader may read the team.
    """
    if (
        newcomers(actor, team).filter(pk=person_id).exists()
        or team.places.filter(person=person_id, ended_at=None, began_at__isnull=False).exists()
    ):
        return Person.objects.get(pk=person_id)
    raise RuleBroken(code="unknown_person", errors={"person": [UNKNOWN]})
