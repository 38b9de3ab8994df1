"""The journal for programs: read only, for stewards."""

from typing import ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.words import sought
from tenant_apps.journal.models import Entry
from tenant_apps.journal.reading import told_to


class EntrySerializer(serializers.Serializer):
    id = serializers.UUIDField()
    at = serializers.DateTimeField()
    event = serializers.CharField()
    actor_kind = serializers.CharField()
    actor_id = serializers.UUIDField(allow_null=True)
    on_behalf_of = serializers.UUIDField(allow_null=True)
    authority = serializers.UUIDField(allow_null=True)
    payload = serializers.DictField()


class JournalView(viewsets.GenericViewSet):
    """What happened in this circle. Only for stewards, and not what is withheld from themselves to keep people safe."""

    scope = "journal:read"
    hats: ClassVar = ("steward",)
    serializer_class = EntrySerializer
    queryset = Entry.objects.all()
    lookup_field = "id"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[Entry]:
        event = sought(self.request.query_params.get("event", ""), longest=100)
        entries = told_to(self.request.user.pk).order_by("-id")
        return entries.filter(event=event) if event else entries

    @extend_schema(
        parameters=[OpenApiParameter("event", str, description="Only this kind, such as `people.HatGiven`.")]
    )
    def list(self, request: Request) -> Response:
        """What happened in this circle, the newest first. Only for stewards."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(EntrySerializer(page, many=True).data)

    def retrieve(self, request: Request, id: UUID) -> Response:
        """One thing that happened. Only for stewards."""
        entry = told_to(request.user.pk).filter(pk=id).first()
        if entry is None:
            raise Http404
        return Response(EntrySerializer(entry).data)
