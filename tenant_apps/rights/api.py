"""What is known of you, for programs: asking for it, how far that has come; and being forgotten, with what it does."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.errors import NotAllowed, RuleBroken
from kernel.sections import Scope as Reach
from kernel.time import now
from tenant_apps.entry.api_acting import ACTING_UNDER, ForSomebody
from tenant_apps.entry.gate import ProveItAgain
from tenant_apps.entry.models import Scope
from tenant_apps.people.models import today
from tenant_apps.rights import policies
from tenant_apps.rights.models import DataRequest
from tenant_apps.rights.pages.shown import clock_of, planned
from tenant_apps.rights.services import clearing, copies, requests

Kind = DataRequest.Kind
acting = extend_schema(parameters=[ACTING_UNDER])


class DataRequestSerializer(serializers.Serializer):
    """Something that was asked for: how far it has come, by when it is answered, and what is waited for."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    state = serializers.ChoiceField(choices=DataRequest.State.choices)
    received_on = serializers.DateField()
    due_on = serializers.SerializerMethodField(help_text="As the clock stands today")
    clock_is_stopped = serializers.SerializerMethodField(help_text="A question waits for your answer")
    question = serializers.SerializerMethodField()
    longer_because = serializers.CharField(source="extended_why")
    answer = serializers.CharField(help_text="Why it was refused, or what was said at the end")
    ready_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField(allow_null=True, help_text="Until when the copy can be fetched")
    settled_at = serializers.DateTimeField(allow_null=True)

    def get_due_on(self, asked: DataRequest) -> str | None:
        return clock_of(asked, today()).due.isoformat() if asked.is_under_way else None

    def get_clock_is_stopped(self, asked: DataRequest) -> bool:
        return asked.waits_for is not None

    def get_question(self, asked: DataRequest) -> str:
        return asked.waits_for.words if asked.waits_for is not None else ""


class DataAskSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=Kind.choices)
    sure = serializers.BooleanField(
        default=False, help_text="To be forgotten: true, after somebody has read what goes, what waits and what stays"
    )


class DataAnswerSerializer(serializers.Serializer):
    words = serializers.CharField(max_length=2000)


class LanePartSerializer(serializers.Serializer):
    title = serializers.CharField()
    how_many = serializers.IntegerField()
    why = serializers.CharField(help_text="The duty that keeps it")
    until = serializers.DateField(allow_null=True)


class LaneSerializer(serializers.Serializer):
    lane = serializers.CharField()
    parts = LanePartSerializer(many=True)


class DataRequestsView(ForSomebody, viewsets.GenericViewSet):
    """What you asked for: copies of everything, and being forgotten. Acting for somebody, where that reaches so far."""

    scopes: ClassVar = {
        "list": Scope.ME_READ,
        "one": Scope.ME_READ,
        "preview": Scope.ME_READ,
        "ask": Scope.DATA_WRITE,
        "answer": Scope.DATA_WRITE,
        "take_back": Scope.DATA_WRITE,
        "clear": Scope.DATA_WRITE,
    }
    serializer_class = DataRequestSerializer
    queryset = DataRequest.objects.none()

    def get_queryset(self) -> "QuerySet[DataRequest]":
        person, _by = self.whose(Reach.DATA_REQUEST)
        return DataRequest.objects.filter(person=person).select_related("person").prefetch_related("stops")

    @acting
    def list(self, request: Request) -> Response:
        """What you asked for, the newest first."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(DataRequestSerializer(page, many=True).data)

    @acting
    @extend_schema(request=DataAskSerializer, responses={201: DataRequestSerializer}, operation_id="data_ask")
    def ask(self, request: Request) -> Response:
        """Ask for a copy of everything, or to be forgotten. The clock runs from today."""
        person, by = self.whose(Reach.DATA_REQUEST)
        wanted = DataAskSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        if wanted.validated_data["kind"] == Kind.COPY:
            made = copies.ask_for_copy(person, by=by)
        elif not wanted.validated_data["sure"]:
            sentence = _("Read what goes, what waits and what stays; then say that you are sure.")
            raise RuleBroken(code="not_sure", errors={"sure": [sentence]})
        else:
            made = requests.ask(person, Kind.ERASE, by=by)
        return self._say(made, status.HTTP_201_CREATED)

    @acting
    @extend_schema(responses=DataRequestSerializer, operation_id="data_one")
    def one(self, request: Request, id: UUID) -> Response:
        """How far one of them has come, and what you are asked."""
        return self._say(self._one(id))

    @acting
    @extend_schema(request=DataAnswerSerializer, responses=DataRequestSerializer, operation_id="data_answer")
    def answer(self, request: Request, id: UUID) -> Response:
        """Answer what you were asked; the clock runs again."""
        found, said = self._one(id), DataAnswerSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        requests.start_clock(found, said.validated_data["words"], by=self.whose()[1])
        return self._say(found)

    @acting
    @extend_schema(request=None, responses=DataRequestSerializer, operation_id="data_take_back")
    def take_back(self, request: Request, id: UUID) -> Response:
        """You do not want it any more."""
        found = self._one(id)
        requests.take_back(found, by=self.whose()[1])
        return self._say(found)

    @acting
    @extend_schema(responses=LaneSerializer(many=True), operation_id="data_preview", filters=False)
    def preview(self, request: Request) -> Response:
        """What would go, wait and stay if you asked to be forgotten: found out by doing it, and undoing it at once."""
        person, by = self.whose(Reach.DATA_REQUEST)
        if not policies.can_decide(by, person):
            raise NotAllowed(policies.ONLY_WHO_DECIDES)
        told = [
            {
                "lane": lane.code,
                "parts": [
                    {
                        "title": each.part.title,
                        "how_many": each.how_many,
                        "why": each.duty.keeping.rule.why if each.duty is not None else each.part.why,
                        "until": each.ends_on,
                    }
                    for each in lane.parts
                ],
            }
            for lane in planned(person.pk)
        ]
        return Response(LaneSerializer(told, many=True).data)

    @acting
    @extend_schema(responses={(200, "application/zip"): OpenApiTypes.BINARY}, operation_id="data_copy")
    def copy(self, request: Request, id: UUID) -> HttpResponse:
        """The copy itself. Only for your own browser, and only just after you proved who you are."""
        found = self._one(id)
        session: Any = request._request.session  # type: ignore[attr-defined]
        if not session.proof.is_fresh(now()):
            raise ProveItAgain
        packed = copies.fetch(found, by=self.whose()[1])
        headers = {"Content-Disposition": 'attachment; filename="my-information.zip"', "Cache-Control": "no-store"}
        return HttpResponse(packed, content_type="application/zip", headers=headers)

    @acting
    @extend_schema(request=None, responses={204: None}, operation_id="data_clear")
    def clear(self, request: Request, id: UUID) -> Response:
        """You have the copy; remove it from here."""
        clearing.clear_away(self._one(id), by=self.whose()[1])
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _one(self, id: UUID) -> DataRequest:
        found = self.get_queryset().filter(pk=id).first()
        if found is None:
            raise Http404
        return found

    def _say(self, asked: DataRequest, code: int = status.HTTP_200_OK) -> Response:
        found = self.get_queryset().get(pk=asked.pk)
        return Response(DataRequestSerializer(found).data, status=code)
