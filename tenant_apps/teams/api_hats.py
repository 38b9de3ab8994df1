"""The hats of a team, for programs: who does what, asking and offering, each yes and no, handing over."""

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Q
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.actors import Actor
from tenant_apps.entry.api_acting import ACTING_UNDER
from tenant_apps.entry.models import Scope
from tenant_apps.teams.api_team import OfATeam
from tenant_apps.teams.models import Team, TeamHat
from tenant_apps.teams.naming import Names
from tenant_apps.teams.saying import OF_A_HAT, say_of_hat
from tenant_apps.teams.services import hats
from tenant_apps.teams.terms import HAT_MONTHS, MOST_HAT_MONTHS

R, W = Scope.TEAMS_READ, Scope.TEAMS_WRITE


class TeamHatSerializer(serializers.Serializer):
    """A hat that is worn, or that waits for a yes. A name you may not know is empty."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=TeamHat.Kind.choices)
    person = serializers.UUIDField(source="person_id")
    person_called = serializers.CharField()
    months = serializers.IntegerField(help_text="For how many months it was asked")
    from_on = serializers.DateField(allow_null=True, help_text="Worn from then on; none while it waits for a yes")
    until_on = serializers.DateField(allow_null=True, help_text="Up to, not including, this day")
    they_said_yes = serializers.BooleanField()
    team_agreed = serializers.BooleanField()
    is_doubted = serializers.BooleanField(help_text="Somebody said that something speaks against it")
    follows = serializers.UUIDField(source="follows_id", allow_null=True, help_text="The hat that it takes over")
    ended_how = serializers.ChoiceField(choices=TeamHat.Ended.choices, allow_blank=True)


class TeamHatAskedSerializer(serializers.Serializer):
    """Somebody of the team is asked to do something for it; asked of yourself, it is an offer."""

    kind = serializers.ChoiceField(choices=TeamHat.Kind.choices)
    person = serializers.UUIDField()
    months = serializers.IntegerField(min_value=1, max_value=MOST_HAT_MONTHS, default=HAT_MONTHS)


class TeamHatSaidSerializer(serializers.Serializer):
    say = serializers.ChoiceField(
        choices=list(OF_A_HAT),
        help_text="yes, no: you are asked. agree, refuse: you decide for the person the team is for. fine, against:"
        " another member. take-back: you asked. go-on: for another term, from whoever wears it or decides",
    )


class TeamHatLaidDownSerializer(serializers.Serializer):
    """Who takes it over, or that nobody does for now: the last of a kind that is needed does not go without a word."""

    successor = serializers.UUIDField(required=False, allow_null=True, default=None)
    leaves_vacant = serializers.BooleanField(default=False)


@extend_schema(parameters=[ACTING_UNDER])
class TeamHatsView(OfATeam):
    """Who does what in a team."""

    serializer_class = TeamHatSerializer
    queryset = TeamHat.objects.none()
    scopes: ClassVar = {"list": R, "ask": W, "say": W, "lay_down": W}

    @extend_schema(operation_id="team_hats_list")
    def list(self, request: Request, team_id: UUID) -> Response:
        """Who does what now, and what waits for a yes, the newest first."""
        team, actor = self.team(team_id)
        now_or_waiting = Q(from_on=None) | Q(pk__in=TeamHat.objects.worn().filter(team=team).values("pk"))
        page = self.page(TeamHat.objects.living().filter(now_or_waiting, team=team).prefetch_related("words"))
        return self.get_paginated_response(TeamHatSerializer(_named(page, actor), many=True).data)

    @extend_schema(request=TeamHatAskedSerializer, responses={201: TeamHatSerializer}, operation_id="team_hats_ask")
    def ask(self, request: Request, team_id: UUID) -> Response:
        """Ask somebody of the team to do something for it, or offer to. It begins when both have said yes."""
        team, actor = self.team(team_id)
        said = self.said(TeamHatAskedSerializer)
        person = self.somebody_of(team, said["person"], "person")
        hat = hats.ask_hat(team, person, said["kind"], months=said["months"], by=actor)
        return Response(self._told(hat, actor), status=201)

    @extend_schema(request=TeamHatSaidSerializer, operation_id="team_hats_say")
    def say(self, request: Request, team_id: UUID, id: UUID) -> Response:
        """Say yes or no to a question, take it back, or go on for another term."""
        team, actor = self.team(team_id)
        hat, word = self._hat(team, id), self.said(TeamHatSaidSerializer)["say"]
        return Response(self._told(say_of_hat(hat, word, by=actor), actor))

    @extend_schema(request=TeamHatLaidDownSerializer, operation_id="team_hats_lay_down")
    def lay_down(self, request: Request, team_id: UUID, id: UUID) -> Response:
        """Hand it over, or say that nobody does it for now. Whoever decides may take it off somebody.

        With a successor, the answer is the question to them; until they say yes nothing changes.
        """
        team, actor = self.team(team_id)
        hat, said = self._hat(team, id), self.said(TeamHatLaidDownSerializer)
        successor = self.somebody_of(team, said["successor"], "successor") if said["successor"] else None
        laid = hats.lay_down(hat, successor=successor, leaves_vacant=said["leaves_vacant"], by=actor)
        return Response(self._told(laid, actor))

    def _hat(self, team: Team, hat_id: UUID) -> TeamHat:
        rows = TeamHat.objects.living().filter(team=team).select_related("person", "team__owner")
        hat: TeamHat = self.one_of(rows, hat_id)
        return hat

    def _told(self, hat: TeamHat, actor: Actor) -> Any:
        return TeamHatSerializer(_named([hat], actor)[0]).data


def _named(hats: "Iterable[TeamHat]", actor: Actor) -> "list[TeamHat]":
    """The hats with what their wearers are called, and whose yes is there."""
    found = [*hats]
    names = Names(actor, [hat.person_id for hat in found])
    for hat in found:
        hat.person_called = names.known(hat.person_id)  # type: ignore[attr-defined]
        hat.they_said_yes, hat.team_agreed = hat.accepted_at is not None, hat.agreed_at is not None  # type: ignore[attr-defined]
        hat.is_doubted = any(word.is_against for word in hat.words.all())  # type: ignore[attr-defined]
    return found
