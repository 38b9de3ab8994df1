"""People for programs: the same list that stewards and co-ordinators see on the pages."""

from typing import ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from tenant_apps.people.models import Hat, Person, today


class PersonSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    known_as = serializers.CharField()
    email = serializers.EmailField()
    phone = serializers.CharField()
    reach_by = serializers.CharField(help_text="email, phone, text, post, visit; empty when they did not say")
    joined_on = serializers.DateField()
    is_suspended = serializers.BooleanField()
    has_account = serializers.SerializerMethodField(help_text="Whether they can sign in")
    hats = serializers.SerializerMethodField()

    def get_has_account(self, person: Person) -> bool:
        return person.account_id is not None

    def get_hats(self, person: Person) -> list[str]:
        """The hats they wear today."""
        day = today()
        return sorted(hat.kind for hat in person.hats.all() if hat.is_worn(day))


class PeopleView(viewsets.GenericViewSet):
    """The people of this circle. Only for stewards and co-ordinators."""

    scope = "people:read"
    hats: ClassVar = (Hat.Kind.STEWARD, Hat.Kind.COORDINATOR)
    serializer_class = PersonSerializer
    queryset = Person.objects.none()
    lookup_field = "id"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[Person]:
        return Person.objects.present().prefetch_related("hats")

    def list(self, request: Request) -> Response:
        """The people of this circle, the newest first. Only for stewards and co-ordinators."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(PersonSerializer(page, many=True).data)

    def retrieve(self, request: Request, id: UUID) -> Response:
        """One person of this circle. Only for stewards and co-ordinators."""
        person = self.get_queryset().filter(pk=id).first()
        if person is None:
            raise Http404
        return Response(PersonSerializer(person).data)
