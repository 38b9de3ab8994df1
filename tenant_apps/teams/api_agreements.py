"""What a team agreed on, and its papers, for programs. As on the pages."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.actors import Actor
from tenant_apps.entry.api_acting import ACTING_UNDER
from tenant_apps.entry.models import Scope
from tenant_apps.teams.api import NO, YES
from tenant_apps.teams.api_team import OfATeam
from tenant_apps.teams.life import agreement_lines
from tenant_apps.teams.models import Agreement, AgreementVersion, Document, Team
from tenant_apps.teams.paper import as_a_file
from tenant_apps.teams.services import agreements, documents

R, W = Scope.TEAMS_READ, Scope.TEAMS_WRITE


class TeamAgreementSerializer(serializers.Serializer):
    """Something the team agreed on, in its newest wording, with who said what to it."""

    id = serializers.UUIDField(source="agreement.pk")
    title = serializers.CharField(source="agreement.title")
    version = serializers.UUIDField(source="version.pk", help_text="The wording that an answer is about")
    number = serializers.IntegerField(source="version.number", help_text="What `seen` says when it is written anew")
    words = serializers.CharField(source="version.words")
    yes = serializers.ListField(child=serializers.CharField(), help_text="Who said yes, by name")
    cannot = serializers.ListField(child=serializers.CharField(), help_text="Who said that they cannot")
    asked = serializers.ListField(child=serializers.CharField(), help_text="Who has not been heard yet")
    mine = serializers.BooleanField(allow_null=True, help_text="What you said, or whom you act for; none: not yet")


class TeamAgreementMadeSerializer(serializers.Serializer):
    title = serializers.CharField(max_length=120)
    words = serializers.CharField(max_length=6000)


class TeamWordingSerializer(serializers.Serializer):
    """Another wording. What somebody else wrote after `seen` is not overwritten."""

    words = serializers.CharField(max_length=6000)
    seen = serializers.IntegerField(min_value=0)


class TeamAgreementAnswerSerializer(serializers.Serializer):
    """Yes, or that you cannot. It is about one wording."""

    version = serializers.UUIDField()
    answer = serializers.ChoiceField(choices=[YES, NO])


@extend_schema(parameters=[ACTING_UNDER])
class TeamAgreementsView(OfATeam):
    """What a team agreed on."""

    serializer_class = TeamAgreementSerializer
    queryset = Agreement.objects.none()
    scopes: ClassVar = {"list": R, "make": W, "write": W, "answer": W, "end": W}

    @extend_schema(operation_id="team_agreements_list")
    def list(self, request: Request, team_id: UUID) -> Response:
        """The agreements that hold, the newest first."""
        team, actor = self.team(team_id)
        page = self.page(_living(team))
        lines = {line.agreement.pk: line for line in agreement_lines(team, actor)} if page else {}
        told = TeamAgreementSerializer([lines[each.pk] for each in page if each.pk in lines], many=True).data
        return self.get_paginated_response(told)

    @extend_schema(
        request=TeamAgreementMadeSerializer,
        responses={201: TeamAgreementSerializer},
        operation_id="team_agreements_make",
    )
    def make(self, request: Request, team_id: UUID) -> Response:
        """Write down what the team is to agree on. You have said yes; everybody else is asked."""
        team, actor = self.team(team_id)
        made = agreements.make_agreement(team, by=actor, **self.said(TeamAgreementMadeSerializer))
        return Response(_line(team, actor, made.pk), status=201)

    @extend_schema(request=TeamWordingSerializer, operation_id="team_agreements_write")
    def write(self, request: Request, team_id: UUID, id: UUID) -> Response:
        """Write it anew: everybody is asked again."""
        team, actor, found = self._agreement(team_id, id)
        agreements.write_anew(found, by=actor, **self.said(TeamWordingSerializer))
        return Response(_line(team, actor, found.pk))

    @extend_schema(request=TeamAgreementAnswerSerializer, operation_id="team_agreements_answer")
    def answer(self, request: Request, team_id: UUID, id: UUID) -> Response:
        """Say yes to this wording, or that you cannot. You may think again."""
        team, actor, found = self._agreement(team_id, id)
        said = self.said(TeamAgreementAnswerSerializer)
        rows = AgreementVersion.objects.filter(agreement=found).select_related("agreement__team__owner")
        version: AgreementVersion = self.one_of(rows, said["version"])
        agreements.answer_agreement(version, yes=said["answer"] == YES, by=actor)
        return Response(_line(team, actor, found.pk))

    @extend_schema(request=None, responses={204: None}, operation_id="team_agreements_end")
    def end(self, request: Request, team_id: UUID, id: UUID) -> Response:
        """It does not hold any more: whoever decides for the team says so."""
        _team, actor, found = self._agreement(team_id, id)
        agreements.end_agreement(found, by=actor)
        return Response(status=204)

    def _agreement(self, team_id: UUID, agreement_id: UUID) -> tuple[Team, Actor, Agreement]:
        team, actor = self.team(team_id)
        found: Agreement = self.one_of(_living(team).select_related("team__owner"), agreement_id)
        return team, actor, found


def _living(team: Team) -> Any:
    return Agreement.objects.filter(team=team, ended_at=None)


def _line(team: Team, actor: Actor, agreement_id: UUID) -> Any:
    line = next((each for each in agreement_lines(team, actor) if each.agreement.pk == agreement_id), None)
    if line is None:
        raise Http404
    return TeamAgreementSerializer(line).data


class TeamDocumentSerializer(serializers.Serializer):
    """A paper of the team. What is in it is read at its own address, and each look is written down."""

    id = serializers.UUIDField()
    called = serializers.CharField()
    media_type = serializers.CharField()
    size = serializers.IntegerField(help_text="In bytes")
    kept_at = serializers.DateTimeField()
    kept_by = serializers.UUIDField(source="kept_by_id", allow_null=True)


class TeamDocumentKeptSerializer(serializers.Serializer):
    paper = serializers.FileField(help_text="A picture or a PDF file of at most 4 MB")
    called = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


@extend_schema(parameters=[ACTING_UNDER])
class TeamDocumentsView(OfATeam):
    """The team's papers."""

    serializer_class = TeamDocumentSerializer
    queryset = Document.objects.none()
    parser_classes: ClassVar = [MultiPartParser]
    scopes: ClassVar = {"list": R, "open": R, "keep": W, "remove": W}

    @extend_schema(operation_id="team_documents_list")
    def list(self, request: Request, team_id: UUID) -> Response:
        """The papers, the newest first."""
        return self.told(Document.objects.filter(team=self.team(team_id)[0]))

    @extend_schema(
        request={"multipart/form-data": TeamDocumentKeptSerializer},
        responses={201: TeamDocumentSerializer},
        operation_id="team_documents_keep",
    )
    def keep(self, request: Request, team_id: UUID) -> Response:
        """Put a paper with the team's papers."""
        team, actor = self.team(team_id)
        said = self.said(TeamDocumentKeptSerializer)
        paper = documents.keep_document(team, said["paper"], said["called"], by=actor)
        return Response(TeamDocumentSerializer(paper).data, status=201)

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY}, operation_id="team_documents_open")
    def open(self, request: Request, team_id: UUID, id: UUID) -> HttpResponse:
        """What is in a paper. That you looked is written down, where the person the team is for reads it."""
        found, actor = self._paper(team_id, id)
        return as_a_file(found, documents.open_document(found, by=actor))

    @extend_schema(request=None, responses={204: None}, operation_id="team_documents_remove")
    def remove(self, request: Request, team_id: UUID, id: UUID) -> Response:
        """Take a paper away. What was in it is gone."""
        found, actor = self._paper(team_id, id)
        documents.remove_document(found, by=actor)
        return Response(status=204)

    def _paper(self, team_id: UUID, paper_id: UUID) -> tuple[Document, Actor]:
        team, actor = self.team(team_id)
        found: Document = self.one_of(Document.objects.filter(team=team).select_related("team__owner"), paper_id)
        return found, actor
