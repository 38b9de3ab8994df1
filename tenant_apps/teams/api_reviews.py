"""The days on which two met, and how it goes after some of them, for programs. As on the pages."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.actors import Actor
from tenant_apps.entry.api_acting import ACTING_UNDER
from tenant_apps.entry.models import Scope
from tenant_apps.teams.api_team import OfATeam
from tenant_apps.teams.life import ReviewLine, review_lines
from tenant_apps.teams.models import Review, ReviewWords, Session, Team
from tenant_apps.teams.services import reviews

R, W = Scope.TEAMS_READ, Scope.TEAMS_WRITE


class SessionNotedSerializer(serializers.Serializer):
    """A day on which somebody of the team and the person it is for met."""

    id = serializers.UUIDField(read_only=True)
    who = serializers.UUIDField(source="who_id")
    on = serializers.DateField()


@extend_schema(parameters=[ACTING_UNDER])
class TeamSessionsView(OfATeam):
    """That somebody of the team and the person it is for met."""

    serializer_class = SessionNotedSerializer
    queryset = Session.objects.none()
    scopes: ClassVar = {"list": R, "note": W, "take_back": W}

    @extend_schema(operation_id="team_sessions_list")
    def list(self, request: Request, team_id: UUID) -> Response:
        """Your own days; for the person the team is for, or whoever acts for them, those of everybody."""
        return self.told(reviews.sessions_known_to(*self.team(team_id)))

    @extend_schema(operation_id="team_sessions_note")
    def note(self, request: Request, team_id: UUID) -> Response:
        """Say that you met on a day. A day that is noted already stays as it is."""
        team, actor = self.team(team_id)
        said = self.said(SessionNotedSerializer)
        session = reviews.note_session(team, self.somebody_of(team, said["who_id"]), said["on"], by=actor)
        return Response(self.get_serializer(session).data)

    @extend_schema(request=None, responses={204: None}, operation_id="team_sessions_take_back")
    def take_back(self, request: Request, team_id: UUID, id: UUID) -> Response:
        """A day was noted by mistake."""
        team, actor = self.team(team_id)
        found: Session = self.one_of(reviews.sessions_known_to(team, actor).select_related("team__owner"), id)
        reviews.take_session_back(found, by=actor)
        return Response(status=204)


class TeamReviewWordsSerializer(serializers.Serializer):
    """What one of the two says: what goes well, what should be different, and how to go on."""

    good = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")
    change = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")
    going_on = serializers.ChoiceField(source="next", choices=ReviewWords.Next.choices)
    is_shared = serializers.BooleanField(
        default=False, help_text="The team may read it, if the other of the two says so, too"
    )


class TeamReviewSerializer(serializers.Serializer):
    """A review between the person the team is for and one member, as far as you may see it."""

    id = serializers.UUIDField(source="review.pk")
    member = serializers.UUIDField(source="review.member_id")
    member_called = serializers.CharField(source="called")
    after = serializers.IntegerField(source="review.after", help_text="After so many times")
    due_on = serializers.DateField(source="review.due_on")
    is_between_us = serializers.BooleanField(help_text="You, or whom you act for, are one of the two")
    mine = TeamReviewWordsSerializer(
        allow_null=True, help_text="Your side; that of the person the team is for, where you are neither"
    )
    theirs = TeamReviewWordsSerializer(allow_null=True, help_text="The other side, once both have written")


@extend_schema(parameters=[ACTING_UNDER])
class TeamReviewsView(OfATeam):
    """How it goes, after the third, the eighth and the twelfth time."""

    serializer_class = TeamReviewSerializer
    queryset = Review.objects.none()
    scopes: ClassVar = {"list": R, "write": W}

    @extend_schema(operation_id="team_reviews_list")
    def list(self, request: Request, team_id: UUID) -> Response:
        """Those you are one of the two of, and those that both shared with the team."""
        team, actor = self.team(team_id)
        lines = {line.review.pk: line for line in review_lines(team, actor)}
        page = self.page(Review.objects.filter(pk__in=lines))
        return self.get_paginated_response(TeamReviewSerializer([lines[each.pk] for each in page], many=True).data)

    @extend_schema(request=TeamReviewWordsSerializer, operation_id="team_reviews_write")
    def write(self, request: Request, team_id: UUID, id: UUID) -> Response:
        """Answer the three questions, or write your answers anew. The other reads them when both have."""
        team, actor = self.team(team_id)
        line = _line(team, actor, id)
        said = self.said(TeamReviewWordsSerializer)
        reviews.write_review(line.review, going_on=said.pop("next"), by=actor, **said)
        return Response(self._told(team, actor, id))

    def _told(self, team: Team, actor: Actor, review_id: UUID) -> Any:
        return TeamReviewSerializer(_line(team, actor, review_id)).data


def _line(team: Team, actor: Actor, review_id: UUID) -> ReviewLine:
    line = next((each for each in review_lines(team, actor) if each.review.pk == review_id), None)
    if line is None:
        raise Http404
    return line
