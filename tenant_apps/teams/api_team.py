"""The first lines of every view of a team's life: the team, for those who take part in it, and what was sent."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from rest_framework import serializers, viewsets
from rest_framework.response import Response

from kernel.actors import Actor
from kernel.errors import RuleBroken
from kernel.sections import Scope as Reach
from tenant_apps.entry.api_acting import ForSomebody
from tenant_apps.people.models import Person
from tenant_apps.teams.models import Team
from tenant_apps.teams.policies_life import can_take_part, people_of
from tenant_apps.teams.services.taking_part import NOT_OF_THE_TEAM
from tenant_apps.vault.sealing import keys_at_hand


class OfATeam(ForSomebody, viewsets.GenericViewSet):
    """For those who take part in the team, and whoever acts for the person it is for."""

    lookup_field = "id"

    def team(self, team_id: UUID) -> tuple[Team, Actor]:
        """The team, and who acts; for anybody else there is no such team."""
        _person, actor = self.whose(Reach.CARE)
        found = Team.objects.select_related("owner").filter(pk=team_id).first()
        if found is None or not can_take_part(actor, found):
            raise Http404
        keys_at_hand([found.owner_id])
        return found, actor

    def one_of(self, rows: "QuerySet[Any]", row_id: UUID) -> Any:
        """One of the team's rows; what is not there, or is another team's, is absent."""
        found = rows.filter(pk=row_id).first()
        if found is None:
            raise Http404
        return found

    def said(self, shape: type[serializers.Serializer]) -> dict[str, Any]:
        said = shape(data=self.request.data)
        said.is_valid(raise_exception=True)
        return dict(said.validated_data)

    def somebody_of(self, team: Team, person_id: UUID, field: str = "who") -> Person:
        """Somebody who takes part; refused for anybody else, without a word of whether they are known."""
        return self.some_of(team, [person_id], field)[0]

    def some_of(self, team: Team, ids: Iterable[UUID], field: str) -> list[Person]:
        wanted = set(ids)
        found = list(people_of(team).filter(pk__in=wanted))
        if len(found) != len(wanted):
            raise RuleBroken(code="not_of_the_team", errors={field: [NOT_OF_THE_TEAM]})
        return found

    def told(self, rows: Any) -> Response:
        """A page of rows as they are."""
        return self.get_paginated_response(self.get_serializer(self.paginate_queryset(rows), many=True).data)

    def page(self, rows: "QuerySet[Any]") -> list[Any]:
        """The rows of this page, to be told in other words with `get_paginated_response`."""
        return list(self.paginate_queryset(rows) or [])
