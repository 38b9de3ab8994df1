"""Lists of people for programs: the same steps, checks and sentences as on the pages."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Count, QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from tenant_apps.entry.models import Scope
from tenant_apps.importing import services
from tenant_apps.importing.checking import sentence
from tenant_apps.importing.models import Import, Row
from tenant_apps.people.models import Hat


class NewListSerializer(serializers.Serializer):
    text = serializers.CharField(
        max_length=2_000_000, trim_whitespace=False, help_text="The list as CSV. Its first line names the columns."
    )
    columns = serializers.DictField(
        child=serializers.CharField(max_length=20, allow_blank=True),
        required=False,
        help_text="Number of a column, from 0, to what it is. By default they are guessed from their names.",
    )


class ListSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    state = serializers.CharField(help_text="columns, checking, ready, bringing, done, undoing, undone")
    header = serializers.ListField(child=serializers.CharField())
    columns = serializers.DictField(child=serializers.CharField())
    how_many = serializers.IntegerField()
    seen = serializers.IntegerField(help_text="How far it is, while it is at work.")
    made_at = serializers.DateTimeField()
    done_at = serializers.DateTimeField(allow_null=True)
    undo_until = serializers.DateTimeField(allow_null=True)
    rows = serializers.SerializerMethodField(help_text="How many rows stand how: new, like, known, wrong, brought, ...")

    def get_rows(self, brought: Import) -> dict[str, int]:
        return dict(brought.rows.order_by().values_list("state").annotate(n=Count("id")))


class RowSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    line = serializers.IntegerField()
    state = serializers.CharField()
    problems = serializers.SerializerMethodField()
    like_id = serializers.UUIDField(allow_null=True, help_text="Who seems to be the same")
    person_id = serializers.UUIDField(allow_null=True, help_text="Whom it was brought in as")
    wanted = serializers.BooleanField()

    def get_problems(self, row: Row) -> list[str]:
        return [sentence(each) for each in row.problems]


class WantedSerializer(serializers.Serializer):
    wanted = serializers.ListField(
        child=serializers.UUIDField(),
        default=list,
        max_length=5_000,
        help_text="Rows that seem to be here already and are other people: they are brought in, too.",
    )


class ListsView(viewsets.GenericViewSet):
    """Bring in a list of people. Only for stewards and co-ordinators. Nobody gets an account or a hat by it."""

    scope = Scope.PEOPLE_WRITE
    hats: ClassVar = (Hat.Kind.STEWARD, Hat.Kind.COORDINATOR)
    serializer_class = ListSerializer
    queryset = Import.objects.none()
    lookup_field = "id"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[Import]:
        return Import.objects.exclude(state=Import.State.DROPPED).newest_first()

    def list(self, request: Request) -> Response:
        """The lists that were brought, the newest first."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(ListSerializer(page, many=True).data)

    @extend_schema(request=NewListSerializer, responses={201: ListSerializer})
    def create(self, request: Request) -> Response:
        """Bring a list. It is looked through in the background, and nothing is written until it is confirmed."""
        wanted = NewListSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        said = wanted.validated_data
        made = services.begin(said["text"], by=request.user)
        columns: Any = said.get("columns", made.columns)
        if columns:
            made = services.say_columns(made, columns, by=request.user)
        return Response(ListSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=ListSerializer)
    def retrieve(self, request: Request, id: UUID) -> Response:
        """One list, and how far it is."""
        return Response(ListSerializer(self._found(id)).data)

    @extend_schema(responses=RowSerializer(many=True))
    @action(detail=True, methods=["get"])
    def rows(self, request: Request, id: UUID) -> Response:
        """Its rows, with what is wrong and what to do about it. `?state=wrong` for some of them."""
        rows = self._found(id).rows.order_by("line", "id")
        if state := request.query_params.get("state"):
            rows = rows.filter(state=state)
        return self.get_paginated_response(RowSerializer(self.paginate_queryset(rows), many=True).data)

    @extend_schema(request=WantedSerializer, responses=ListSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, id: UUID) -> Response:
        """Bring it in."""
        said = WantedSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        brought = self._found(id)
        services.want(brought, said.validated_data["wanted"], by=request.user)
        return Response(ListSerializer(services.confirm(brought, by=request.user)).data)

    @extend_schema(request=None, responses=ListSerializer)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, id: UUID) -> Response:
        """Take its people out again, for seven days."""
        return Response(ListSerializer(services.ask_undo(self._found(id), by=request.user)).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, id: UUID) -> Response:
        """Do not bring it in. What it said is gone at once."""
        services.drop(self._found(id), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _found(self, id: UUID) -> Import:
        found = self.get_queryset().filter(pk=id).first()
        if found is None:
            raise Http404
        return found
