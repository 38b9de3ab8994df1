"""Teams, for programs: mine, who is in one, what I am asked; saying yes or no, and leaving. As on the pages."""

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
from tenant_apps.teams import policies, services
from tenant_apps.teams.models import Place, Team
from tenant_apps.teams.reading import Seat, TeamView, names_of, view_of

YES, NO = "yes", "no"
KINDS = ", ".join(Place.Kind.values)


class TeamSerializer(serializers.Serializer):
    """A team: whose it is, and whether it rests. A name you may not know is empty."""

    id = serializers.UUIDField()
    owner = serializers.UUIDField()
    owner_called = serializers.CharField()
    rests = serializers.BooleanField(help_text="Nobody comes in until it is clear who decides")
    stands_in = serializers.BooleanField(help_text="You only stand in there for a while")


class SeatSerializer(serializers.Serializer):
    """Somebody's place in a team, or a question about one."""

    id = serializers.UUIDField(source="place.pk", help_text="To answer, or to leave")
    person = serializers.UUIDField(source="place.person_id")
    person_called = serializers.CharField(source="called")
    kind = serializers.CharField(source="place.kind", help_text=KINDS)
    does = serializers.CharField(source="place.does")
    from_at = serializers.DateTimeField(source="place.began_at", allow_null=True)
    stands_in_until = serializers.DateTimeField(source="place.covers_until", allow_null=True)


class WholeTeamSerializer(TeamSerializer):
    """A team with the people in it. Questions that wait are told to whoever decides, asked or looks after people."""

    members = SeatSerializer(many=True)
    standing_in = SeatSerializer(many=True)
    asked = SeatSerializer(many=True)
    brought_up = SeatSerializer(many=True)


class PlaceAskedSerializer(serializers.Serializer):
    """A place in somebody's team that you are asked to take."""

    id = serializers.UUIDField()
    team = serializers.UUIDField()
    owner_called = serializers.CharField()
    kind = serializers.CharField(help_text=KINDS)
    does = serializers.CharField()
    stands_in_until = serializers.DateTimeField(allow_null=True)


class PlaceAnswerSerializer(serializers.Serializer):
    answer = serializers.ChoiceField(choices=[YES, NO])


class PlaceToldSerializer(serializers.Serializer):
    """How a place stands after what you said."""

    id = serializers.UUIDField()
    began_at = serializers.DateTimeField(allow_null=True, help_text="It begins when both have said yes")
    ended_at = serializers.DateTimeField(allow_null=True)
    ended_how = serializers.ChoiceField(choices=Place.Ended.choices, allow_blank=True)


@extend_schema(parameters=[ACTING_UNDER])
class TeamsView(ForSomebody, viewsets.GenericViewSet):
    """The teams somebody is in."""

    serializer_class = TeamSerializer
    queryset = Team.objects.none()
    scopes: ClassVar = {"list": Scope.TEAMS_READ, "one": Scope.TEAMS_READ}

    @extend_schema(operation_id="teams_list")
    def list(self, request: Request) -> Response:
        """Your own team, and those you have a place in; those in which you only stand in say so."""
        person, actor = self.whose(Reach.CARE)
        teams = Team.objects.of(person).select_related("owner").order_by("founded_at", "id")
        page: list[Team] = self.paginate_queryset(teams) or []
        called = names_of(actor, [each.owner for each in page])
        covers = Place.objects.held().filter(person=person, team__in=page).exclude(covers_until=None)
        where = set(covers.values_list("team", flat=True))
        rows = [_team(each, called[each.owner_id], stands_in=each.pk in where) for each in page]
        return self.get_paginated_response(TeamSerializer(rows, many=True).data)

    @extend_schema(operation_id="teams_one", responses=WholeTeamSerializer)
    def one(self, request: Request, id: UUID) -> Response:
        """Who is in it and what each does. Whoever only stands in finds what they need on its page."""
        _person, actor = self.whose(Reach.CARE)
        found = Team.objects.living().select_related("owner").filter(pk=id).first()
        if found is None or not policies.can_bring_up(actor, found):
            raise Http404
        return Response(WholeTeamSerializer(_whole(view_of(found, actor))).data)


@extend_schema(parameters=[ACTING_UNDER])
class PlacesView(ForSomebody, viewsets.GenericViewSet):
    """Places in teams: what you are asked, your answer, and leaving."""

    serializer_class = PlaceAskedSerializer
    queryset = Place.objects.none()
    scopes: ClassVar = {"list": Scope.TEAMS_READ, "answer": Scope.TEAMS_WRITE, "leave": Scope.TEAMS_WRITE}

    @extend_schema(operation_id="teams_asked_list")
    def list(self, request: Request) -> Response:
        """The teams that would like to have you. Nobody answers that in another's name: acting shows none."""
        person, actor = self.whose(Reach.CARE)
        asked = Place.objects.asked_of(person) if actor is person else Place.objects.none()
        page: list[Place] = self.paginate_queryset(asked.select_related("team__owner").order_by("id")) or []
        called = names_of(actor, [each.team.owner for each in page])
        rows = [
            {
                "id": each.pk,
                "team": each.team_id,
                "owner_called": called[each.team.owner_id],
                "kind": each.kind,
                "does": each.does,
                "stands_in_until": each.covers_until,
            }
            for each in page
        ]
        return self.get_paginated_response(PlaceAskedSerializer(rows, many=True).data)

    @extend_schema(request=PlaceAnswerSerializer, responses=PlaceToldSerializer, operation_id="teams_places_answer")
    def answer(self, request: Request, id: UUID) -> Response:
        """Say yes or no to what you are asked; or whether you would like whoever was brought up for your team."""
        place, actor = self._place(id)
        said = PlaceAnswerSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        if said.validated_data["answer"] == NO:
            told = services.say_no(place, by=actor)
        elif policies.can_answer(actor, place):
            told = services.accept(place, by=actor)
        else:
            told = services.agree(place, by=actor)
        return Response(PlaceToldSerializer(told).data)

    @extend_schema(request=None, responses=PlaceToldSerializer, operation_id="teams_places_leave")
    def leave(self, request: Request, id: UUID) -> Response:
        """Leave a team. Nothing of it is open to you from your next request on; leaving twice changes nothing."""
        place, actor = self._place(id)
        return Response(PlaceToldSerializer(services.leave(place, by=actor)).data)

    def _place(self, place_id: UUID) -> tuple[Place, Actor]:
        """The place, for whoever it is for and whoever may read its team; else it is not there."""
        _person, actor = self.whose(Reach.CARE)
        found = Place.objects.select_related("team__owner", "person").filter(pk=place_id).first()
        if found is None or not policies.can_reach(actor, found):
            raise Http404
        return found, actor


def _team(team: Team, called: str, *, stands_in: bool = False) -> dict[str, Any]:
    return {
        "id": team.pk,
        "owner": team.owner_id,
        "owner_called": called,
        "rests": team.is_frozen,
        "stands_in": stands_in,
    }


def _whole(view: TeamView) -> dict[str, Any]:
    seats: dict[str, list[Seat]] = {
        "members": view.members,
        "standing_in": view.standing_in,
        "asked": view.asked,
        "brought_up": view.brought_up,
    }
    return {**_team(view.team, view.owner), **seats}
